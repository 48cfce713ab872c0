import { attempt } from '../base/attempt.js';

const most = 20;

/** Where the page may not store anything, the numbers are kept as long as it lives. */
const kept = new Map<string, readonly string[]>();

const keyOf = (extension: string) => `linkus-dialled:${extension}`;

/** Somebody else's text may be in the storage; what is dialled of it is checked when it is dialled. */
const isNumber = (text: unknown): text is string => typeof text === 'string' && /^[^<>\p{Cc}]{1,63}$/u.test(text);

type DialText = (text: string) => string;

/** What this extension dialled in this browser, as it was written, the last one first: no names, no times. */
export function dialledNumbers(extension: string): readonly string[] {
  // Storage may be missing, or hold text of another program.
  const stored = attempt<unknown>(() => JSON.parse(localStorage.getItem(keyOf(extension)) ?? '[]'));
  if (Array.isArray(stored)) return stored.filter(isNumber);
  return kept.get(extension) ?? [];
}

/** Puts a number to the front, in the place of the same one written otherwise. What can't be dialled is not kept. */
function rememberDialled(extension: string, number: string, dialText: DialText): void {
  if (!isNumber(number)) return;
  const before = dialledNumbers(extension);
  if (before[0] === number) return;
  const dialled = dialText(number);
  const numbers = [number, ...before.filter((each) => dialText(each) !== dialled)].slice(0, most);
  const isStored = attempt(() => {
    localStorage.setItem(keyOf(extension), JSON.stringify(numbers));
    return true;
  });
  if (!isStored) kept.set(extension, numbers);
}

/** The numbers of the extension that is signed in, as a dialpad walks through them. */
export class DialledNumbers {
  extension = '';
  /** The last number that the phone told. */
  #told = '';
  #at = -1;
  #typed = '';
  #shown: string | null = null;

  /** What is dialled of a written number. */
  constructor(private readonly dialText: DialText) {}

  /**
   * Keeps what was dialled from somewhere else on the page, too.
   * @returns the number for redial; `undefined` when nothing has changed
   */
  follow(extension: string, told: string): string | null | undefined {
    if (extension === this.extension && told === this.#told) return undefined;
    const [last = null] = dialledNumbers(extension);
    // The call that the phone tells of is the one that was dialled here.
    const isSame = last !== null && this.dialText(last).replace(/,.*/, '') === told;
    // Another extension's last number is not this one's.
    if (extension && extension === this.extension && !isSame) rememberDialled(extension, told, this.dialText);
    this.extension = extension;
    this.#told = told;
    return isSame ? last : told || last;
  }

  add(number: string): void {
    rememberDialled(this.extension, number, this.dialText);
  }

  /**
   * From what was being typed to older numbers and back; from another number than the last answer a new walk starts.
   * @param steps 1 for the one before, -1 for the one after it
   * @returns `present` at either end
   */
  walk(steps: number, present: string): string {
    if (present !== this.#shown) {
      this.#typed = present;
      this.#at = -1;
    }
    const at = this.#at + steps;
    const number = at === -1 ? this.#typed : dialledNumbers(this.extension)[at];
    if (number === undefined) return present;
    this.#at = at;
    this.#shown = number;
    return number;
  }
}
