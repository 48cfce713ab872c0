import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { SessionState, type Session } from 'sip.js';
import type { DevelopmentPbx } from './index.js';
import { connect, passes, Phones, withPbx } from './testing/calls.js';
import { get, login, startTestPbx, stateOf, subscribe } from './testing/client.js';
import { mediaOf, reached, type NodeMedia } from './testing/phone.js';

const KEYS = '0123456789*#ABCD';

/** Presses keys as RFC 4733 events. */
function press(media: NodeMedia, keys: string): void {
  for (const key of keys) media.send(Buffer.from([KEYS.indexOf(key), 0x8a, 3, 0x20]), 'telephone-event');
}

function info(session: Session, type: string, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const done = ({ message }: { message: { statusCode?: number | undefined } }) => resolve(message.statusCode ?? 0);
    session
      .info({
        requestDelegate: { onAccept: done, onReject: done },
        requestOptions: { body: { contentDisposition: 'render', contentType: type, content: body } },
      })
      .catch(reject);
  });
}

describe('inside a call', () => {
  let pbx: DevelopmentPbx;
  const phones = new Phones(() => pbx);

  before(async () => {
    pbx = await startTestPbx();
  });
  afterEach(async () => {
    await phones.stop();
    for (const number of ['1000', '1001']) {
      await pbx.command('extension', { number, enb_ctl_record: 2, auto_record: 0, telephone_event: 1 });
      await pbx.command('extension', { number, enb_web_client_call_waiting: 1 });
    }
  });
  after(() => pbx.close());

  const call = async () => connect(await phones.register('1000'), await phones.register('1001'));

  test('keys come as RFC 4733 and as INFO, and are told apart', async () => {
    const { inviter, here } = await call();
    press(here, '1*');
    await pbx.command('wait', { for: 'digits', extension: '1000', digits: '1*' });
    assert.equal(await info(inviter, 'application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n'), 200);
    assert.equal(await info(inviter, 'application/dtmf', '#'), 200);
    assert.equal(await info(inviter, 'application/json', '{}'), 200);
    const leg = (await stateOf(pbx)).calls[0]?.legs[0];
    assert.deepEqual(leg?.keys, [
      { key: '1', by: 'rfc4733' },
      { key: '*', by: 'rfc4733' },
      { key: '5', by: 'info' },
      { key: '#', by: 'info' },
    ]);
    assert.equal(leg.media.digits, '1*');
  });

  test('without telephone-event: neither in the answer to a caller nor in the offer to a phone called', async () => {
    for (const number of ['1000', '1001']) await pbx.command('extension', { number, telephone_event: 0 });
    const { here, there } = await call();
    for (const media of [here, there]) assert.doesNotMatch(media.remoteDescriptions[0] ?? '', /telephone-event/);
  });

  test('the feature code starts, pauses and resumes recording, and both parties are told', async () => {
    const { inviter, invitation, here } = await call();
    const alice = await subscribe(pbx, '1000', [20048]);
    const bob = await subscribe(pbx, '1001', [20048]);
    const expected = {
      caller_origin_number: '1000',
      caller_sip_callid: inviter.request.callId,
      callee_origin_number: '1001',
      callee_sip_callid: invitation.request.callId,
    };
    for (const status of ['recording', 'pause', 'recording']) {
      press(here, '7*1');
      for (const { topic } of [alice, bob]) {
        assert.deepEqual(await topic(20048), { ...expected, record_status: status });
      }
    }
    await pbx.command('wait', { for: 'recording', extension: '1000', state: 'recording' });
    alice.socket.terminate();
    bob.socket.terminate();
  });

  for (const [permission, isAuto, after] of [
    [0, 0, 'stop'],
    [0, 1, 'recording'],
    [1, 0, 'stop'],
    [1, 1, 'pause'],
    [2, 0, 'recording'],
  ] as const) {
    test(`permission ${permission}, ${isAuto ? 'recorded from the beginning' : 'not recorded'}: then ${after}`, async () => {
      await pbx.command('extension', { number: '1000', enb_ctl_record: permission, auto_record: isAuto });
      const { here } = await call();
      press(here, '*19');
      await pbx.command('wait', { for: 'digits', digits: '*19' });
      assert.equal((await stateOf(pbx)).calls[0]?.recording, after);
    });
  }

  test('call waiting: on, a second call rings; off, the PBX answers 486 by itself', async () => {
    await call();
    const carol = await phones.register('1002');
    const second = carol.call('1001');
    await second.progressed;
    await second.inviter.cancel();
    await second.final;
    await pbx.command('extension', { number: '1001', enb_web_client_call_waiting: 0 });
    const third = carol.call('1001');
    assert.equal((await third.final).message.statusCode, 486);
    assert.deepEqual(third.statuses, []);
  });

  test('OPTIONS, INFO, MESSAGE, NOTIFY and UPDATE by command: the status that the phone answers', async () => {
    const { inviter } = await call();
    const send = (method: string, more: object = {}) => pbx.command('send', { extension: '1000', method, ...more });
    assert.equal(await send('OPTIONS'), 200);
    assert.equal(await send('INFO', { type: 'application/dtmf-relay', body: 'Signal=1\r\n' }), 200);
    assert.equal(await send('MESSAGE', { body: 'hello' }), 200);
    assert.equal(await send('UPDATE'), 405, 'sip.js has no UPDATE');
    assert.equal(await send('NOTIFY', { headers: 'Event: talk' }), 200);
    assert.equal(inviter.state, SessionState.Established);
    await assert.rejects(pbx.command('send', { extension: '1009', method: 'OPTIONS' }), /neither/);
    await phones.register('1003');
    assert.equal(await pbx.command('send', { extension: '1003', method: 'OPTIONS' }), 200, 'outside of a call');
  });

  test('UPDATE of a phone is answered', async () => {
    const { inviter } = await call();
    const status = await new Promise<number>((resolve) => {
      const done = ({ message }: { message: { statusCode?: number | undefined } }) => resolve(message.statusCode ?? 0);
      const dialog = inviter.dialog as unknown as { createOutgoingRequestMessage(method: string): never };
      const message = dialog.createOutgoingRequestMessage('UPDATE');
      inviter.userAgent.userAgentCore.request(message, { onAccept: done, onReject: done });
    });
    assert.equal(status, 200);
  });

  test('any text goes out as a SIP message, and what answers it is in the log', async () => {
    await phones.register('1004');
    const text =
      'OPTIONS sip:1004@127.0.0.1 SIP/2.0\nVia: SIP/2.0/WS pbx;branch=z9hG4bKraw\nMax-Forwards: 70\n' +
      'From: <sip:pbx@pbx>;tag=1\nTo: <sip:1004@127.0.0.1>\nCall-ID: raw\nCSeq: 1 OPTIONS\nContent-Length: 0\n\n';
    assert.equal(await pbx.command('raw', { extension: '1004', text }), 1);
    assert.equal(await pbx.command('raw', { extension: '1004', text: 'nonsense' }), 1);
    assert.equal(await pbx.command('raw', { extension: '1004', text: 'heartbeat response', padding: 5_000_000 }), 1);
    assert.equal(await pbx.command('send', { extension: '1004', method: 'OPTIONS' }), 200, 'the phone goes on');
    const log = (await pbx.command('sip-log')) as Array<{ direction: string; text: string }>;
    assert.ok(log.some((entry) => entry.direction === 'in' && /^SIP\/2\.0 200 .*raw/s.test(entry.text)));
  });
});

