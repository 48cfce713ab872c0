import { playTone, progressTones } from './tones.js';

/** What may sound before a call is connected. */
export type Ringing = 'incoming' | 'ringback' | null;

/** Two soft notes, up and down, twice in four seconds: hertz and milliseconds, played one after the other. */
const ringMelody: readonly (readonly [frequency: number, length: number])[] = [
  [659, 160],
  [880, 160],
  [659, 160],
  [880, 320],
];
const ringPeriod = 3200;
const ringVolume = 0.15;

/** Rings for an incoming call, and plays the ringing tone while the other side rings. */
export class Ringer {
  #now: Ringing = null;
  #timers: ReturnType<typeof setTimeout>[] = [];

  /** The same value again changes nothing; `null` is silence. */
  set(ringing: Ringing): void {
    if (ringing === this.#now) return;
    this.#now = ringing;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
    if (ringing === 'incoming') this.#ring();
    if (ringing === 'ringback') this.#ringback();
  }

  #later(action: () => void, milliseconds: number): void {
    this.#timers.push(setTimeout(action, milliseconds));
  }

  #ring(): void {
    this.#timers = [];
    let start = 0;
    for (const [frequency, length] of ringMelody) {
      this.#later(() => playTone([frequency], length, ringVolume), start);
      start += length;
    }
    this.#later(() => this.#ring(), ringPeriod);
  }

  #ringback(): void {
    this.#timers = [];
    const { frequencies, pattern } = progressTones.ringback;
    const [sound = 0, silence = 0] = pattern;
    playTone(frequencies, sound);
    this.#later(() => this.#ringback(), sound + silence);
  }
}
