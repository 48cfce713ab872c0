import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SessionState, type Inviter, type Session } from 'sip.js';
import type { DevelopmentPbx } from './index.js';
import { connect, hearsMusic, nextReinvite, passes, pbxForAll, renegotiate } from './testing/calls.js';
import { get, login, stateOf } from './testing/client.js';
import { mediaOf, reached, type TestPhone } from './testing/phone.js';
import { referTarget } from './transfer.js';

/** Sends REFER and collects what the PBX tells about it. */
function refer(session: Session, referTo: string, extraHeaders: string[] = []) {
  const notified: string[] = [];
  const states: string[] = [];
  let finish: (status: string) => void = () => undefined;
  const outcome = new Promise<string>((resolve) => {
    finish = resolve;
  });
  session.delegate = {
    ...session.delegate,
    onNotify: (notification) => {
      const { request } = notification;
      assert.equal(request.getHeader('event'), 'refer');
      assert.match(request.getHeader('content-type') ?? '', /^message\/sipfrag/);
      const status = /^SIP\/2\.0 (\d{3}) /.exec(request.body)?.[1] ?? '';
      notified.push(status);
      states.push(request.getHeader('subscription-state') ?? '');
      void notification.accept();
      if (states.at(-1)?.startsWith('terminated')) finish(status);
    },
  };
  const accepted = new Promise<number>((resolve) => {
    const done = ({ message }: { message: { statusCode?: number | undefined } }) => resolve(message.statusCode ?? 0);
    session.dialog?.refer(
      { onAccept: done, onReject: done },
      { extraHeaders: [`Refer-To: ${referTo}`, ...extraHeaders] },
    );
  });
  return { accepted, outcome, notified, states };
}

/** `Refer-To` that names a consultation call, also one that still rings. */
function replacing(consultation: Inviter, number: string): string {
  const { dialog } = consultation;
  assert.ok(dialog);
  const replaces = `${dialog.callId};to-tag=${dialog.remoteTag};from-tag=${dialog.localTag}`;
  return `<sip:${number}@127.0.0.1?Replaces=${encodeURIComponent(replaces)}>`;
}

