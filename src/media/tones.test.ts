import { expect } from 'chai';
import { dtmfFrequencies } from './tones.js';

describe('dtmfFrequencies', () => {
  // ITU-T Q.23, table 1.
  const table: [key: string, low: number, high: number][] = [
    ['1', 697, 1209],
    ['2', 697, 1336],
    ['3', 697, 1477],
    ['4', 770, 1209],
    ['5', 770, 1336],
    ['6', 770, 1477],
    ['7', 852, 1209],
    ['8', 852, 1336],
    ['9', 852, 1477],
    ['*', 941, 1209],
    ['0', 941, 1336],
    ['#', 941, 1477],
  ];
  for (const [key, low, high] of table) {
    it(`${key} is ${low} Hz and ${high} Hz`, () => expect(dtmfFrequencies[key]).to.deep.equal([low, high]));
  }
});
