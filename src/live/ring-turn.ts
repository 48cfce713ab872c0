/**
 * Of the tabs in which the same extension rings, one sounds: the one that holds a Web Lock of this name. When it is closed, or
 * nothing rings there any more, the next one has its turn.
 */
export class RingTurn {
  #turn: AbortController | null = null;
  #held = false;
  /** Another tab in which somebody talks went first: it is not robbed in turn. */
  #robbed = false;

  /** `changed`: this tab may sound now, or no longer; ask again. */
  constructor(private readonly changed: () => void) {}

  /** Whether this tab may sound. One in which somebody talks goes `first`: nobody else hears that a call waits. */
  ask(name: string, first: boolean): boolean {
    // Browsers give locks to secure pages only, as they do the microphone.
    if (!('locks' in navigator)) return true;
    if (!this.#turn) void this.#request(name, first && !this.#robbed);
    return this.#held;
  }

  leave(): void {
    this.#turn?.abort();
    this.#turn = null;
    this.#held = false;
    this.#robbed = false;
  }

  async #request(name: string, first: boolean): Promise<void> {
    const turn = (this.#turn = new AbortController());
    const { signal } = turn;
    const hold = (): Promise<void> | undefined => {
      if (signal.aborted) return undefined;
      this.#held = true;
      this.changed();
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    };
    // Rejects when we leave the queue, and when a tab in which somebody talks goes first.
    await navigator.locks.request(name, first ? { steal: true } : { signal }, hold).catch(() => undefined);
    if (this.#turn !== turn) return;
    const robbed = this.#held;
    this.leave();
    this.#robbed = robbed;
    this.changed();
  }
}
