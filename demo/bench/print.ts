/** One line of a bench's table. */
export function printLine(what: string, figure: string, remark = ''): void {
  console.log(`${what.padEnd(52)} ${figure.padStart(9)}${remark && `   ${remark}`}`);
}

export const milliseconds = (time: number): string => `${time.toFixed(1)} ms`;
