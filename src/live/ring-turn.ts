/** How long (ms) a lock may take that no other tab holds. */
const answerTime = 1000;

/**
 * Of the tabs in which the same extension rings, one sounds: the one that holds a Web Lock of this name. When it is closed, or
 * nothing rings there any more, the next one has its turn. A tab to which the browser gives no locks (blocked storage, a
 * sandboxed frame, an insecure page) has no tabs to share with, and sounds.
 */
export class RingTurn {
  #turn: AbortController | null = null;
  #held = false;
  /** Another tab in which somebody talks went first: it is not robbed in turn. */
  #robbed = false;

  /** `changed`: this tab may sound now, or no longer; ask again. */
  constructor(private readonly changed: () => void) {}

  /** Whether this tab may sound. One in which somebody talks goes `first`: its user would not hear that a call waits. */
  ask(name: string, first: boolean): boolean {
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
    const sound = (): void => {
      if (signal.aborted || this.#held) return;
      this.#held = true;
      this.changed();
    };
    const hold = (): Promise<void> | undefined => {
      if (signal.aborted) return undefined;
      sound();
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    };
    let refused = false;
    const late = setTimeout(() => void hasHolder(name).then((held) => !held && sound()), answerTime);
    try {
      await navigator.locks.request(name, first ? { steal: true } : { signal }, hold);
    } catch {
      // Rejects when we leave the queue, when a tab in which somebody talks goes first, and where there are no locks.
      refused = !this.#held;
    }
    clearTimeout(late);
    if (this.#turn !== turn) return;
    if (refused) {
      sound();
      return;
    }
    const robbed = this.#held;
    this.leave();
    this.#robbed = robbed;
    this.changed();
  }
}

/** Whether a tab holds the lock; `false` as well when the browser does not say. */
async function hasHolder(name: string): Promise<boolean> {
  const silence = new Promise<null>((resolve) => setTimeout(resolve, answerTime, null));
  try {
    const locks = await Promise.race([navigator.locks.query(), silence]);
    return locks?.held?.some((lock) => lock.name === name) ?? false;
  } catch {
    return false;
  }
}
