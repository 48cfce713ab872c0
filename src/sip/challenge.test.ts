import { expect } from 'chai';
import { parse as parseOfSipJs } from 'sip.js/lib/grammar/pegjs/dist/grammar.js';
import { readChallenge, type Challenge } from './challenge.js';

function ofSipJs(value: string): Partial<Challenge> {
  const options: { startRule: string; data?: unknown } = { startRule: 'WWW_Authenticate' };
  parseOfSipJs(value, options);
  return options.data as Partial<Challenge>;
}

describe('a challenge', () => {
  for (const text of [
    'Digest realm="YSAsterisk",nonce="1795563427/c6",opaque="51",algorithm=MD5,qop="auth"',
    'digest realm="YSAsterisk" , nonce = "1" ,\r\n stale=TRUE',
    'Digest realm="a\\"b",nonce="1",stale=false',
    'Digest realm="x",nonce="1",qop="auth,auth-int",domain="sip:ss1.example.com"',
    'Digest realm="x",nonce="1",algorithm=md5',
  ]) {
    it(`${text}: as sip.js reads it`, () => {
      const ours = readChallenge(text);
      const { realm, nonce, opaque, algorithm, stale = false, qop } = ofSipJs(text);
      expect(ours).to.deep.equal({ realm, nonce, opaque, algorithm, stale, qop });
    });
  }

  const odd: [text: string, nonce: string | null][] = [
    ['Digest realm=bare,nonce="1"', '1'],
    ['Digest nonce="1", userhash=true, charset=UTF-8', '1'],
    ['Digest nonce="1", algorithm="MD5"', '1'],
    ['Digest realm="x", nonce="1", algorithm=SHA-256', null],
    ['Digest realm="x", nonce="1", algorithm=MD5-sess', null],
    ['Digest realm="x"', null],
    ['Basic realm="x"', null],
    ['', null],
  ];
  for (const [text, nonce] of odd) {
    it(`"${text}": ${nonce === null ? 'none that we can answer' : 'is read'}`, () => {
      expect(readChallenge(text)?.nonce ?? null).to.equal(nonce);
    });
  }
});
