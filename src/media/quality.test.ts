import { expect } from 'chai';
import { meanOpinionScore, networkLevel, transmissionRating } from './quality.js';

describe('the E-model', () => {
  // Calculated by hand from the short form: L = rtt + 2 jitter + 10; R = 93.2 - L/40 or - (L - 120)/10; - 2.5 a percent.
  const table: [rtt: number, jitter: number, loss: number, rating: number, mos: number, level: number][] = [
    [0, 0, 0, 92.95, 4.4, 5],
    [0.05, 0.005, 0, 91.45, 4.37, 5],
    [0.15, 0, 0, 89.2, 4.32, 4],
    [0.149, 0, 0, 89.225, 4.32, 4],
    [0.3, 0.02, 0, 70.2, 3.6, 3],
    [0, 0, 0.01, 90.45, 4.35, 5],
    [0, 0, 0.05, 80.45, 4.04, 4],
    [0.1, 0.03, 0.08, 68.2, 3.52, 2],
    [0, 0, 0.2, 42.95, 2.21, 1],
    [0.4, 0.05, 0.1, 29.2, 1.58, 1],
    [2, 0, 0, 0, 1, 1],
    [0, 0, 1, 0, 1, 1],
  ];
  for (const [roundTripTime, jitter, loss, rating, mos, level] of table) {
    it(`${roundTripTime * 1000} ms there and back, jitter ${jitter * 1000} ms, ${loss * 100} % lost`, () => {
      const sample = { roundTripTime, jitter, loss };
      expect(transmissionRating(sample)).to.be.closeTo(rating, 1e-9);
      expect(meanOpinionScore(sample)).to.be.closeTo(mos, 0.01);
      expect(networkLevel(meanOpinionScore(sample))).to.equal(level);
    });
  }
});

describe('networkLevel', () => {
  const table: [mos: number, level: number][] = [
    [4.4, 5],
    [4.34, 5],
    [4.33, 4],
    [4.03, 4],
    [4.02, 3],
    [3.6, 3],
    [3.59, 2],
    [3.1, 2],
    [3.09, 1],
    [1, 1],
  ];
  for (const [mos, level] of table) it(`MOS ${mos} is ${level}`, () => expect(networkLevel(mos)).to.equal(level));
});
