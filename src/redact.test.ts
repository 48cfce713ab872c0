import { expect } from 'chai';
import { redact } from './redact.js';

describe('redaction of log lines', () => {
  const table: [what: string, line: string, redacted: string][] = [
    ['an ordinary line', 'call 5f2 to 1001 ended: busy (486)', 'call 5f2 to 1001 ended: busy (486)'],
    ['words about tokens', 'the token was refused; sign in again', 'the token was refused; sign in again'],
    ['the empty line', '', ''],
    [
      'a token in an address',
      'wss://pbx.example.com/api/v1.0/subscribe?access_token=Ab3_x-9&x=1',
      'wss://pbx.example.com/api/v1.0/subscribe?access_token=[…]&x=1',
    ],
    [
      'fields of JSON',
      '{"username":"1000","password":"Zm9v\\"bar","n":1}',
      '{"username":"1000","password":"[…]","n":1}',
    ],
    ['JSON inside JSON', '{"msg":"{\\"reg_password\\":\\"0af3\\"}"}', '{"msg":"{\\"reg_password\\":\\"[…]\\"}"}'],
    ['a value without an end', 'half of {"token":"abc', 'half of {"token":"[…]'],
    ['a number', '{"password": 1234, "n": 1}', '{"password": […], "n": 1}'],
    ['the registration account', '"registerpassword": "0cc175b9c0f1b6a8"', '"registerpassword": "[…]"'],
    ['assignments', 'secret=abc123, ha1: 0cc175b9', 'secret=[…], ha1: […]'],
    [
      'a SIP header',
      'REGISTER sip:h SIP/2.0\r\nAuthorization: Digest username="web-1000", response="5ccc"\r\nExpires: 1800',
      'REGISTER sip:h SIP/2.0\r\nAuthorization: […]\r\nExpires: 1800',
    ],
    ['a proxy header', 'Proxy-Authorization: Digest nonce="1"', 'Proxy-Authorization: […]'],
    ['a header in JSON', '{"authorization":"8f3a"}', '{"authorization":[…]'],
    ['a bearer', 'sent Bearer abcdefghij.klm', 'sent Bearer […]'],
    ['a digest alone', 'Digest username="web-1000", uri="sip:h"', 'Digest username=[…]'],
    [
      'the passwords of an SDP',
      'a=ice-ufrag:F7gI\r\na=ice-pwd:x9cml/YzichV2+XlhiMu8g\r\na=sendrecv',
      'a=ice-ufrag:F7gI\r\na=ice-pwd:[…]\r\na=sendrecv',
    ],
    [
      'an SDES key',
      'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwg|2^20',
      'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:[…]',
    ],
    ['a JSON Web Token', 'got eyJhbGciOi.eyJzdWIi.c2ln back', 'got […] back'],
  ];
  for (const [what, line, redacted] of table) {
    it(what, () => expect(redact(line)).to.equal(redacted));
  }

  it('hides the values that it is told of, wherever they stand', () => {
    expect(redact('GET /x/0a1b2c3d4e: 0a1b2c3d4e!', ['0a1b2c3d4e'])).to.equal('GET /x/[…]: […]!');
  });

  it('does not blacken a line for a short secret', () => {
    expect(redact('call to 1000', ['1000', ''])).to.equal('call to 1000');
  });

  it('gives the same again for what is redacted already', () => {
    for (const [, , redacted] of table) expect(redact(redacted)).to.equal(redacted);
  });

  it('takes no time that grows faster than the line', () => {
    const line = `${'"token":"'.repeat(20_000)}${'\\'.repeat(100_000)}`;
    const start = performance.now();
    redact(line);
    expect(performance.now() - start).to.be.below(2000);
  });
});
