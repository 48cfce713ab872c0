import { expect } from 'chai';
import { isPassing, reconnectDelay, retryAfter } from './reconnect-policy.js';

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

describe('Retry-After', () => {
  const now = Date.parse('Fri, 31 Dec 1999 23:59:00 GMT');
  const table: [header: string | null, milliseconds: number][] = [
    [null, 0],
    ['', 0],
    ['0', 0],
    ['3', 3000],
    ['-3', 0],
    ['soon', 0],
    ['Fri, 31 Dec 1999 23:59:59 GMT', 59_000],
    ['Fri, 31 Dec 1999 23:00:00 GMT', 0],
  ];
  for (const [header, milliseconds] of table) {
    it(`${header ?? '(none)'}: ${milliseconds} ms`, () => expect(retryAfter(header, now)).to.equal(milliseconds));
  }
});

describe('an HTTP status', () => {
  for (const status of [408, 425, 429, 500, 502, 503, 504])
    it(`${status} passes`, () => expect(isPassing(status)).to.equal(true));
  for (const status of [200, 302, 400, 401, 403, 404, 410])
    it(`${status} does not`, () => expect(isPassing(status)).to.equal(false));
});
