import { emptySnapshot, type PhoneSnapshot } from './phone-snapshot.js';

/** What an element needs of a store: the snapshot of now, and to hear of the next one. */
export interface SnapshotSource {
  readonly snapshot: PhoneSnapshot;
  /** Calls `listener` after each change, once per microtask; returns the function that ends it. */
  subscribe(listener: () => void): () => void;
}

/** Holds the one frozen snapshot of a phone. Several changes in one turn reach the listeners as one. */
export class PhoneStore implements SnapshotSource {
  #snapshot: PhoneSnapshot = emptySnapshot;
  #notifying = false;
  readonly #listeners = new Set<() => void>();

  get snapshot(): PhoneSnapshot {
    return this.#snapshot;
  }

  update(change: Partial<PhoneSnapshot>): void {
    this.#snapshot = Object.freeze({ ...this.#snapshot, ...change });
    if (this.#notifying) return;
    this.#notifying = true;
    queueMicrotask(() => {
      this.#notifying = false;
      for (const listener of [...this.#listeners]) listener();
    });
  }

  /** As if nobody had signed in; the last number stays, for redial, and the devices that the person chose. */
  reset(): void {
    const { lastNumber, chosenDevices } = this.#snapshot;
    this.update({ ...emptySnapshot, lastNumber, chosenDevices });
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
