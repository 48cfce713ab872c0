/**
 * The text that is being read, and the place in it. Reading is synchronous and one text at a time, so this is kept by the
 * module: it makes the rules short.
 */
let text = '';
let place = 0;

export function begin(input: string): void {
  text = input;
  place = 0;
}

export const whole = (): string => text;
export const position = (): number => place;

export function rewind(to: number): void {
  place = to;
}

/** What the pattern (sticky) finds here, and moves behind it; `undefined` when it finds nothing. Nothing taken is given back. */
export function take(pattern: RegExp): string | undefined {
  pattern.lastIndex = place;
  const found = pattern.exec(text)?.[0];
  if (found !== undefined) place = pattern.lastIndex;
  return found;
}

/** What must be there. */
export function need<T>(found: T): NonNullable<T> {
  if (found === undefined || found === null || found === false) throw new SyntaxError(`at ${place}`);
  return found;
}

export function needEnd(): void {
  need(place === text.length);
}

/** Case-insensitive: so are most of SIP's words. */
export const pattern = (source: string): RegExp => new RegExp(source, 'iy');
