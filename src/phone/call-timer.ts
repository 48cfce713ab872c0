/** Durations of a call in whole seconds (manual, `TimerType`). */
export interface TimerType {
  /** Outbound: while the other phone rings. */
  ringDuration: number;
  /** Outbound: from dialling to the first ringing. */
  callingDuration: number;
  /** While both sides are connected. */
  callDuration: number;
  /** While we keep the other side on hold, all times together. */
  holdDuration: number;
}

type Field = keyof TimerType;
const fields: readonly Field[] = ['ringDuration', 'callingDuration', 'callDuration', 'holdDuration'];

/** Measures the phases of a call by the clock, so that a throttled tab does not lose seconds. */
export class CallTimer implements TimerType {
  declare ringDuration: number;
  declare callingDuration: number;
  declare callDuration: number;
  declare holdDuration: number;
  /** What has been counted, in ms. */
  readonly #counted = new Map<Field, number>();
  /** When a field that counts began to. */
  readonly #since = new Map<Field, number>();

  /** `onSet` hears when an application writes a field. `now` is in ms. */
  constructor(
    private readonly onSet: () => void = () => undefined,
    private readonly now: () => number = () => performance.now(),
  ) {
    for (const field of fields) {
      // Own and enumerable, so that the timer can be spread and compared like the plain object of the manual.
      Object.defineProperty(this, field, {
        enumerable: true,
        get: () => Math.floor(this.#milliseconds(field) / 1000),
        set: (seconds: number) => this.#write(field, seconds),
      });
    }
  }

  start(field: Field): void {
    if (!this.#since.has(field)) this.#since.set(field, this.now());
  }

  stop(field: Field): void {
    this.#counted.set(field, this.#milliseconds(field));
    this.#since.delete(field);
  }

  stopAll(): void {
    for (const field of fields) this.stop(field);
  }

  #milliseconds(field: Field): number {
    const since = this.#since.get(field);
    return (this.#counted.get(field) ?? 0) + (since === undefined ? 0 : this.now() - since);
  }

  #write(field: Field, seconds: number): void {
    if (!Number.isFinite(seconds)) return;
    this.#counted.set(field, seconds * 1000);
    if (this.#since.has(field)) this.#since.set(field, this.now());
    this.onSet();
  }
}
