/** Whether sound flows in one direction of a call, seen in samples that are some seconds apart. */

/** Why nothing is heard: nothing arrives (or leaves) at all, or what does is silent. `null`: it is as it should be. */
export type NoAudio = 'no-packets' | 'silence' | null;

export interface FlowSample {
  /** Milliseconds on a clock that doesn't jump. */
  readonly at: number;
  /** Packets and energy so far; `seconds` is how much sound the energy was measured in. */
  readonly packets: number;
  readonly energy: number;
  readonly seconds: number;
  /** Whether anything is to flow: not while the call is on hold. */
  readonly expected: boolean;
  /** Whether it may be silent: somebody muted it here. */
  readonly muted: boolean;
}

/** It is told within five seconds; samples are one second apart. */
const patience = 3500;

/** Mean of the squared level, -70 dB: less than any room; a microphone that gives this gives nothing. */
const silentPower = 1e-7;

/**
 * Silence counts only until something was heard once: a person who listens is silent for long, and noise suppression makes
 * that perfect. A microphone that never worked, or another side that never gets through, is what this is to find.
 */
export class AudioFlow {
  #before: FlowSample | null = null;
  #flowedAt = 0;
  #silentSince: number | null = null;
  #heard = false;

  next(sample: FlowSample): NoAudio {
    const before = this.#before;
    this.#before = sample;
    const { at, expected, muted } = sample;
    if (!before || !expected || !before.expected) {
      this.#flowedAt = at;
      this.#silentSince = null;
      return null;
    }
    if (sample.packets !== before.packets) this.#flowedAt = at;
    this.#listen(before, sample);
    if (at - this.#flowedAt >= patience) return 'no-packets';
    const silent = !muted && !this.#heard && this.#silentSince !== null && at - this.#silentSince >= patience;
    return silent ? 'silence' : null;
  }

  /** Another microphone: it may be silent although the one before was not. */
  forget(): void {
    this.#heard = false;
    this.#silentSince = null;
  }

  #listen(before: FlowSample, { energy, seconds, muted }: FlowSample): void {
    const measured = seconds - before.seconds;
    // Counters that begin again, or a browser that has none: nothing can be said.
    if (muted || measured <= 0) this.#silentSince = null;
    else if ((energy - before.energy) / measured > silentPower) this.#heard = true;
    else this.#silentSince ??= before.at;
  }
}
