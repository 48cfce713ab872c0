interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/**
 * The page's clock in the hands of a test: `Date.now()` and `setTimeout` follow it; frames and observers stay the browser's.
 * `restore()` it, whatever happens.
 */
export class Clock {
  #now = Date.now();
  #id = 0;
  readonly #timers = new Map<number, Timer>();
  readonly #real = {
    now: Date.now,
    setTimeout: window.setTimeout,
    clearTimeout: window.clearTimeout,
  };

  constructor() {
    Date.now = () => this.#now;
    const set = (run: () => void, delay = 0) => {
      this.#timers.set(++this.#id, { at: this.#now + delay, run });
      return this.#id;
    };
    const clear = (id: number) => void this.#timers.delete(id);
    Object.assign(window, { setTimeout: set, clearTimeout: clear });
  }

  restore(): void {
    const { now, ...timers } = this.#real;
    Date.now = now;
    Object.assign(window, timers);
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Lets `milliseconds` pass: runs what is due, each at its time. */
  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = [...this.#timers].sort(([, one], [, other]) => one.at - other.at);
      if (!next || next[1].at > end) break;
      this.#timers.delete(next[0]);
      this.#now = next[1].at;
      next[1].run();
    }
    this.#now = end;
  }
}
