import { expect } from 'chai';
import { register } from '../../demo/testing/operators.js';
import { startPbx, type TestPbx } from '../../demo/testing/pbx.js';
import { next } from '../../demo/testing/wait.js';
import type { Operators } from '../init.js';

/** A request that is in order; the cases below break one thing each, after the classes of RFC 4475. */
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
  ['another version', request('OPTIONS', replaced('OPTIONS', 'OPTIONS sip:1000@127.0.0.1 SIP/7.0'))],
  ['an address in brackets', request('OPTIONS', replaced('OPTIONS', 'OPTIONS <sip:1000@127.0.0.1> SIP/2.0'))],
  ['an unknown scheme', request('OPTIONS', replaced('OPTIONS', 'OPTIONS nobody:knows SIP/2.0'))],
  ['an unknown method', request('DANCE')],
  ['no From', request('INVITE', without('From'))],
  ['no To', request('INVITE', without('To'))],
  ['no Via', request('INVITE', without('Via'))],
  ['no Call-ID', request('INVITE', without('Call-ID'))],
  ['no CSeq', request('INVITE', without('CSeq'))],
  ['a CSeq of another method', request('INVITE', replaced('CSeq', 'CSeq: 1 BYE'))],
  ['a CSeq that is too large', request('INVITE', replaced('CSeq', 'CSeq: 36893488147419103232 INVITE'))],
  ['quotes that do not close', request('INVITE', replaced('From', 'From: "Torture <sip:1009@127.0.0.1>;tag=1'))],
  ['a Contact that is none', request('INVITE', replaced('Contact', 'Contact: ???'))],
  ['an INVITE without an offer that can be read', request('INVITE', undefined, 'this is no description')],
  ['a response to nothing', request('OPTIONS', replaced('OPTIONS', 'SIP/2.0 200 OK'))],
  ['a response with a status that is none', request('OPTIONS', replaced('OPTIONS', 'SIP/2.0 4294967301 Better'))],
  [
    'a Content-Length larger than the body',
    `${request('MESSAGE').replace(/Content-Length: 0/, 'Content-Length: 9999')}x`,
  ],
  ['a negative Content-Length', request('MESSAGE').replace(/Content-Length: 0/, 'Content-Length: -999')],
  ['a REFER out of the blue', request('REFER')],
  ['a BYE of no call', request('BYE', replaced('To', 'To: <sip:1000@127.0.0.1>;tag=nobody'))],
  ['a NOTIFY of no subscription', request('NOTIFY', (lines) => [...lines, 'Event: message-summary'])],
];

describe('malformed SIP from the PBX', () => {
  let pbx: TestPbx;
  let alice: Operators;
  const errors: string[] = [];
  const onError = (event: ErrorEvent | PromiseRejectionEvent) =>
    errors.push(String('reason' in event ? event.reason : event.message));

  before(async () => {
    addEventListener('error', onError);
    addEventListener('unhandledrejection', onError);
    pbx = await startPbx();
    alice = await register(pbx, '1000');
  });
  after(() => {
    removeEventListener('error', onError);
    removeEventListener('unhandledrejection', onError);
    alice.destroy();
  });

  /** What is sent after the message is answered after it: by then the message has been dealt with. */
  const dealtWith = () => pbx.command<number>('send', { extension: '1000', method: 'OPTIONS' });

  for (const [what, text] of cases) {
    it(`${what}: the phone goes on`, async () => {
      await pbx.command('raw', { extension: '1000', text });
      expect(await dealtWith()).to.equal(200);
      expect(errors.splice(0)).to.deep.equal([]);
      for (const session of alice.phone.getSessions()) session.reject();
    });
  }

  it('five megabytes: the phone goes on', async () => {
    await pbx.command('raw', { extension: '1000', text: request('MESSAGE'), padding: 5_000_000 });
    expect(await dealtWith()).to.equal(200);
    expect(errors.splice(0)).to.deep.equal([]);
  });

  it('after all this a call works', async () => {
    const started = next(alice.phone, 'startSession');
    await alice.phone.call('*43');
    const [{ session }] = await started;
    await next(session, 'confirmed');
    expect(alice.phone.sessions.size).to.equal(1);
    expect(alice.phone.isRegistered).to.equal(true);
  });
});
