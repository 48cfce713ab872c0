import { expect } from 'chai';
import { cleanNumber, type CleanNumber } from './dial-number.js';

const dialled: [written: unknown, number: string][] = [
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
  ['1'.repeat(63), '1'.repeat(63)],
  [`tel:${'1'.repeat(63)}`, '1'.repeat(63)],
  ['tel:1001', '1001'],
  ['TEL:+49-30-123456', '+4930123456'],
  ['tel://+4930123456', '+4930123456'],
  ['tel:+49%2030%20123', '+4930123'],
  ['tel:%2B4930123', '+4930123'],
  [' tel: 1001 ', '1001'],
  ['sip:1001', '1001'],
  ['sips:alice', 'alice'],
  ['sip:*43', '*43'],
  ['tel', 'tel'],
  [1001, '1001'],
  [0, '0'],
  [4930123456, '4930123456'],
  [Number.MAX_SAFE_INTEGER, '9007199254740991'],
];

const refused: [written: unknown, problem: CleanNumber['problem']][] = [
  ['', 'empty'],
  ['   ', 'empty'],
  ['\u200b', 'empty'],
  ['()', 'characters'],
  ['( - )', 'characters'],
  ['+', 'characters'],
  ['49+30', 'characters'],
  ['++49', 'characters'],
  ['1'.repeat(64), 'too-long'],
  ['1'.repeat(5_000_000), 'too-long'],
  ['10\u000001', 'characters'],
  ['10\t01', 'characters'],
  ['1001\n1002', 'characters'],
  ['alice@example.com', 'characters'],
  ['1001;tag=1', 'characters'],
  ['alice smith', 'characters'],
  ['<1001>', 'characters'],
  ['你好', 'characters'],
  ['1001,1', 'characters'],
  ['<b>1001</b>', 'characters'],
  ['alice<script>', 'characters'],
  ['1001\r\nRoute: <sip:evil.example.com>', 'characters'],
  ['alice\u0007', 'characters'],
  ['alice"', 'characters'],
  ['alice\\', 'characters'],
  ['alice%40example.com', 'characters'],
  ['tel:', 'empty'],
  ['sip:1001@pbx.example.com', 'characters'],
  ['sip:1001%40pbx.example.com', 'characters'],
  ['sip:1001;transport=ws', 'characters'],
  ['sip:1001?Replaces=x', 'characters'],
  ['tel:1001%0d%0aRoute:%20x', 'characters'],
  ['tel:1001;ext=5', 'characters'],
  ['tel:%zz', 'characters'],
  ['tel:tel:1001', 'characters'],
  ['javascript:alert(1)', 'characters'],
  ['https://example.com/1001', 'characters'],
  [-1001, 'characters'],
  [10.5, 'characters'],
  [1e21, 'characters'],
  [Number.NaN, 'characters'],
  [Number.POSITIVE_INFINITY, 'characters'],
  [undefined, 'empty'],
  [null, 'empty'],
  [true, 'characters'],
  [{ number: '1001' }, 'characters'],
  [['1001'], 'characters'],
  [{ toString: () => '1001' }, 'characters'],
  [Symbol('1001'), 'characters'],
  [() => '1001', 'characters'],
];

/** For the title: a value as it would be written, shortened. */
function show(value: unknown): string {
  const text =
    typeof value === 'symbol'
      ? value.toString()
      : typeof value === 'number'
        ? String(value)
        : (JSON.stringify(value) ?? typeof value);
  return text.length > 80 ? `${text.slice(0, 8)}… (${text.length})` : text;
}

describe('cleanNumber', () => {
  for (const [written, number] of dialled) {
    it(`dials ${show(written)} as ${number}`, () => {
      expect(cleanNumber(written)).to.deep.equal({ number });
    });
  }
  for (const [written, problem] of refused) {
    it(`refuses ${show(written)}: ${problem}`, () => {
      expect(cleanNumber(written)).to.deep.equal({ problem });
    });
  }
});
