import OpusScript from 'opusscript';

const SAMPLE_RATE = 48_000;
/** Samples of one Opus frame of 20 ms. */
export const FRAME_SAMPLES = 960;
export const FRAME_MILLISECONDS = 20;

/** Semitones from A4 (440 Hz) and length in beats; undefined is a rest. A small walk up and down a pentatonic scale. */
const NOTES: ReadonlyArray<readonly [semitone: number | undefined, beats: number]> = [
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
];
const BEAT_SECONDS = 0.3;
const VOLUME = 0.2;

let encoder: OpusScript | undefined;
let samples: Int16Array | undefined;
const frames: Uint8Array[] = [];

/**
 * A 20 ms frame of the tune of `*65` in Opus, which repeats without a seam. Each frame is encoded when it is played for
 * the first time: all at once would hold up every other call for most of a second.
 *
 * @param index counted from the beginning of the playing, without end
 */
export function melodyFrame(index: number): Uint8Array {
  samples ??= synthesize();
  const position = index % (samples.length / FRAME_SAMPLES);
  while (frames.length <= position) {
    encoder ??= new OpusScript(SAMPLE_RATE, 1, OpusScript.Application.AUDIO);
    const start = frames.length * FRAME_SAMPLES;
    const frame = samples.subarray(start, start + FRAME_SAMPLES);
    const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
    // The encoder reuses its output memory.
    frames.push(Uint8Array.from(encoder.encode(bytes, FRAME_SAMPLES)));
  }
  return frames[position] ?? new Uint8Array();
}

/** Sine notes with a soft octave above, each fading in and out so that nothing clicks. */
function synthesize(): Int16Array {
  const beats = NOTES.reduce((sum, [, length]) => sum + length, 0);
  const total = Math.ceil((beats * BEAT_SECONDS * SAMPLE_RATE) / FRAME_SAMPLES) * FRAME_SAMPLES;
  const result = new Int16Array(total);
  let start = 0;
  for (const [semitone, length] of NOTES) {
    const count = Math.round(length * BEAT_SECONDS * SAMPLE_RATE);
    const frequency = semitone === undefined ? 0 : 440 * 2 ** (semitone / 12);
    for (let index = 0; index < count && start + index < total; index += 1) {
      const time = index / SAMPLE_RATE;
      const envelope = Math.min(1, index / 960, (count - index) / 2880);
      const wave = Math.sin(2 * Math.PI * frequency * time) + 0.3 * Math.sin(4 * Math.PI * frequency * time);
      result[start + index] = Math.round((wave / 1.3) * envelope * VOLUME * 32_767);
    }
    start += count;
  }
  return result;
}
