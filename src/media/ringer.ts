import { Emitter } from '../emitter.js';
import type { DeviceWatcher } from './devices.js';
import type { SinkFallback } from './sink-choice.js';
import { SoundOutput, type Sound } from './sound-output.js';
import { tonePatterns } from './tone-pattern.js';

/** What may sound around a call: it rings here, a second call comes into a conversation, it rings at the other side. */
export type Ringing = 'incoming' | 'callWaiting' | 'ringback' | null;

export interface RingerEvents {
  /** `true`: the browser plays nothing before the page is pressed or a key is; then it rings by itself, which tells `false`. */
  blocked: [boolean];
  /** It rings from the default speaker instead of the chosen one, and why; `null`: from the chosen one again. */
  fallback: [SinkFallback | null];
}

export interface RingerOptions {
  /** Where an incoming call rings: a speaker that the person hears without a headset. */
  ringerId?: string | undefined;
  /** Where the other tones sound: where speech does. */
  speakerId?: string | undefined;
  /** 0..1 */
  volume?: number | undefined;
  /** Addresses of sounds of one's own. */
  sounds?: { ring?: string; callWaiting?: string; ringback?: string; end?: string };
  /** With it, a speaker that was unplugged is used again when it returns. */
  devices?: DeviceWatcher | undefined;
}

/** Rings for an incoming call, and plays the tones of a telephone around it. */
export class Ringer extends Emitter<RingerEvents> {
  #options: RingerOptions;
  readonly #ring: SoundOutput;
  readonly #speech: SoundOutput;
  #now: Ringing = null;

  constructor(options: RingerOptions = {}) {
    super();
    const events = {
      blocked: (blocked: boolean) => void this.emit('blocked', blocked),
      fallback: (fallback: SinkFallback | null) => void this.emit('fallback', fallback),
    };
    this.#options = options;
    this.#ring = new SoundOutput(events, options.devices);
    this.#speech = new SoundOutput(events, options.devices);
    this.update(options);
  }

  /** Other devices, volume or sounds; heard from the next sound on. */
  update(change: Omit<RingerOptions, 'devices'>): void {
    this.#options = { ...this.#options, ...change };
    const { ringerId, speakerId, volume } = this.#options;
    this.#ring.configure({ sinkId: ringerId, volume });
    this.#speech.configure({ sinkId: speakerId, volume });
  }

  /** The same value again changes nothing; `null` is silence. */
  set(ringing: Ringing): void {
    if (ringing === this.#now) return;
    this.#now = ringing;
    this.#ring.play(ringing === 'incoming' ? this.#sound('ring') : null);
    this.#speech.play(ringing === 'incoming' || ringing === null ? null : this.#sound(ringing));
  }

  /** A call is over: once, unless something rings. */
  playEnd(): void {
    if (this.#now === null) this.#speech.play(this.#sound('end'), { loop: false });
  }

  /** Silence, and every device released. */
  close(): void {
    this.#now = null;
    this.#ring.close();
    this.#speech.close();
    this.removeAllListeners();
  }

  #sound(name: keyof typeof tonePatterns): Sound {
    return this.#options.sounds?.[name] ?? tonePatterns[name];
  }
}
