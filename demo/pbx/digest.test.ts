import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { LoggerFactory, Parser, type IncomingRequestMessage } from 'sip.js/lib/core/index.js';
import { DigestAuthenticator, digestResponse, parseCredentials } from './digest.js';
import { Extensions, type Extension } from './extensions.js';

const logger = new LoggerFactory().getLogger('test');

function register(authorization?: string, from = '1000'): IncomingRequestMessage {
  const lines = [
    'REGISTER sip:pbx.example SIP/2.0',
    'Via: SIP/2.0/WS host;branch=z9hG4bK1',
    'To: <sip:1000@pbx.example>',
    `From: <sip:${from}@pbx.example>;tag=a`,
    'Call-ID: 1',
    'CSeq: 1 REGISTER',
    ...(authorization === undefined ? [] : [`Authorization: ${authorization}`]),
    'Content-Length: 0',
  ];
  return Parser.parseMessage(`${lines.join('\r\n')}\r\n\r\n`, logger) as IncomingRequestMessage;
}

describe('digest', () => {
  let now = 0;
  let authenticator: DigestAuthenticator;
  let alice: Extension;

  beforeEach(() => {
    now = 1_000_000;
    const extensions = new Extensions();
    authenticator = new DigestAuthenticator(extensions, () => now, 60);
    alice = extensions.find('1000') as Extension;
  });

  function challenge(message = register()): Map<string, string> {
    const result = authenticator.authenticate(message);
    assert.ok('challenge' in result, JSON.stringify(result));
    return parseCredentials(result.challenge) ?? new Map<string, string>();
  }

  function credentials(nonce: string, changes: Record<string, string> = {}, ha1 = alice.ha1): string {
    const fields = new Map(
      Object.entries({
        username: alice.registerName,
        realm: 'YSAsterisk',
        nonce,
        uri: 'sip:pbx.example',
        qop: 'auth',
        nc: '00000001',
        cnonce: 'abc',
        ...changes,
      }),
    );
    const response = changes['response'] ?? digestResponse(ha1, 'REGISTER', fields);
    return `Digest ${[...fields].map(([name, value]) => `${name}="${value}"`).join(', ')}, response="${response}"`;
  }

  test('computes the response of RFC 7616 section 3.9.1 (MD5)', () => {
    const fields = parseCredentials(
      'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=MD5, ' +
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, ' +
        'cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="8ca523f5e9506fed4657c9700eebdbec"',
    );
    assert.ok(fields);
    // MD5 of Mufasa:http-auth@example.org:Circle of Life
    const response = digestResponse('3d78807defe7de2157e2b0b6573a855f', 'GET', fields);
    assert.equal(response, fields.get('response'));
  });

  test('no credentials: a fresh challenge each time', () => {
    const [first, second] = [challenge(), challenge()];
    assert.equal(first.get('realm'), 'YSAsterisk');
    assert.equal(first.get('qop'), 'auth');
    assert.equal(first.has('stale'), false);
    assert.notEqual(first.get('nonce'), second.get('nonce'));
  });

  test('the right HA1 opens, once for each count of a nonce', () => {
    const nonce = challenge().get('nonce') ?? '';
    assert.deepEqual(authenticator.authenticate(register(credentials(nonce))), { extension: alice });
    assert.deepEqual(authenticator.authenticate(register(credentials(nonce, { nc: '00000002' }))), {
      extension: alice,
    });
    // The same header again is a replay: not refused as wrong, but to be computed afresh.
    assert.equal(challenge(register(credentials(nonce, { nc: '00000002' }))).get('stale'), 'true');
  });

  test('an old nonce and one that we never gave are stale', () => {
    const nonce = challenge().get('nonce') ?? '';
    now += 61_000;
    assert.equal(challenge(register(credentials(nonce))).get('stale'), 'true');
    assert.equal(challenge(register(credentials('0123456789abcdef'))).get('stale'), 'true');
  });

  for (const [what, changes, ha1] of [
    ['a wrong HA1', {}, 'f'.repeat(32)],
    ['a made-up response', { response: '0'.repeat(32) }, undefined],
    ['an unknown user', { username: 'nobody' }, undefined],
    ['another realm', { realm: 'other' }, undefined],
    ['another address', { uri: 'sip:1001@pbx.example' }, undefined],
    ['no address at all', { uri: '' }, undefined],
    ['no protection of the count', { qop: '' }, undefined],
  ] as const) {
    test(`${what} is challenged again, and not called stale`, () => {
      const nonce = challenge().get('nonce') ?? '';
      const again = challenge(register(credentials(nonce, changes, ha1)));
      assert.equal(again.has('stale'), false);
    });
  }

  test('credentials of one extension do not speak for another', () => {
    const nonce = challenge().get('nonce') ?? '';
    assert.ok('forbidden' in authenticator.authenticate(register(credentials(nonce), '1001')));
  });
});
