import { expect } from 'chai';
import { isFirmware } from './firmware.js';

describe('firmware version', () => {
  const table: [version: string, wanted: string, is: boolean][] = [
    ['37.12.0.10', '12.0.10', true],
    ['83.12.0.23', '12.0.10', true],
    ['37.12.0.9', '12.0.10', false],
    ['99.11.9.99', '12.0.10', false],
    ['1.13', '12.0.10', true],
    ['37.12.0', '12.0.10', false],
    ['37.12.1.0', '12.0.10', true],
    ['37.12.0.10-rc1', '12.0.10', true],
    ['', '12.0.10', false],
    ['newest', '12.0.10', false],
  ];
  for (const [version, wanted, is] of table) {
    it(`${version || '(none)'} is ${is ? '' : 'not '}x.${wanted}`, () =>
      expect(isFirmware(version, wanted)).to.equal(is));
  }
});
