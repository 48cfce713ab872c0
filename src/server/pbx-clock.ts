/** How far the PBX may be ahead of us when it doesn't say what time it has: milliseconds. */
const TOLERANCE_MS = 300_000;

/**
 * The PBX's clock, as the `Date` of its answers shows it (RFC 9110 section 6.6.1): a signature ends at a time of that clock,
 * which nobody keeps right.
 */
export class PbxClock {
  readonly #now: () => number;
  /** Milliseconds that the PBX is ahead; undefined as long as it has not said. */
  offset: number | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param sent when the request went out, by our clock */
  learn(date: string | null, sent: number): void {
    const theirs = Date.parse(date ?? '');
    if (Number.isNaN(theirs)) return;
    // The header has whole seconds, and was written some time between the request and now.
    const offset = theirs + 500 - (sent + this.#now()) / 2;
    this.offset = Math.abs(offset) < 2000 ? 0 : offset;
  }

  /** Unix seconds by the PBX's clock, `lifetime` seconds from now. */
  secondsFromNow(lifetime: number): number {
    return Math.ceil((this.#now() + (this.offset ?? TOLERANCE_MS)) / 1000) + lifetime;
  }
}
