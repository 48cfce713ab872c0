import { Emitter } from '../emitter.js';
import { createLogger } from '../logger.js';
import type { DeviceWatcher } from './devices.js';
import { isBlocked, onGesture } from './gesture.js';
import { SinkChoice, type SinkFallback } from './sink-choice.js';

const log = createLogger('media');

export interface AudioSinkEvents {
  /** It is heard. */
  playing: [];
  /** `true`: the browser plays nothing before the page is pressed or a key is; it starts by itself then, which tells `false`. */
  blocked: [boolean];
  /** The default speaker is used instead of the chosen one, and why; `null`: the chosen one is used again. */
  fallback: [SinkFallback | null];
}

export interface AudioSinkOptions {
  /** Id of a speaker; the default one without. */
  sinkId?: string | undefined;
  /** 0..1 */
  volume?: number | undefined;
  /** With it, a speaker that was unplugged is used again when it returns. */
  devices?: DeviceWatcher | undefined;
}

/**
 * Makes one call audible. The element is never put into the document: a media element pauses when it is moved or
 * removed there, and a page may do that with ours at any time.
 */
export class AudioSink extends Emitter<AudioSinkEvents> {
  readonly #audio = new Audio();
  readonly #stream: MediaStream;
  readonly #choice = new SinkChoice(this.#audio, (fallback) => this.emit('fallback', fallback));
  readonly #stopping = new AbortController();
  #gesture: AbortController | null = null;

  constructor(stream: MediaStream, { sinkId, volume = 1, devices }: AudioSinkOptions = {}) {
    super();
    this.#stream = stream;
    this.setVolume(volume);
    this.#audio.addEventListener('playing', () => this.#onPlaying(), { signal: this.#stopping.signal });
    if (devices) this.#choice.follow(devices, this.#stopping.signal);
    // The first words must not come out of the wrong speaker.
    if (sinkId) void this.setSink(sinkId);
    else this.#begin();
  }

  /** True while the browser waits for a press or a key. */
  get blocked(): boolean {
    return this.#gesture !== null;
  }

  get volume(): number {
    return this.#audio.volume;
  }

  /** 0 is silent, 1 as loud as it came. */
  setVolume(volume: number): void {
    if (Number.isFinite(volume)) this.#audio.volume = Math.min(1, Math.max(0, volume));
  }

  /** Sounds from another speaker; empty is the default. Resolves whether it does, and never rejects: see `fallback`. */
  async setSink(id: string): Promise<boolean> {
    // Chromium refuses (AbortError) while an element has a stream without sound: it gets the stream afterwards.
    if (this.#stream.getAudioTracks().length === 0) this.#audio.srcObject = null;
    const chosen = await this.#choice.set(id);
    if (!this.#audio.srcObject) this.#begin();
    return chosen;
  }

  #begin(): void {
    if (this.#stopping.signal.aborted) return;
    this.#audio.srcObject = this.#stream;
    this.play();
  }

  /** Starts, or tries again. */
  play(): void {
    if (this.#stopping.signal.aborted) return;
    this.#audio.play().catch((error: unknown) => {
      if (!isBlocked(error) || this.#gesture || this.#stopping.signal.aborted) return;
      log.warn('the browser plays no sound before the page is clicked or a key is pressed');
      this.#gesture = new AbortController();
      onGesture(() => this.play(), this.#gesture.signal);
      this.emit('blocked', true);
    });
  }

  #onPlaying(): void {
    if (this.#gesture) {
      this.#gesture.abort();
      this.#gesture = null;
      this.emit('blocked', false);
    }
    this.emit('playing');
  }

  stop(): void {
    this.#stopping.abort();
    this.#gesture?.abort();
    this.#audio.pause();
    this.#audio.srcObject = null;
    this.removeAllListeners();
  }
}
