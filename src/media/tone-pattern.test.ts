import { expect } from 'chai';
import { renderPattern, tonePatterns, type TonePattern } from './tone-pattern.js';

const rate = 16_000;

/** The loudest sample between two times (ms). */
const peak = (samples: Float32Array, from: number, to: number) =>
  samples.slice((from * rate) / 1000, (to * rate) / 1000).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

/** How strong a frequency is in it (Goertzel), against a pure tone of the same peak. */
function strength(samples: Float32Array, frequency: number): number {
  let [real, imaginary] = [0, 0];
  samples.forEach((sample, index) => {
    real += sample * Math.cos((2 * Math.PI * frequency * index) / rate);
    imaginary += sample * Math.sin((2 * Math.PI * frequency * index) / rate);
  });
  return (2 * Math.hypot(real, imaginary)) / samples.length;
}

describe('renderPattern', () => {
  const pattern: TonePattern = {
    notes: [
      [[425], 100],
      [[], 50],
      [[697, 1209], 100],
    ],
    volume: 0.5,
  };
  const samples = renderPattern(pattern, rate);

  it('is as long as its notes', () => expect(samples.length).to.equal(0.25 * rate));

  it('has the frequencies of each note, and silence between', () => {
    expect(strength(samples.slice(0, 0.1 * rate), 425)).to.be.closeTo(0.5, 0.05);
    expect(strength(samples.slice(0, 0.1 * rate), 880)).to.be.below(0.01);
    expect(peak(samples, 100, 150)).to.equal(0);
    const keys = samples.slice(0.15 * rate);
    expect([697, 1209].map((frequency) => Math.round(strength(keys, frequency) * 10))).to.deep.equal([2, 2]);
  });

  it('never passes its volume, and begins and ends softly', () => {
    expect(peak(samples, 0, 250)).to.be.within(0.45, 0.5);
    expect(peak(samples, 0, 0.5)).to.be.below(0.1);
    expect(Math.abs(samples.at(-1) ?? 1)).to.be.below(0.01);
  });
});

describe('the patterns', () => {
  const seconds = (pattern: TonePattern) => pattern.notes.reduce((sum, [, length]) => sum + length, 0) / 1000;
  const table: [name: keyof typeof tonePatterns, seconds: number][] = [
    ['ring', 3.2],
    ['ringback', 5],
    ['callWaiting', 5.6],
    ['end', 0.54],
  ];
  for (const [name, length] of table) {
    it(`${name} lasts ${length} s`, () => expect(seconds(tonePatterns[name])).to.be.closeTo(length, 1e-9));
  }

  it('a call that waits does not sound like one that rings', () => {
    const tones = ({ notes }: TonePattern) => new Set(notes.flatMap(([frequencies]) => frequencies));
    const shared = [...tones(tonePatterns.callWaiting)].filter((tone) => tones(tonePatterns.ring).has(tone));
    expect(shared).to.deep.equal([]);
    expect(tonePatterns.callWaiting.volume).to.be.below(tonePatterns.ring.volume);
  });
});
