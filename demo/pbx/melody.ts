import OpusScript from 'opusscript';
import { encodeG711 } from './g711.js';
import type { AudioCodec } from './media-codecs.js';
import type { Tune } from './media-server.js';

const SAMPLE_RATE = 48_000;
/** Samples of a frame of 20 ms. */
const FRAME_SAMPLES = 960;

/** Semitones from A4 (440 Hz) and length in beats; undefined is a rest. */
type Notes = ReadonlyArray<readonly [semitone: number | undefined, beats: number]>;

interface Score {
  notes: Notes;
  beatSeconds: number;
  volume: number;
}

const SCORES: Readonly<Record<Tune, Score>> = {
  // A small walk up and down a pentatonic scale.
  melody: {
    notes: [
      [-9, 1],
      [-5, 1],
      [-2, 1],
      [0, 2],
      [-2, 1],
      [-5, 1],
      [-7, 1],
      [-9, 2],
      [-7, 1],
      [-5, 1],
      [-2, 2],
      [undefined, 1],
    ],
    beatSeconds: 0.3,
    volume: 0.2,
  },
  // Slower, lower and softer, so that who waits can tell it from *65.
  hold: {
    notes: [
      [-21, 2],
      [-17, 2],
      [-14, 2],
      [-17, 2],
      [-19, 2],
      [-16, 2],
      [-12, 4],
    ],
    beatSeconds: 0.4,
    volume: 0.1,
  },
  // About the 425 Hz of most countries, one second of five.
  ringback: {
    notes: [
      [-0.6, 1],
      [undefined, 4],
    ],
    beatSeconds: 1,
    volume: 0.15,
  },
};

let encoder: OpusScript | undefined;
const recordings = new Map<Tune, { samples: Int16Array; frames: Record<AudioCodec, Uint8Array[]> }>();

/**
 * A 20 ms frame of a tune, which repeats without a seam. Each frame is encoded when it is played for the first time: all at
 * once would hold up every other call for most of a second.
 *
 * @param index counted from the beginning of the playing, without end
 */
export function tuneFrame(tune: Tune, index: number, codec: AudioCodec): Uint8Array {
  let recording = recordings.get(tune);
  if (!recording) {
    recording = { samples: synthesize(SCORES[tune]), frames: { opus: [], PCMU: [], PCMA: [] } };
    recordings.set(tune, recording);
  }
  const { samples } = recording;
  const frames = recording.frames[codec];
  const position = index % (samples.length / FRAME_SAMPLES);
  while (frames.length <= position) {
    const start = frames.length * FRAME_SAMPLES;
    frames.push(encode(samples.subarray(start, start + FRAME_SAMPLES), codec));
  }
  return frames[position] ?? new Uint8Array();
}

function encode(frame: Int16Array, codec: AudioCodec): Uint8Array {
  // Every sixth sample: none of the tunes has a tone that 8 kHz can't carry.
  if (codec !== 'opus')
    return encodeG711(
      codec,
      frame.filter((_, index) => index % (SAMPLE_RATE / 8000) === 0),
    );
  encoder ??= new OpusScript(SAMPLE_RATE, 1, OpusScript.Application.AUDIO);
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  // The encoder reuses its output memory.
  return Uint8Array.from(encoder.encode(bytes, FRAME_SAMPLES));
}

/** Sine notes with a soft octave above, each fading in and out so that nothing clicks. */
function synthesize({ notes, beatSeconds, volume }: Score): Int16Array {
  const beats = notes.reduce((sum, [, length]) => sum + length, 0);
  const total = Math.ceil((beats * beatSeconds * SAMPLE_RATE) / FRAME_SAMPLES) * FRAME_SAMPLES;
  const result = new Int16Array(total);
  let start = 0;
  for (const [semitone, length] of notes) {
    const count = Math.round(length * beatSeconds * SAMPLE_RATE);
    const frequency = semitone === undefined ? 0 : 440 * 2 ** (semitone / 12);
    for (let index = 0; index < count && start + index < total; index += 1) {
      const time = index / SAMPLE_RATE;
      const envelope = Math.min(1, index / 960, (count - index) / 2880);
      const wave = Math.sin(2 * Math.PI * frequency * time) + 0.3 * Math.sin(4 * Math.PI * frequency * time);
      result[start + index] = Math.round((wave / 1.3) * envelope * volume * 32_767);
    }
    start += count;
  }
  return result;
}
