import type { Note, Score } from './scores.js';

/** Samples a second: a telephone's, which is also all that the tones of its keys need. */
export const sampleRate = 8000;

/** A note that starts or stops at full level clicks: it fades in and out this long, in seconds. */
const fade = 0.004;

/** Plays a score: samples from -1 to 1. */
export function synthesise({ length, notes }: Score): Float32Array {
  const samples = new Float32Array(toSamples(length));
  for (const note of notes) addNote(samples, note);
  return samples;
}

function addNote(samples: Float32Array, { frequencies, start, length, level, decay }: Note): void {
  const first = toSamples(start);
  const count = Math.min(toSamples(length), samples.length - first);
  for (let index = 0; index < count; index++) {
    const time = index / sampleRate;
    let value = 0;
    for (const frequency of frequencies) value += Math.sin(2 * Math.PI * frequency * time);
    const dying = decay === undefined ? 1 : Math.exp((-1000 * time) / decay);
    const fading = Math.min(1, time / fade, (count - 1 - index) / sampleRate / fade);
    samples[first + index] = (samples[first + index] ?? 0) + (value / frequencies.length) * level * dying * fading;
  }
}

function toSamples(milliseconds: number): number {
  return Math.round((milliseconds * sampleRate) / 1000);
}

const headerLength = 58;

/**
 * A WAV file, one channel of G.711 µ-law: one byte a sample, and quiet sounds keep their shape, which they lose in eight
 * linear bits. Every browser plays it.
 */
export function encodeWav(samples: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(headerLength + samples.length);
  const view = new DataView(bytes.buffer);
  const text = (offset: number, characters: string) => bytes.set(new TextEncoder().encode(characters), offset);
  text(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 18, true); // length of the format, with its (empty) extension
  view.setUint16(20, 7, true); // WAVE_FORMAT_MULAW
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate, true); // bytes a second
  view.setUint16(32, 1, true); // bytes a frame
  view.setUint16(34, 8, true); // bits a sample
  // What is not linear says how many samples there are.
  text(38, 'fact');
  view.setUint32(42, 4, true);
  view.setUint32(46, samples.length, true);
  text(50, 'data');
  view.setUint32(54, samples.length, true);
  samples.forEach((sample, index) => (bytes[headerLength + index] = muLaw(sample)));
  return bytes;
}

/** ITU-T G.711, table 2a: sign, eight segments of doubling width, sixteen steps in each, all bits inverted. */
function muLaw(sample: number): number {
  const [bias, clip] = [33, 8158];
  const magnitude = Math.min(clip, Math.round(Math.abs(sample) * 8159)) + bias;
  const segment = Math.floor(Math.log2(magnitude)) - 5;
  const step = (magnitude >> (segment + 1)) & 0x0f;
  return ~((sample < 0 ? 0x80 : 0) | (segment << 4) | step) & 0xff;
}
