import { expect } from 'chai';
import { talkTo } from '../testing/calls.js';
import { register } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import type { Operators } from '../init.js';
import { torture } from './testing/torture.js';

/** A request that is in order; the cases below break one thing each. Those of RFC 4475 are in `rfc4475.test.ts`. */
function request(method: string, change: (lines: string[]) => string[] = (lines) => lines, body = ''): string {
  const lines = [
    `${method} sip:1000@127.0.0.1 SIP/2.0`,
    'Via: SIP/2.0/WS 127.0.0.1;branch=z9hG4bKtorture',
    'Max-Forwards: 70',
    'From: "Torture" <sip:1009@127.0.0.1>;tag=1',
    'To: <sip:1000@127.0.0.1>',
    `Call-ID: torture-${method}`,
    `CSeq: 1 ${method}`,
    'Contact: <sip:1009@127.0.0.1>',
  ];
  return [...change(lines), `Content-Length: ${body.length}`, '', body].join('\n');
}

const replaced = (start: string, line: string) => (lines: string[]) =>
  lines.map((each) => (each.startsWith(start) ? line : each));
const without = (start: string) => (lines: string[]) => lines.filter((each) => !each.startsWith(start));

const cases: [what: string, text: string][] = [
  ['no SIP at all', 'GET / HTTP/1.1\nHost: example.com\n\n'],
  ['a line that never ends', `${'A'.repeat(5000)}\n\n`],
  ['control characters', '\u0001\u0002\u0003\n\u0004\n\n'],
  ['no start line', '\n\nVia: SIP/2.0/WS 127.0.0.1\n\n'],
  ['an unknown method', request('DANCE')],
  ['no From', request('INVITE', without('From'))],
  ['no To', request('INVITE', without('To'))],
  ['no Via', request('INVITE', without('Via'))],
  ['no Call-ID', request('INVITE', without('Call-ID'))],
  ['no CSeq', request('INVITE', without('CSeq'))],
  ['a Contact that is none', request('INVITE', replaced('Contact', 'Contact: ???'))],
  ['an INVITE without an offer that can be read', request('INVITE', undefined, 'this is no description')],
  ['a response to nothing', request('OPTIONS', replaced('OPTIONS', 'SIP/2.0 200 OK'))],
  ['a REFER out of the blue', request('REFER')],
  ['a BYE of no call', request('BYE', replaced('To', 'To: <sip:1000@127.0.0.1>;tag=nobody'))],
  ['a NOTIFY of no subscription', request('NOTIFY', (lines) => [...lines, 'Event: message-summary'])],
];

describe('malformed SIP from the PBX', () => {
  let pbx: TestPbx;
  let alice: Operators;
  const rack = torture(() => [pbx, alice]);

  before(async () => {
    pbx = await startPbx();
    alice = await register(pbx, '1000');
  });
  after(() => alice.destroy());

  for (const [what, text] of cases) {
    it(`${what}: the phone goes on`, async () => {
      await rack.send(text);
      expect(rack.errors()).to.deep.equal([]);
    });
  }

  it('five megabytes: the phone goes on', async () => {
    await rack.send(request('MESSAGE'), 5_000_000);
    expect(rack.errors()).to.deep.equal([]);
  });

  it('after all this a call works', async () => {
    await talkTo(alice, '*43');
    expect(alice.phone.sessions.size).to.equal(1);
    expect(alice.phone.isRegistered).to.equal(true);
  });
});