describe('transfer', () => {
  let pbx: DevelopmentPbx;
  const phones = pbxForAll((started) => (pbx = started));

  /** 1000 has called 1001. */
  async function call() {
    const [alice, bob] = [await phones.register('1000'), await phones.register('1001')];
    return { alice, bob, ...(await connect(alice, bob)) };
  }

  async function consult(alice: TestPhone, target: TestPhone) {
    const { inviter, final } = alice.call(target.number);
    const invitation = await target.nextInvitation();
    await invitation.accept();
    await final;
    await Promise.all([mediaOf(inviter).connected(), mediaOf(invitation).connected()]);
    return { inviter, invitation };
  }

  for (const side of ['caller', 'callee'] as const) {
    test(`blind, by the ${side}: ringback, then the two others hear each other and learn who the other one is`, async () => {
      const { inviter, invitation, here, there } = await call();
      const carol = await phones.register('1002');
      const [by, other, otherMedia] =
        side === 'caller' ? [inviter, invitation, there] : ([invitation, inviter, here] as const);
      await renegotiate(by, 'sendonly');
      const { accepted, outcome, notified, states } = refer(by, '<sip:1002@127.0.0.1>');
      assert.equal(await accepted, 202);
      const third = await carol.nextInvitation();
      assert.equal(third.remoteIdentity.uri.user, side === 'caller' ? '1001' : '1000');
      await pbx.command('wait', { for: 'call', state: 'ringing' });
      await hearsMusic(otherMedia, mediaOf(by));
      assert.equal(by.state, SessionState.Established);

      const told = nextReinvite(other);
      const ended = reached(by, SessionState.Terminated);
      await third.accept();
      assert.equal(await outcome, '200');
      assert.deepEqual(notified, ['100', '180', '200']);
      assert.match(states[0] ?? '', /^active/);
      assert.equal(states.at(-1), 'terminated;reason=noresource');
      assert.match((await told).getHeader('remote-party-id') ?? '', /^"Chen Wei" <sip:1002@/);
      await ended;
      await pbx.command('wait', { for: 'bridged', extension: '1002', with: side === 'caller' ? '1001' : '1000' });
      await mediaOf(third).connected();
      await Promise.all([passes(otherMedia, mediaOf(third)), passes(mediaOf(third), otherMedia)]);
      const bye = reached(third, SessionState.Terminated);
      await other.bye();
      await bye;
    });
  }

  test('blind to who refuses: 486, and the first call goes on', async () => {
    const { inviter, here, there } = await call();
    const carol = await phones.register('1002');
    const { outcome, notified } = refer(inviter, '<sip:1002@127.0.0.1>');
    await (await carol.nextInvitation()).reject({ statusCode: 486 });
    assert.equal(await outcome, '486');
    assert.equal(notified[0], '100');
    await Promise.all([passes(here, there), passes(there, here)]);
    assert.equal((await stateOf(pbx)).calls.length, 1);
  });

  for (const [number, status] of [
    ['7777', '404'],
    ['1009', '480'],
  ]) {
    test(`blind to ${number}: ${status}, and the first call goes on`, async () => {
      const { inviter, here, there } = await call();
      assert.equal(await refer(inviter, `sip:${number}@127.0.0.1`).outcome, status);
      await passes(here, there);
    });
  }

  test('blind to an application', async () => {
    const { inviter, invitation, there } = await call();
    assert.equal(await refer(inviter, '<sip:*43@127.0.0.1>').outcome, '200');
    await reached(inviter, SessionState.Terminated);
    await passes(there, there);
    await invitation.bye();
  });

  test('blind, and the transferor hangs up at once: the other one goes on to the target', async () => {
    const { inviter, there } = await call();
    const carol = await phones.register('1002');
    await refer(inviter, '<sip:1002@127.0.0.1>').accepted;
    await inviter.bye();
    const third = await carol.nextInvitation();
    await third.accept();
    await mediaOf(third).connected();
    await passes(mediaOf(third), there);
  });

  test('blind, the transferor hangs up and the target refuses: the other one is hung up', async () => {
    const { inviter, invitation } = await call();
    const carol = await phones.register('1002');
    await refer(inviter, '<sip:1002@127.0.0.1>').accepted;
    await inviter.bye();
    await (await carol.nextInvitation()).reject({ statusCode: 603 });
    await reached(invitation, SessionState.Terminated);
    await pbx.command('wait', { for: 'no-calls' });
  });

  test('blind, and the transferred party hangs up while it rings: 487, all is over', async () => {
    const { inviter, invitation } = await call();
    const carol = await phones.register('1002');
    const { outcome } = refer(inviter, '<sip:1002@127.0.0.1>');
    const third = await carol.nextInvitation();
    await pbx.command('wait', { for: 'call', state: 'ringing' });
    await invitation.bye();
    assert.equal(await outcome, '487');
    await Promise.all([reached(third, SessionState.Terminated), reached(inviter, SessionState.Terminated)]);
  });

  test('Refer-Sub: false gets no NOTIFY', async () => {
    const { inviter, invitation } = await call();
    const { accepted, notified } = refer(inviter, '<sip:*65@127.0.0.1>', ['Refer-Sub: false']);
    assert.equal(await accepted, 202);
    await reached(inviter, SessionState.Terminated);
    assert.deepEqual(notified, []);
    await invitation.bye();
  });

  test('a REFER that cannot be read is refused', async () => {
    const { inviter } = await call();
    assert.equal(await refer(inviter, '<sip:nobody.invalid>').accepted, 400);
  });

  test('attended: the two others are joined and told, both calls of the transferor end, and records are written', async () => {
    const { alice, inviter, invitation, there } = await call();
    await renegotiate(inviter, 'sendonly');
    const carol = await phones.register('1002');
    const consultation = await consult(alice, carol);
    const told = [nextReinvite(invitation), nextReinvite(consultation.invitation)];
    const { accepted, outcome } = refer(inviter, replacing(consultation.inviter, '1002'));
    assert.equal(await accepted, 202);
    assert.equal(await outcome, '200');
    await Promise.all([
      reached(inviter, SessionState.Terminated),
      reached(consultation.inviter, SessionState.Terminated),
    ]);
    const parties = (await Promise.all(told)).map((request) => request.getHeader('remote-party-id'));
    assert.match(parties[0] ?? '', /^"Chen Wei" <sip:1002@/);
    assert.match(parties[1] ?? '', /^"Bob Carter" <sip:1001@/);
    const third = mediaOf(consultation.invitation);
    await Promise.all([passes(there, third), passes(third, there)]);
    const { calls } = await stateOf(pbx);
    assert.deepEqual(
      calls.map(({ caller, number, state }) => [caller, number, state]),
      [['1001', '1002', 'talking']],
    );
    await invitation.bye();
    await pbx.command('wait', { for: 'no-calls' });
    const answer = await get(pbx, '/api/v1.0/cdr/searchpersonal', await login(pbx, '1001'));
    const rows = answer['personal_cdr_list'] as Array<{ number: string; status: number }>;
    assert.deepEqual(
      rows.slice(0, 2).map(({ number, status }) => [number, status]),
      [
        ['1002', 3],
        ['1000', 1],
      ],
    );
  });

  test('attended while the consultation still rings', async () => {
    const { alice, inviter, invitation, there } = await call();
    const carol = await phones.register('1002');
    const consultation = alice.call('1002');
    const third = await carol.nextInvitation();
    await consultation.progressed;
    const { tags } = consultation;
    const replaces = `${consultation.inviter.request.callId};to-tag=${tags.at(-1)};from-tag=${consultation.inviter.request.fromTag}`;
    const { outcome } = refer(inviter, `<sip:1002@127.0.0.1?Replaces=${encodeURIComponent(replaces)}>`);
    assert.equal(await outcome, '200');
    await reached(inviter, SessionState.Terminated);
    assert.equal((await consultation.final).message.statusCode, 487);
    await there.receiveMany(there.received.length + 20);
    const told = nextReinvite(invitation);
    await third.accept();
    assert.match((await told).getHeader('remote-party-id') ?? '', /^"Chen Wei" <sip:1002@/);
    await mediaOf(third).connected();
    await Promise.all([passes(there, mediaOf(third)), passes(mediaOf(third), there)]);
  });

  test('attended to an application', async () => {
    const { alice, inviter, invitation, there } = await call();
    const echo = alice.call('*43');
    await echo.final;
    assert.equal(await refer(inviter, replacing(echo.inviter, '*43')).outcome, '200');
    await reached(echo.inviter, SessionState.Terminated);
    await passes(there, there);
    await invitation.bye();
  });

  test('attended by who talked to an application first: the target has it', async () => {
    const alice = await phones.register('1000');
    const echo = alice.call('*43');
    await echo.final;
    const consultation = await consult(alice, await phones.register('1001'));
    assert.equal(await refer(echo.inviter, replacing(consultation.inviter, '1001')).outcome, '200');
    await Promise.all([
      reached(echo.inviter, SessionState.Terminated),
      reached(consultation.inviter, SessionState.Terminated),
    ]);
    const media = mediaOf(consultation.invitation);
    await passes(media, media);
    await consultation.invitation.bye();
  });

  test('who talks to an application has nobody to transfer: 400, as at Asterisk, and the call goes on', async () => {
    const alice = await phones.register('1000');
    const echo = alice.call('*43');
    const melody = alice.call('*65');
    await Promise.all([echo.final, melody.final]);
    const blind = refer(echo.inviter, '<sip:1001@127.0.0.1>');
    assert.equal(await blind.accepted, 202);
    assert.equal(await blind.outcome, '400');
    assert.equal(await refer(echo.inviter, replacing(melody.inviter, '*65')).outcome, '400');
    const media = mediaOf(echo.inviter);
    await media.connected();
    await passes(media, media);
  });

  test('an unknown Replaces: 481, and the call goes on', async () => {
    const { inviter, here, there } = await call();
    const { outcome } = refer(inviter, '<sip:1002@127.0.0.1?Replaces=nobody%3Bto-tag%3Da%3Bfrom-tag%3Db>');
    assert.equal(await outcome, '481');
    await passes(here, there);
  });
});

describe('Refer-To', () => {
  for (const [header, expected] of [
    ['<sip:1002@host>', { number: '1002' }],
    ['"Carol" <sip:1002@host;transport=ws>', { number: '1002' }],
    ['sip:*43@host', { number: '*43' }],
    ['<sip:%2A43@host>', { number: '*43' }],
    [
      '<sip:1002@host;x=y?Replaces=a%2Bb%40c%3Bto-tag%3D1%3Bfrom-tag%3D2&Foo=bar>',
      { number: '1002', replaces: { callId: 'a+b@c', toTag: '1', fromTag: '2' } },
    ],
    [
      '<sip:1002@host?replaces=a;from-tag=2;to-tag=1>',
      { number: '1002', replaces: { callId: 'a', toTag: '1', fromTag: '2' } },
    ],
    ['<sip:host>', undefined],
    ['<sip:%E0%A4%A@host>', undefined],
    ['', undefined],
  ] as const) {
    test(header, () => {
      assert.deepEqual(referTarget(header), expected);
    });
  }
});
