/** Provisional responses that must arrive (RFC 3262), as the side that sends them. */

const firstInterval = 500; // T1 of RFC 3261
const attempts = 7; // 64 × T1 in all

/** Sends a reliable provisional response until its PRACK is here. */
export class ReliableResponse {
  /** `RSeq` (section 7.1): any number to begin with. */
  readonly sequence = 1 + Math.floor(Math.random() * 0x7fff_ffff);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `send` puts the response on the wire once more; `expire` is called when no PRACK has come in time. */
  constructor(
    private readonly send: () => void,
    private readonly expire: () => void,
  ) {
    this.#sendLater(firstInterval, attempts);
  }

  #sendLater(interval: number, left: number): void {
    this.#timer = setTimeout(() => {
      if (left === 0) {
        this.expire();
        return;
      }
      this.send();
      this.#sendLater(interval * 2, left - 1);
    }, interval);
  }

  /** A PRACK; `RAck` names the response that it is about (section 7.2). */
  onPrack(rack: string | undefined): void {
    if (Number(/^\s*(\d+)/.exec(rack ?? '')?.[1]) === this.sequence) this.stop();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
