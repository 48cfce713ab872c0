import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { WebSocket } from 'ws';
import type { DevelopmentPbx } from './index.js';
import { startTestPbx } from './testing/client.js';

describe('SIP socket', () => {
  let pbx: DevelopmentPbx;
  let socket: WebSocket;

  before(async () => {
    pbx = await startTestPbx();
    socket = new WebSocket(`${pbx.url.replace('http', 'ws')}/ws?exten=1000`, 'sip');
    await once(socket, 'open');
  });
  after(async () => {
    socket.terminate();
    await pbx.close();
  });

  /** Sends a text; the answer to the heartbeat after it shows that the PBX survived it. */
  async function answersTo(text: string): Promise<string[]> {
    const answers: string[] = [];
    const done = new Promise<void>((resolve) => {
      socket.on('message', function listener(data: Buffer) {
        if (data.toString() !== 'heartbeat response') {
          answers.push(data.toString());
          return;
        }
        socket.off('message', listener);
        resolve();
      });
    });
    socket.send(text);
    socket.send('heartbeat');
    await done;
    return answers;
  }

  function request(method: string, changes: { to?: string; without?: string } = {}): string {
    const branch = Math.random().toString(36).slice(2);
    const lines = [
      `${method} sip:1001@pbx.example SIP/2.0`,
      `Via: SIP/2.0/WS host;branch=z9hG4bK${branch}`,
      `To: <sip:1001@pbx.example>${changes.to ?? ''}`,
      'From: <sip:1000@pbx.example>;tag=a',
      `Call-ID: ${branch}`,
      `CSeq: 1 ${method}`,
      'Contact: <sip:1000@host>',
      'Content-Length: 0',
    ];
    const kept = lines.filter((line) => !changes.without || !line.startsWith(changes.without));
    return `${kept.join('\r\n')}\r\n\r\n`;
  }

  test('speaks the subprotocol sip', () => assert.equal(socket.protocol, 'sip'));

  for (const [what, text, status] of [
    ['OPTIONS', request('OPTIONS'), 200],
    ['a BYE of no call', request('BYE', { to: ';tag=unknown' }), 481],
    ['a CANCEL of no call', request('CANCEL'), 481],
    ['a method that we do not know', request('PUBLISH'), 405],
    ['an INVITE without Contact', request('INVITE', { without: 'Contact' }), 400],
    ['an INVITE without credentials', request('INVITE'), 401],
    ['a REGISTER without credentials', request('REGISTER'), 401],
    ['an address that is none', request('OPTIONS').replace('<sip:1001@', '<'), 400],
    ['quotes that do not close', request('OPTIONS').replace('From: ', 'From: "'), 400],
    ['a sequence number that is none', request('OPTIONS').replace('CSeq: 1', 'CSeq: one'), 400],
    [
      'compact and folded headers',
      request('INVITE').replace('To: <', 't:\r\n  <').replace('CSeq: 1', 'CSeq: one'),
      400,
    ],
    ['a body that is cut off', request('MESSAGE').replace('Length: 0', 'Length: 9'), 400],
    ['a body of less than nothing', request('MESSAGE').replace('Length: 0', 'Length: -9'), 400],
    ['another version of SIP', request('OPTIONS').replace('SIP/2.0', 'SIP/7.0'), 505],
  ] as const) {
    test(`${what}: ${status}`, async () => {
      const [answer] = await answersTo(text);
      assert.match(answer ?? '', new RegExp(`^SIP/2\\.0 ${status} `));
    });
  }

  test('400 names the request that it answers', async () => {
    const sent = request('OPTIONS').replace('CSeq: 1', 'CSeq: one').replace('To: ', 'v: SIP/2.0/WS other\r\nTo: ');
    const answer = (await answersTo(sent))[0] ?? '';
    for (const name of ['Via: SIP/2.0/WS host;', 'Via: SIP/2.0/WS other', 'From: ', 'Call-ID: ', 'CSeq: one OPTIONS']) {
      assert.ok(answer.includes(`\r\n${name}`), name);
    }
    assert.match(answer, /^To: <sip:1001@pbx\.example>;tag=\w+\r$/m);
  });

  for (const [what, text] of [
    ['nonsense', 'hello\r\n\r\n'],
    ['a keep-alive', '\r\n\r\n'],
    ['half a message', request('INVITE').slice(0, 60)],
    ['a message without From', request('OPTIONS', { without: 'From' })],
    ['a message without Via', request('OPTIONS', { without: 'Via' })],
    ['an ACK of nothing', request('ACK')],
    ['an ACK that is out of order', request('ACK').replace('CSeq: 1', 'CSeq: one')],
    [
      'a response that is out of order',
      request('OPTIONS').replace(/^.*/, 'SIP/2.0 200 OK').replace('CSeq: 1', 'CSeq: x'),
    ],
    ['a response to nothing', request('OPTIONS').replace(/^.*/, 'SIP/2.0 200 OK')],
  ] as const) {
    test(`${what} is ignored`, async () => {
      assert.deepEqual(await answersTo(text), []);
    });
  }

  test('without the subprotocol, or at another path, there is no socket', async () => {
    const base = pbx.url.replace('http', 'ws');
    for (const [url, protocol, status] of [
      [`${base}/ws?exten=1000`, undefined, 400],
      [`${base}/elsewhere`, 'sip', 404],
    ] as const) {
      const [error] = (await once(new WebSocket(url, protocol), 'error')) as [Error];
      assert.match(error.message, new RegExp(String(status)));
    }
  });
});