describe('a call from outside', () => {
  test('rings with the given party, is answered by an echo, and is written down', () =>
    withPbx({}, async (pbx, phones) => {
      const alice = await phones.register('1000');
      const name = '<b>"Bad" \\ name</b>';
      await pbx.command('call', { extension: '1000', from: '0044123', name });
      const invitation = await alice.nextInvitation();
      assert.equal(invitation.remoteIdentity.uri.user, '0044123');
      assert.equal(invitation.remoteIdentity.displayName.replaceAll(/\\(.)/g, '$1'), name);
      await invitation.accept();
      const media = mediaOf(invitation);
      await media.connected();
      await pbx.command('wait', { for: 'call', extension: '1000', state: 'talking' });
      await passes(media, media);
      await invitation.bye();
      await pbx.command('wait', { for: 'no-calls' });
      const answer = await get(pbx, '/api/v1.0/cdr/searchpersonal', await login(pbx, '1000'));
      const [row] = answer['personal_cdr_list'] as Array<Record<string, unknown>>;
      assert.deepEqual([row?.['number'], row?.['status'], row?.['call_type']], ['0044123', 1, 'External']);

      await pbx.command('call', { extension: '1000' });
      await (await alice.nextInvitation()).reject({ statusCode: 486 });
      await pbx.command('wait', { for: 'no-calls' });
    }));
});

describe('who is on the line', () => {
  for (const [connectedLine, header] of [
    ['asserted-identity', 'p-asserted-identity'],
    ['none', undefined],
  ] as const) {
    test(connectedLine, () =>
      withPbx({ connectedLine }, async (_pbx, phones) => {
        const alice = await phones.register('1000');
        const { inviter, final } = alice.call('*43');
        const { message } = await final;
        assert.equal(message.hasHeader('remote-party-id'), false);
        if (header) assert.match(message.getHeader(header) ?? '', /^"Echo" <sip:\*43@/);
        await inviter.bye();
      }),
    );
  }
});

describe('early media', () => {
  test('*183 is heard before the answer, *184 before the refusal', () =>
    withPbx({}, async (_pbx, phones) => {
      const alice = await phones.register('1000');
      for (const [number, status] of [
        ['*183', 200],
        ['*184', 486],
      ] as const) {
        const { bodies, statuses, final } = alice.call(number);
        assert.equal((await final).message.statusCode, status);
        assert.deepEqual(statuses, [183]);
        assert.match(bodies[0] ?? '', /^v=0/);
      }
    }));

  test('earlyMedia: an ordinary call rings with a description', () =>
    withPbx({ earlyMedia: true }, async (_pbx, phones) => {
      const [alice, bob] = [await phones.register('1000'), await phones.register('1001')];
      const outgoing = alice.call('1001');
      await outgoing.progressed;
      assert.deepEqual(outgoing.statuses, [183]);
      await (await bob.nextInvitation()).accept();
      const { message } = await outgoing.final;
      assert.equal(message.body, outgoing.bodies[0]);
    }));

  test('forkEarly: each phone has an early dialog, and the 200 is of the one that answered', () =>
    withPbx({ forkEarly: true }, async (pbx, phones) => {
      const alice = await phones.register('1000');
      const bobs = [await phones.register('1001'), await phones.register('1001')];
      const outgoing = alice.call('1001');
      const [first, second] = await Promise.all(bobs.map((bob) => bob.nextInvitation()));
      await second?.progress({ statusCode: 183 });
      await pbx.command('wait', { for: 'call', state: 'ringing' });
      await first?.accept();
      const { message } = await outgoing.final;
      assert.equal(new Set(outgoing.tags).size, 2);
      assert.ok(outgoing.statuses.includes(183));
      assert.ok(outgoing.tags.includes(message.toTag));
      const ended = reached(outgoing.inviter, SessionState.Terminated);
      await reached(outgoing.inviter, SessionState.Established);
      await first?.bye();
      await ended;
    }));
});
