import { expect } from 'chai';
import { asciiDigits, cleanNumber, dialText, type CleanNumber } from './dial-number.js';

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
  ['٠٣٠ ١٢٣', '030123'],
  ['۰۳۰۱۲۳', '030123'],
  ['+९१ ९८७६५ ४३२१०', '+919876543210'],
  ['𝟙𝟘𝟘𝟙', '1001'],
  ['（030）１２３−４５', '03012345'],
  ['(+49) (0) 30 123', '+4930123'],
  ['+49 [0] 30 123', '+4930123'],
  ['00(49)(0)30 123', '004930123'],
  ['+39 (0)6 1234', '+39061234'],
  ['0039 (0)6 1234', '0039061234'],
  ['01 42 68 53 00', '0142685300'],
  ['2123 4567', '21234567'],
  ['98765 43210', '9876543210'],
  ['020 7946 0018', '02079460018'],
  ['138 0013 8000', '13800138000'],
  ['030/123456', '030123456'],
  ['(030)/123456', '030123456'],
  ['00 49 30 1234567', '0049301234567'],
  ['*72 1001', '*721001'],
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
  ['1001²', 'characters'],
  ['①1001', 'characters'],
  ['½', 'characters'],
  ['Ⅷ', 'characters'],
  ['一〇〇一', 'characters'],
  ['alice/bob', 'characters'],
  ['alice,bob', 'characters'],
  ['1001 x', 'characters'],
  ['alice x5', 'characters'],
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
  ['tel:1001;phone-context=+4930123', 'characters'],
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

const withTones: [written: string, number: string, tones: string][] = [
  ['030 123456 x123', '030123456', ',,123'],
  ['1001x123', '1001', ',,123'],
  ['(030) 123-456, ext. 123', '030123456', ',,123'],
  ['030 123456 Extension: 12', '030123456', ',,12'],
  ['٠٣٠ ١٢٣٤ x ٥', '0301234', ',,5'],
  ['0592-5503301转808', '05925503301', ',,808'],
  ['+7 495 123-45-67 доб. 12', '+74951234567', ',,12'],
  ['tel:+49-30-123;ext=5', '+4930123', ',,5'],
  ['tel:+4930123,,5%23', '+4930123', ',,5#'],
  ['+1 (646) 555-0188,,98712345#,,,,*1234#', '+16465550188', ',,98712345#,,,,*1234#'],
  ['+49 (0)30 123456 ,,12', '+4930123456', ',,12'],
  ['1001,123#', '1001', ',123#'],
  ['alice,,5', 'alice', ',,5'],
];

const several = [
  '1001\n1002',
  '1001\t1002',
  '1001, 1002',
  '1001,1002',
  '1001;1002',
  '1001 | 1002',
  '1001/1002',
  '1001 / 1002',
  '1001 & 1002',
  '1001 or 1002',
  '1001or1002',
  '1001 1002',
  '1001-1002',
  '1001 – 1002',
  '1001.1002',
  '101 102 103',
  '٠٣٠١٢٣، ٠٣٠١٢٤',
  '+49 30 123456 +49 30 654321',
  '+4930123456+4930654321',
  '030 1234567 030 7654321',
  '0301234 0307654',
  '1001 0049301234',
  '030 123456/57',
  '030/123456/57',
  '030/123456 030/123457',
  '(030) 123456 / (030) 123457',
  '555 1234 555 1235',
  '1001 x1 1002 x2',
  '1001 x5, 1002',
  '1001 x5 / 1002 x6',
  '1001,,5, 1002',
  'tel:1001,1002',
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
  for (const [written, number, tones] of withTones) {
    it(`dials ${show(written)} as ${number}, then ${tones}`, () => {
      expect(cleanNumber(written)).to.deep.equal({ number, tones });
      expect(cleanNumber(dialText(written))).to.deep.equal({ number, tones });
    });
  }
  for (const written of several) {
    it(`takes ${show(written)} for several numbers`, () => {
      expect(cleanNumber(written)).to.deep.equal({ problem: 'several' });
    });
  }
});

describe('asciiDigits', () => {
  const supported = Intl.supportedValuesOf('numberingSystem').filter((system) =>
    /^\p{Nd}{10}$/u.test(tenDigits(system)),
  );
  for (const system of supported) {
    it(`reads the digits ${tenDigits(system)} (${system})`, () => {
      expect(asciiDigits(tenDigits(system))).to.equal('0123456789');
    });
  }

  it('reads every decimal digit of Unicode', () => {
    expect(supported).to.have.length.greaterThan(50);
    const all = Array.from({ length: 0x11_00_00 - 0xe000 }, (_, index) =>
      String.fromCodePoint(index < 0xd800 ? index : index + 0x800),
    );
    const digits = all.filter((character) => /\p{Nd}/u.test(character)).map(asciiDigits);
    expect(digits.join('')).to.match(/^(?:0123456789){60,}$/);
  });
});

function tenDigits(system: string): string {
  const writer = new Intl.NumberFormat('en', { numberingSystem: system, useGrouping: false });
  return Array.from({ length: 10 }, (_, value) => writer.format(value)).join('');
}

