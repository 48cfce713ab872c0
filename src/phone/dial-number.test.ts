import { expect } from 'chai';
import { cleanNumber, type CleanNumber } from './dial-number.js';

const dialled: [written: string, number: string][] = [
  ['1001', '1001'],
  ['*43', '*43'],
  ['#31#1001', '#31#1001'],
  ['+49 30 123456', '+4930123456'],
  ['+49 (0) 30 / 12 34-56', '+4930123456'],
  ['+49(0)30123456', '+4930123456'],
  ['0049 (0)30 123456', '004930123456'],
  ['(030) 123.456', '030123456'],
  ['(0)30 123456', '030123456'],
  ['[030] {123}', '030123'],
  ['+1 (555) 010‑9999', '+15550109999'],
  ['+1 555–010—9999', '+15550109999'],
  ['  1001  ', '1001'],
  ['1001\n', '1001'],
  ['+49\u00a030\u2009123', '+4930123'],
  ['\u202a+49\u200b30123\u202c', '+4930123'],
  ['１００１', '1001'],
  ['alice', 'alice'],
  ['conf.room-1', 'conf.room-1'],
  ['Alice_2', 'Alice_2'],
  ['1-800-FLOWERS', '1-800-FLOWERS'],
  ['1'.repeat(64), '1'.repeat(64)],
];

const refused: [written: string, problem: CleanNumber['problem']][] = [
  ['', 'empty'],
  ['   ', 'empty'],
  ['\u200b', 'empty'],
  ['()', 'characters'],
  ['( - )', 'characters'],
  ['+', 'characters'],
  ['49+30', 'characters'],
  ['++49', 'characters'],
  ['1'.repeat(65), 'too-long'],
  ['10\u000001', 'characters'],
  ['10\t01', 'characters'],
  ['1001\n1002', 'characters'],
  ['alice@example.com', 'characters'],
  ['1001;tag=1', 'characters'],
  ['alice smith', 'characters'],
  ['<1001>', 'characters'],
  ['你好', 'characters'],
  ['1001,1', 'characters'],
];

describe('cleanNumber', () => {
  for (const [written, number] of dialled) {
    it(`dials ${JSON.stringify(written)} as ${number}`, () => {
      expect(cleanNumber(written)).to.deep.equal({ number });
    });
  }
  for (const [written, problem] of refused) {
    it(`refuses ${JSON.stringify(written)}: ${problem}`, () => {
      expect(cleanNumber(written)).to.deep.equal({ problem });
    });
  }
});
