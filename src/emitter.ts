/**
 * A typed event emitter with the method names of Node's EventEmitter, which applications of the vendor's SDK use.
 * A listener that throws does not keep the others from hearing the event: the error is reported like an uncaught one.
 */

export type Listener<Args extends unknown[]> = (...args: Args) => void;

/** Event name → the arguments that its listeners get. */
export type EventMap<Events> = { [Name in keyof Events]: unknown[] };

export class Emitter<Events extends EventMap<Events>> {
  /** Exists for the type checker alone: lets a helper find out which events an emitter has. */
  declare readonly eventMap: Events;
  readonly #check: (name: unknown) => void;
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>();
  /** What stands in for a listener of `once` → that listener: `off` knows it by the name that the program has for it. */
  readonly #onceOf = new WeakMap<Listener<never>, Listener<never>>();

  /** `check` hears each name that somebody listens to: it may warn of one that doesn't exist. */
  constructor(check: (name: unknown) => void = () => undefined) {
    this.#check = check;
  }

  /** Listens until `off`, or until `options.signal` is aborted. */
  on<Name extends keyof Events>(
    name: Name,
    listener: Listener<Events[Name]>,
    options?: { signal?: AbortSignal },
  ): this {
    this.#check(name);
    // Programs in plain JavaScript may pass anything.
    if (options?.signal?.aborted || typeof listener !== 'function') return this;
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    options?.signal?.addEventListener('abort', () => this.off(name, listener), { once: true });
    return this;
  }

  /** Listens to the next event of this name only. */
  once<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): this {
    const onceListener: Listener<Events[Name]> = (...args) => {
      this.#listeners.get(name)?.delete(onceListener);
      if (typeof listener === 'function') listener(...args);
    };
    this.#onceOf.set(onceListener, listener);
    return this.on(name, onceListener);
  }

  off<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): this {
    const listeners = this.#listeners.get(name);
    for (const each of listeners ?? []) if ((this.#onceOf.get(each) ?? each) === listener) listeners?.delete(each);
    return this;
  }

  removeListener<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): this {
    return this.off(name, listener);
  }

  removeAllListeners(name?: keyof Events): this {
    if (name === undefined) this.#listeners.clear();
    else this.#listeners.delete(name);
    return this;
  }

  /** Calls the listeners in the order in which they were added. Returns whether there was one. */
  emit<Name extends keyof Events>(name: Name, ...args: Events[Name]): boolean {
    const listeners = [...(this.#listeners.get(name) ?? [])] as Listener<Events[Name]>[];
    for (const listener of listeners) {
      try {
        listener(...args);
      } catch (error) {
        // Not swallowed and not in our way: the page's error handler sees it, the call goes on.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    return listeners.length > 0;
  }
}
