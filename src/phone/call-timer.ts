/** Durations of a call in whole seconds (manual, `TimerType`). */
export interface TimerType {
  /** Outbound: from the first ringing to the answer. */
  ringDuration: number;
  /** Outbound: from dialling to the first ringing. */
  callingDuration: number;
  /** From the answer on. */
  callDuration: number;
  /** On hold, as long as that lasts. */
  holdDuration: number;
}

type Phase = 'calling' | 'ringing' | 'talking';
const fieldOf = { calling: 'callingDuration', ringing: 'ringDuration', talking: 'callDuration' } as const;

/** Measures the phases of a call by the clock, so that a throttled tab does not lose seconds. */
export class CallTimer {
  readonly #durations: TimerType = { ringDuration: 0, callingDuration: 0, callDuration: 0, holdDuration: 0 };
  #phase: Phase | null = null;
  #since = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Begins a phase and ends the one before; `null` stops. */
  enter(phase: Phase | null): void {
    Object.assign(this.#durations, this.read());
    this.#phase = phase;
    this.#since = this.now();
  }

  read(): TimerType {
    const durations = { ...this.#durations };
    if (this.#phase) durations[fieldOf[this.#phase]] += Math.floor((this.now() - this.#since) / 1000);
    return durations;
  }
}
