import { expect } from 'chai';
import { reconnectDelay } from './reconnect-policy.js';

describe('reconnect policy', () => {
  const table: [attempt: number, random: number, milliseconds: number][] = [
    [0, 0, 500],
    [0, 0.5, 375],
    [1, 0, 1000],
    [3, 0, 4000],
    [3, 0.999, 2002],
    [6, 0, 30_000],
    [1000, 0, 30_000],
    [1000, 0.5, 22_500],
  ];
  for (const [attempt, random, milliseconds] of table) {
    it(`attempt ${attempt}, random ${random}: ${milliseconds} ms`, () =>
      expect(reconnectDelay(attempt, random)).to.equal(milliseconds));
  }
});
