import { progressTones } from './tones.js';

/** Sounds that repeat, as data, and the samples that they are made of. */

/** Frequencies in hertz that sound together (none: silence), and for how many milliseconds. */
export type Note = readonly [frequencies: readonly number[], milliseconds: number];

export interface TonePattern {
  /** One after the other, the last silence included; then from the beginning. */
  readonly notes: readonly Note[];
  /** 0..1 */
  readonly volume: number;
}

const pause = (milliseconds: number): Note => [[], milliseconds];

/** Two soft notes, up and down, twice. */
const ring: TonePattern = {
  notes: [[[659], 160], [[880], 160], [[659], 160], [[880], 320], pause(2400)],
  volume: 0.15,
};

const [toneLength = 0, pauseLength = 0] = progressTones.ringback.pattern;

/** What a caller hears while it rings. */
const ringback: TonePattern = {
  notes: [[progressTones.ringback.frequencies, toneLength], pause(pauseLength)],
  volume: 0.08,
};

/** Two short beeps into a conversation (ITU-T E.180, Germany). */
const callWaiting: TonePattern = { notes: [[[425], 200], pause(200), [[425], 200], pause(5000)], volume: 0.06 };

/** Three short beeps, once. */
const end: TonePattern = {
  notes: [[[425], 120], pause(80), [[425], 120], pause(80), [[425], 120], pause(20)],
  volume: 0.06,
};

export const tonePatterns = Object.freeze({ ring, ringback, callWaiting, end });

/** A tone that starts or stops at full level clicks: it takes this long (seconds). */
const ramp = 0.005;

/** One period of the pattern as samples between -1 and 1. */
export function renderPattern({ notes, volume }: TonePattern, sampleRate: number): Float32Array<ArrayBuffer> {
  const samplesOf = (milliseconds: number) => Math.round((milliseconds / 1000) * sampleRate);
  const samples = new Float32Array(notes.reduce((total, [, milliseconds]) => total + samplesOf(milliseconds), 0));
  let start = 0;
  for (const [frequencies, milliseconds] of notes) {
    const length = samplesOf(milliseconds);
    for (let index = 0; index < length; index++) {
      const edge = Math.min(1, Math.min(index, length - 1 - index) / (ramp * sampleRate));
      let sum = 0;
      for (const frequency of frequencies) sum += Math.sin((2 * Math.PI * frequency * index) / sampleRate);
      samples[start + index] = frequencies.length > 0 ? (volume * edge * sum) / frequencies.length : 0;
    }
    start += length;
  }
  return samples;
}