/** The same values in each run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('cleanNumber never makes another number', () => {
  const next = random(20);
  const upTo = (most: number) => Math.floor(next() * (most + 1));
  const oneOf = <Item>(items: readonly Item[]) => items[upTo(items.length - 1)] as Item;
  const digitsOf = (length: number) => Array.from({ length }, () => upTo(9)).join('');
  const zeros = ['0', '０', '٠', '۰', '०', '০', '๐', '𝟎', '𝟶'].map((zero) => zero.codePointAt(0) ?? 0);

  /** As a person in this country may see it. */
  const inScript = (text: string, zero = oneOf(zeros)) =>
    text.replace(/\d/g, (figure) => String.fromCodePoint(zero + Number(figure)));
  const separator = () => oneOf([' ', '\u00a0', '-', '‑', '–', '.', ' - ', '\u2009', '\u3000', '']);
  const hidden = () => oneOf(['', '', '', '\u200e', '\u202a', '\u200b', '\u00ad']);

  /** A whole number, and the same with decoration. */
  function someone(): { number: string; written: string } {
    const kind = oneOf(['short', 'local', 'area', 'international', 'code'] as const);
    if (kind === 'short') {
      const number = `${1 + upTo(8)}${digitsOf(2 + upTo(2))}`;
      return { number, written: number };
    }
    if (kind === 'code') {
      const number = `*${digitsOf(2)}${oneOf(['', '#'])}`;
      return { number, written: number };
    }
    const parts = [`${2 + upTo(7)}${digitsOf(2)}`, digitsOf(4)];
    const tail = oneOf([parts.join(separator()), parts.join('')]);
    const local = parts.join('');
    if (kind === 'local') return { number: local, written: tail };
    const area = `${1 + upTo(8)}${digitsOf(1 + upTo(1))}`;
    if (kind === 'area') {
      const head = oneOf([`(0${area}) `, `0${area}${separator()}`, `0${area}/`, `0${area} / `]);
      return { number: `0${area}${local}`, written: head + tail };
    }
    const country = oneOf(['49', '1', '86', '966', '44']);
    const prefix = oneOf(['+', '00']);
    const head = oneOf([
      `${country} (0) ${area} `,
      `${country}(0)${area}/`,
      `${country} (${area}) `,
      `${country}${separator()}${area} `,
    ]);
    return { number: prefix + country + area + local, written: `${prefix}${head}${tail}` };
  }

  /** Marks between the characters, another script, space around: nothing of it changes the number. */
  const copied = (written: string) =>
    `${oneOf(['', ' ', '\u202a'])}${[...inScript(written)].map((character) => character + hidden()).join('')}${oneOf(['', '\n', ' \u202c'])}`;

  it('of one number, decorated: it is the same, or refused where it looks like two', () => {
    let refusals = 0;
    for (let round = 0; round < 5000; round++) {
      const { number, written } = someone();
      const { number: found, tones, problem } = cleanNumber(copied(written));
      if (problem === 'several') refusals++;
      else expect([found, tones, problem], written).to.deep.equal([number, undefined, undefined]);
    }
    expect(refusals).to.be.lessThan(100);
  });

  it('of one number with an extension: the tones are that', () => {
    for (let round = 0; round < 3000; round++) {
      const { number, written } = someone();
      const extension = digitsOf(1 + upTo(4));
      const [mark, pause] = oneOf([
        ['x', ',,'],
        [' x ', ',,'],
        [' ext. ', ',,'],
        [', ext ', ',,'],
        [';ext=', ',,'],
        ['转', ',,'],
        [',,', ',,'],
        [',,,', ',,,'],
      ] as const);
      const text = copied(written + mark + extension);
      const clean = cleanNumber(text);
      if (clean.problem !== 'several') {
        expect(clean, text).to.deep.equal({ number, tones: pause + extension });
        expect(cleanNumber(dialText(text)), text).to.deep.equal(clean);
      }
    }
  });

  it('of two numbers: they are refused', () => {
    const between = [
      '\n',
      '\r\n',
      '\t',
      ', ',
      ',',
      '; ',
      ';',
      ' | ',
      ' or ',
      ' oder ',
      ' 或 ',
      '، ',
      '、',
      ' & ',
      ' => ',
    ];
    for (let round = 0; round < 5000; round++) {
      const [one, two] = [someone(), someone()];
      const text = copied(one.written) + oneOf(between) + copied(two.written);
      expect(cleanNumber(text).number, text).to.equal(undefined);
    }
  });

  it('of two extensions in a row, or two whole numbers: they are refused, whatever is between them', () => {
    for (let round = 0; round < 3000; round++) {
      const first = `${1 + upTo(8)}${digitsOf(1)}`;
      const short = oneOf([digitsOf(1), digitsOf(2)]);
      const isShort = next() < 0.5;
      const whole = () => `0${1 + upTo(8)}${digitsOf(7)}`;
      const [one, two] = isShort ? [first + short, first + digitsOf(short.length)] : [whole(), whole()];
      const text = copied(`${one}${oneOf([' ', '-', ' - ', '/', ' / ', '.', '\u00a0', ') ('])}${two}`);
      expect(cleanNumber(text).number, text).to.equal(undefined);
    }
  });
});
