import { createLogger } from '../logger.js';
import type { DeviceWatcher } from './devices.js';
import { isBlocked, onGesture } from './gesture.js';
import { SinkChoice, type Outlet, type SinkFallback } from './sink-choice.js';
import { renderPattern, type TonePattern } from './tone-pattern.js';

const log = createLogger('media');

/** A pattern of tones, or the address of a sound. */
export type Sound = TonePattern | string;

export interface SoundOutputEvents {
  blocked: (blocked: boolean) => void;
  fallback: (fallback: SinkFallback | null) => void;
}

/** Enough for tones under 1 kHz; the browser converts. */
const sampleRate = 16_000;

/** A context that may start does so within this time (ms); one that may not says nothing at all. */
const startTime = 300;

/**
 * Plays one sound at a time on a device of its own. Tones come from a context of Web Audio, which repeats them by itself:
 * a timer would limp in a hidden tab. Where a context can't choose its device, its sound goes through an audio element.
 */
export class SoundOutput {
  readonly #events: SoundOutputEvents;
  readonly #devices: DeviceWatcher | undefined;
  #closed = false;
  #sinkId = '';
  #volume = 1;
  #context: AudioContext | null = null;
  #playing: AbortController | null = null;
  #blocked = false;
  #fallback: SinkFallback | null = null;

  constructor(events: SoundOutputEvents, devices?: DeviceWatcher) {
    this.#events = events;
    this.#devices = devices;
  }

  /** `volume`: 0..1. Counts from the next sound on. */
  configure({ sinkId = '', volume = 1 }: { sinkId?: string | undefined; volume?: number | undefined }): void {
    this.#volume = volume;
    this.#sinkId = sinkId;
  }

  /**
   * Plays this sound instead of the one that plays; `null` is silence. Where the browser wants a gesture first, one that
   * repeats waits for it, and one that doesn't is left out: it would come when its time is over.
   */
  play(sound: Sound | null, { loop = true } = {}): void {
    this.#playing?.abort();
    this.#playing = null;
    this.#setBlocked(false);
    if (sound === null || this.#closed) return;
    this.#playing = new AbortController();
    const { signal } = this.#playing;
    if (typeof sound === 'string') this.#playUrl(sound, loop, signal);
    else this.#playPattern(sound, loop, signal).catch(() => log.warn('the browser can make no tones'));
  }

  close(): void {
    this.play(null);
    this.#closed = true;
    void this.#context?.close().catch(() => undefined);
    this.#context = null;
  }

  #playUrl(url: string, loop: boolean, signal: AbortSignal): void {
    const audio = new Audio();
    audio.loop = loop;
    audio.volume = this.#volume;
    audio.src = url;
    const start = () =>
      audio.play().then(
        () => this.#setBlocked(false),
        (error: unknown) => !signal.aborted && isBlocked(error) && this.#refuse(loop),
      );
    onGesture(() => this.#blocked && void start(), signal);
    audio.addEventListener('ended', () => this.play(null), { signal });
    signal.addEventListener('abort', () => {
      audio.pause();
      audio.removeAttribute('src');
    });
    void this.#aim(audio, signal).then(() => !signal.aborted && start());
  }

  async #playPattern(pattern: TonePattern, loop: boolean, signal: AbortSignal): Promise<void> {
    if (typeof AudioContext === 'undefined') return;
    const context = (this.#context ??= new AudioContext({ latencyHint: 'interactive' }));
    const gain = new GainNode(context, { gain: this.#volume });
    const samples = renderPattern(pattern, sampleRate);
    const buffer = new AudioBuffer({ length: samples.length, sampleRate });
    buffer.copyToChannel(samples, 0);
    const source = new AudioBufferSourceNode(context, { buffer, loop });
    source.connect(gain);
    source.addEventListener('ended', () => this.play(null), { signal });
    signal.addEventListener('abort', () => {
      source.disconnect();
      gain.disconnect();
      // An idle context keeps the sound card awake.
      void context.suspend().catch(() => undefined);
    });
    await this.#connect(context, gain, signal);
    if (signal.aborted) return;
    source.start();
    // One that repeats would be kept by the browser for ever.
    signal.addEventListener('abort', () => source.stop());
    this.#resume(context, loop, signal);
  }

  /** Joins the sound to the device. */
  async #connect(context: AudioContext, gain: GainNode, signal: AbortSignal): Promise<void> {
    const outlet = context as AudioContext & Outlet;
    if (outlet.setSinkId || this.#sinkId === '' || !('setSinkId' in HTMLMediaElement.prototype)) {
      gain.connect(context.destination);
      await this.#aim(outlet, signal);
      return;
    }
    const stream = new MediaStreamAudioDestinationNode(context);
    gain.connect(stream);
    const audio = new Audio();
    audio.srcObject = stream.stream;
    signal.addEventListener('abort', () => (audio.srcObject = null));
    await this.#aim(audio, signal);
    if (!signal.aborted) audio.play().catch(() => undefined); // the context is blocked in the same way, and tells
  }

  /** Told when it changes, not at each sound. */
  async #aim(outlet: Outlet, signal: AbortSignal): Promise<void> {
    const choice = new SinkChoice(outlet, (fallback) => this.#setFallback(fallback));
    if (this.#devices) choice.follow(this.#devices, signal);
    if (await choice.set(this.#sinkId)) this.#setFallback(null);
  }

  #setFallback(fallback: SinkFallback | null): void {
    if (fallback === this.#fallback) return;
    this.#fallback = fallback;
    this.#events.fallback(fallback);
  }

  /** A context without leave to start doesn't refuse: it stays as it is, and the promise open. */
  #resume(context: AudioContext, loop: boolean, signal: AbortSignal): void {
    const resume = () => void context.resume().catch(() => undefined);
    const timer = setTimeout(() => context.state !== 'running' && this.#refuse(loop), startTime);
    signal.addEventListener('abort', () => clearTimeout(timer));
    context.addEventListener('statechange', () => context.state === 'running' && this.#setBlocked(false), { signal });
    onGesture(resume, signal);
    resume();
  }

  #refuse(loop: boolean): void {
    if (loop) this.#setBlocked(true);
    else this.play(null);
  }

  #setBlocked(blocked: boolean): void {
    if (blocked === this.#blocked) return;
    this.#blocked = blocked;
    this.#events.blocked(blocked);
  }
}
