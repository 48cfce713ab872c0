import { expect } from 'chai';
import { Md5 as Md5OfSipJs } from 'sip.js/lib/core/messages/md5.js';
import { md5 } from './md5.js';

describe('MD5', () => {
  const cases: [text: string, digest: string][] = [
    // RFC 1321 appendix A.5
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['a', '0cc175b9c0f1b6a831c399e269772661'],
    ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
    [
      '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
      '57edf4a22be3c955ac49da2e2107b67a',
    ],
    // RFC 2617 section 3.5: HA1
    ['Mufasa:testrealm@host.com:Circle Of Life', '939e7578ed9e3c518a452acee763bce9'],
  ];
  for (const [text, digest] of cases) {
    it(`of "${text}"`, () => {
      expect(md5(text)).to.equal(digest);
    });
  }

  it('of every length up to three blocks', () => {
    for (let length = 0; length <= 192; length++) {
      const text = Array.from({ length }, (_, index) => String.fromCharCode(33 + ((index * 7 + length) % 94))).join('');
      expect(md5(text), text).to.equal(Md5OfSipJs.hashStr(text));
    }
  });

  it('of letters with more than one byte', () => {
    for (let code = 0; code < 0x1f700; code += 251) {
      // Half a pair is no letter.
      if (code >= 0xd800 && code < 0xe000) continue;
      const text = `${String.fromCodePoint(code)}é王😀${code}`.repeat(1 + (code % 9));
      expect(md5(text), String(code)).to.equal(Md5OfSipJs.hashStr(text));
    }
  });

  it('of a megabyte', () => {
    const text = 'SIP/2.0 '.repeat(131_072);
    expect(md5(text)).to.equal(Md5OfSipJs.hashStr(text));
  });
});
