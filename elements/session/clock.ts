/** Seconds as `01:05`, from an hour on as `1:01:40`. */
export function clock(time: number): string {
  const [seconds, minutes, hours] = [1, 60, 3600].map((unit) => Math.floor(Math.max(time, 0) / unit)) as [
    number,
    number,
    number,
  ];
  const two = (value: number) => String(value % 60).padStart(2, '0');
  return `${hours ? `${hours}:` : ''}${two(minutes)}:${two(seconds)}`;
}
