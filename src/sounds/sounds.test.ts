import { expect } from 'chai';
import { soundNames } from './scores.js';
import sounds, { soundFile, type SoundName } from './sounds.js';

/** ITU-T Q.23, table 1; written down here once more, so that a wrong table in the source is seen. */
const keys: [name: SoundName, low: number, high: number][] = [
  ['DTMF01', 697, 1209],
  ['DTMF02', 697, 1336],
  ['DTMF03', 697, 1477],
  ['DTMF04', 770, 1209],
  ['DTMF05', 770, 1336],
  ['DTMF06', 770, 1477],
  ['DTMF07', 852, 1209],
  ['DTMF08', 852, 1336],
  ['DTMF09', 852, 1477],
  ['DTMFStar', 941, 1209],
  ['DTMF00', 941, 1336],
  ['DTMFPound', 941, 1477],
];
const dtmfFrequencies = [697, 770, 852, 941, 1209, 1336, 1477, 1633];

/** Ours, as the browser hears it, at the rate of the file. */
async function decode(address: string): Promise<{ samples: Float32Array; buffer: AudioBuffer }> {
  const context = new OfflineAudioContext(1, 1, 8000);
  const buffer = await context.decodeAudioData(await (await fetch(address)).arrayBuffer());
  return { samples: buffer.getChannelData(0), buffer };
}

/** How much of `frequency` there is: Goertzel's algorithm, as a receiver of tones does it; 1 for a pure sine of level 1. */
function goertzel(samples: Float32Array, frequency: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * frequency) / 8000);
  let [last, beforeLast] = [0, 0];
  for (const sample of samples) [last, beforeLast] = [sample + coefficient * last - beforeLast, last];
  return (2 * Math.sqrt(last ** 2 + beforeLast ** 2 - coefficient * last * beforeLast)) / samples.length;
}

const peak = (samples: Float32Array) => samples.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0);

describe('sounds', () => {
  it('are the sixteen of the manual', () => {
    expect(Object.keys(sounds)).to.have.members([
      ...['Ring', 'Callend', 'Callwaiting', 'ringback', 'DTMF00', 'DTMF01', 'DTMF02', 'DTMF03', 'DTMF04', 'DTMF05'],
      ...['DTMF06', 'DTMF07', 'DTMF08', 'DTMF09', 'DTMFStar', 'DTMFPound'],
    ]);
  });

  it('are small: under 110 KB all together', () => {
    expect(soundNames.reduce((total, name) => total + soundFile(name).length, 0)).to.be.below(110_000);
  });

  for (const name of soundNames) {
    it(`${name} is a WAV file that the browser decodes, without clicks and clipping`, async () => {
      const { samples, buffer } = await decode(sounds[name]);
      expect(buffer.numberOfChannels).to.equal(1);
      expect(buffer.duration).to.be.within(0.1, 5.1);
      expect(peak(samples)).to.be.within(0.15, 0.95);
      expect(Math.abs(samples[0]!), 'begins silently').to.be.below(0.01);
      expect(Math.abs(samples.at(-1)!), 'ends silently').to.be.below(0.01);
      const steepest = samples.reduce((most, sample, i) => Math.max(most, Math.abs(sample - (samples[i - 1] ?? 0))), 0);
      expect(steepest).to.be.below(0.6);
    });
  }

  for (const [name, low, high] of keys) {
    it(`${name} is ${low} Hz and ${high} Hz and nothing else`, async () => {
      const { samples } = await decode(sounds[name]);
      const strengths = new Map(dtmfFrequencies.map((frequency) => [frequency, goertzel(samples, frequency)]));
      for (const [frequency, strength] of strengths) {
        if (frequency === low || frequency === high) expect(strength, `${frequency} Hz`).to.be.above(0.2);
        else expect(strength, `${frequency} Hz`).to.be.below(0.02);
      }
      // Q.24: the two may differ by a few decibels; ours are equal.
      expect(strengths.get(high)! / strengths.get(low)!).to.be.within(0.9, 1.1);
      // Within 1.5 % of the frequency: one that far off is weaker already.
      for (const frequency of [low, high]) {
        expect(goertzel(samples, frequency)).to.be.above(goertzel(samples, frequency * 1.015));
        expect(goertzel(samples, frequency)).to.be.above(goertzel(samples, frequency * 0.985));
      }
    });
  }

  it('ringback is the ringing tone of ITU-T E.180: 425 Hz, a second on, four off', async () => {
    const { samples, buffer } = await decode(sounds.ringback);
    expect(buffer.duration).to.equal(5);
    expect(goertzel(samples.subarray(0, 8000), 425)).to.be.above(0.2);
    expect(peak(samples.subarray(8000))).to.be.below(0.001);
  });

  it('play in an audio element', async () => {
    const audio = new Audio(sounds.DTMF05);
    audio.muted = true; // without a gesture, a page may only play silently
    const ended = new Promise((resolve) => audio.addEventListener('ended', resolve, { once: true }));
    await audio.play();
    await ended;
    expect(audio.duration).to.be.closeTo(0.12, 0.001);
  });

  it('are made once: the same string each time', () => expect(sounds.Ring === sounds.Ring).to.be.true);
});
