interface Timer {
  at: number;
  readonly run: () => void;
  /** Of an interval: milliseconds until the next time. */
  readonly every?: number;
}

/**
 * The page's clock in the hands of a test: `Date.now()`, `setTimeout` and `setInterval` follow it; frames and observers stay the
 * browser's. `restore()` it, whatever happens.
 */
export class Clock {
  #now = Date.now();
  #id = 0;
  readonly #timers = new Map<number, Timer>();
  /* eslint-disable @typescript-eslint/unbound-method -- put back as they are, and called on the window */
  readonly #real = {
    now: Date.now,
    setTimeout: window.setTimeout,
    clearTimeout: window.clearTimeout,
    setInterval: window.setInterval,
    clearInterval: window.clearInterval,
  };
  /* eslint-enable @typescript-eslint/unbound-method */

  constructor() {
    Date.now = () => this.#now;
    const add = (timer: Timer) => {
      this.#timers.set(++this.#id, timer);
      return this.#id;
    };
    const clear = (id: number) => {
      if (this.#timers.delete(id)) return;
      // One that was set before the test took the clock.
      this.#real.clearTimeout.call(window, id);
    };
    Object.assign(window, {
      setTimeout: <Args extends unknown[]>(run: (...args: Args) => void, delay = 0, ...args: Args) =>
        add({ at: this.#now + delay, run: () => run(...args) }),
      setInterval: (run: () => void, every = 0) => add({ at: this.#now + every, run, every }),
      clearTimeout: clear,
      clearInterval: clear,
    });
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
      const [id, timer] = next;
      this.#now = timer.at;
      if (timer.every === undefined) this.#timers.delete(id);
      else timer.at += Math.max(timer.every, 1);
      timer.run();
    }
    this.#now = end;
  }

  /** The computer sleeps for so long: the time has passed, and no timer ran. */
  sleep(milliseconds: number): void {
    this.#now += milliseconds;
    for (const timer of this.#timers.values()) timer.at += milliseconds;
  }
}
