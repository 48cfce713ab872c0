/** Arguments of a command as people write them: `key=value`, separated by white space. A value may hold spaces. */
export function parsePairs(pairs: readonly string[]): Record<string, string> {
  const args: Record<string, string> = {};
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 1) throw new SyntaxError(`"${pair}" is not of the form key=value.`);
    args[pair.slice(0, equals)] = pair.slice(equals + 1);
  }
  return args;
}

/** A whole line, such as `notify topic=20047 msg={"enb_ctl_record": 1}`. */
export function parseLine(line: string): { name: string; args: Record<string, string> } {
  const [name = '', ...pairs] = line.trim().split(/\s+(?=[\w-]+=)/);
  return { name, args: parsePairs(pairs) };
}

/** An answer for a terminal. */
export function printable(answer: unknown): string {
  if (typeof answer === 'string') return answer;
  const isList = Array.isArray(answer) && answer.length > 0 && answer.every((entry) => typeof entry === 'string');
  return isList ? answer.join('\n') : JSON.stringify(answer ?? 'done', null, 2);
}
