import { createLogger } from '../logger.js';

const log = createLogger('media');

/** So many samples are 43 ms: less than the eye sees, more than one packet. */
const size = 2048;

/** Below this (decibels of full scale) a level is drawn as nothing. */
const quietest = -60;

/** A voice near a microphone is louder than this level, a room without one is not. */
export const voiceLevel = 0.3;

/** How loud samples are: 0 silence … 1 full scale, even steps for the ear (decibels). */
export function levelOf(samples: ArrayLike<number>): number {
  let power = 0;
  for (let index = 0; index < samples.length; index++) power += (samples[index] ?? 0) ** 2;
  const decibels = 10 * Math.log10(power / samples.length);
  return Math.min(1, Math.max(0, 1 - decibels / quietest));
}

/** The share of the samples' power that is a tone of this frequency (hertz): 0..1 (Goertzel's algorithm). */
export function toneShare(samples: ArrayLike<number>, frequency: number, sampleRate: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * frequency) / sampleRate);
  let [last, beforeLast, power] = [0, 0, 0];
  for (let index = 0; index < samples.length; index++) {
    const sample = samples[index] ?? 0;
    const now = sample + coefficient * last - beforeLast;
    [beforeLast, last] = [last, now];
    power += sample ** 2;
  }
  if (power === 0) return 0;
  const tone = last ** 2 + beforeLast ** 2 - coefficient * last * beforeLast;
  return Math.min(1, (2 * tone) / (samples.length * power));
}

/**
 * Listens to a track without being heard, until `close()`. To a copy of it: what is muted for the other side still moves the
 * meter. Ask when something is to be drawn; between two questions nothing is done.
 */
export class AudioLevel {
  readonly #track: MediaStreamTrack;
  #context: AudioContext | undefined;
  #analyser: AnalyserNode | undefined;
  readonly #samples = new Float32Array(size);

  constructor(track: MediaStreamTrack) {
    this.#track = track.clone();
    this.#track.enabled = true;
    try {
      this.#context = new AudioContext();
      void this.#context.resume().catch(() => undefined);
      this.#analyser = new AnalyserNode(this.#context, { fftSize: size });
      const mediaStream = new MediaStream([this.#track]);
      new MediaStreamAudioSourceNode(this.#context, { mediaStream }).connect(this.#analyser);
    } catch {
      // No level then; the caller goes on without one.
      log.warn('the browser does not let the sound be measured');
    }
  }

  /** 0 silence … 1 full scale. */
  read(): number {
    return levelOf(this.#listen());
  }

  /** Whether a tone of this frequency (hertz) is nearly all that is heard. */
  hears(frequency: number): boolean {
    const samples = this.#listen();
    return levelOf(samples) > voiceLevel && toneShare(samples, frequency, this.#context?.sampleRate ?? 0) > 0.6;
  }

  get ended(): boolean {
    return this.#track.readyState === 'ended';
  }

  /** Releases the copy of the track and the sound card. */
  close(): void {
    this.#track.stop();
    void this.#context?.close().catch(() => undefined);
  }

  #listen(): Float32Array<ArrayBuffer> {
    this.#analyser?.getFloatTimeDomainData(this.#samples);
    return this.#samples;
  }
}
