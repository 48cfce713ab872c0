import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SessionState } from 'sip.js';
import type { DevelopmentPbx } from './index.js';
import { startTestPbx, stateOf } from './testing/client.js';
import { cancelOf, eventually, pbxForAll, talk } from './testing/calls.js';
import { mediaOf, reached, TestPhone, type NodeMedia } from './testing/phone.js';

describe('calls', () => {
  let pbx: DevelopmentPbx;
  const phones = pbxForAll((started) => (pbx = started));

  const phone = (number: string): Promise<TestPhone> => phones.register(number);

  /** How much an RTP timestamp grows from one packet to the next. */
  const ticks = ({ received: [first, second] }: NodeMedia) =>
    ((second?.timestamp ?? 0) - (first?.timestamp ?? 0)) >>> 0;

  test('1000 calls 1001: named caller, one ringing, audio both ways in each side’s own payload type', async () => {
    const [alice, bob] = [await phone('1000'), await phone('1001')];
    const { inviter, statuses, final } = alice.call('1001');
    const invitation = await bob.nextInvitation();
    assert.equal(invitation.remoteIdentity.displayName, 'Alice Baker');
    assert.equal(invitation.remoteIdentity.uri.user, '1000');
    assert.equal(invitation.request.getHeader('contacts-company'), 'Development');
    await invitation.accept();
    const { message } = await final;
    assert.equal(message.statusCode, 200);
    assert.match(message.getHeader('remote-party-id') ?? '', /^"Bob Carter" <sip:1001@/);
    assert.deepEqual(statuses, [180]);

    const [here, there] = [mediaOf(inviter), mediaOf(invitation)];
    await Promise.all([here.connected(), there.connected()]);
    await pbx.command('wait', { for: 'call', state: 'talking' });
    const [fromAlice, fromBob, key] = [
      Buffer.from('a11ce0', 'hex'),
      Buffer.from('b0b000', 'hex'),
      Buffer.from('050a0320', 'hex'),
    ];
    await eventually(() => here.send(fromAlice), there.receive(fromAlice));
    await eventually(() => there.send(fromBob), here.receive(fromBob));
    here.send(key, 'telephone-event');
    const packet = await there.receive(key);
    assert.notEqual(packet.payloadType, there.received[0]?.payloadType, 'a key is not sent as audio');
    await pbx.command('wait', { for: 'digits', extension: '1000', digits: '5' });

    const ended = reached(invitation, SessionState.Terminated);
    await inviter.bye();
    await ended;
    await pbx.command('wait', { for: 'no-calls' });
  });

  test('a phone with Opus and one with G.711: the PBX translates sound and keys', async () => {
    const [alice, bob] = [await phone('1000'), await phone('1001')];
    bob.codec = 'PCMU';
    const { inviter, invitation } = await talk(alice, bob);
    const [here, there] = [mediaOf(inviter), mediaOf(invitation)];
    await Promise.all([here.connected(), there.connected()]);
    const silence = { opus: Buffer.from('f8fffe', 'hex'), PCMU: Buffer.alloc(160, 0xff) };
    await eventually(() => here.send(silence.opus), there.receiveMany(2));
    await eventually(() => there.send(silence.PCMU), here.receiveMany(2));
    assert.equal(there.received[0]?.payload, silence.PCMU.toString('hex'));
    assert.deepEqual([ticks(there), ticks(here)], [160, 960]);
    // The key 5, pressed for 800 ticks at 48 kHz, and 133 at 8 kHz.
    here.send(Buffer.from('058a0320', 'hex'), 'telephone-event');
    assert.notEqual((await there.receive(Buffer.from('058a0085', 'hex'))).payloadType, 0, 'not as sound');
    there.send(Buffer.from('058a0085', 'hex'), 'telephone-event');
    assert.equal((await here.receive(Buffer.from('058a031e', 'hex'))).payloadType, 110);
    await inviter.bye();
  });

  test('*43 sends back what it gets, *65 plays', async () => {
    const alice = await phone('1000');
    const echo = alice.call('*43');
    assert.equal((await echo.final).message.statusCode, 200);
    await mediaOf(echo.inviter).connected();
    const payload = Buffer.from('ec40', 'hex');
    await eventually(() => mediaOf(echo.inviter).send(payload), mediaOf(echo.inviter).receive(payload));
    await echo.inviter.bye();

    const melody = alice.call('*65');
    assert.equal((await melody.final).message.statusCode, 200);
    await mediaOf(melody.inviter).connected();
    await mediaOf(melody.inviter).receiveMany(20);
    await melody.inviter.bye();
  });

  test('all phones of an extension ring; the ones that come too late learn that it was answered', async () => {
    const alice = await phone('1000');
    const bobs = [await phone('1001'), await phone('1001'), await phone('1001')] as const;
    const { final, statuses } = alice.call('1001');
    const [first, second, third] = await Promise.all(bobs.map((bob) => bob.nextInvitation()));
    assert.ok(first && second && third);
    const cancels = [cancelOf(first), cancelOf(third)];
    await second.accept();
    for (const cancel of await Promise.all(cancels)) {
      assert.equal(cancel.getHeader('reason'), 'SIP;cause=200;text="Call completed elsewhere"');
    }
    assert.equal((await final).message.statusCode, 200);
    assert.deepEqual(statuses, [180], 'one 180 for three phones');
    await reached(first, SessionState.Terminated);
  });

  test('two phones that answer at once: one has the call, the other one gets BYE', async () => {
    const alice = await phone('1000');
    const bobs = [await phone('1001'), await phone('1001')];
    const { final } = alice.call('1001');
    const invitations = await Promise.all(bobs.map((bob) => bob.nextInvitation()));
    await Promise.all(invitations.map((invitation) => invitation.accept()));
    assert.equal((await final).message.statusCode, 200);
    await Promise.race(invitations.map((invitation) => reached(invitation, SessionState.Terminated)));
    const states = invitations.map((invitation) => invitation.state).sort();
    assert.deepEqual(states, [SessionState.Established, SessionState.Terminated]);
  });

  test('the caller hangs up while it rings: CANCEL without an answer elsewhere', async () => {
    const [alice, bob] = [await phone('1000'), await phone('1001')];
    const { inviter, final } = alice.call('1001');
    const invitation = await bob.nextInvitation();
    const cancel = cancelOf(invitation);
    await pbx.command('wait', { for: 'call', state: 'ringing' });
    await inviter.cancel();
    assert.equal((await cancel).hasHeader('reason'), false);
    assert.equal((await final).message.statusCode, 487);
  });

  test('one phone refuses and the other rings on; both refuse: 486', async () => {
    const alice = await phone('1000');
    const bobs = [await phone('1001'), await phone('1001')];
    const { final } = alice.call('1001');
    const [first, second] = await Promise.all(bobs.map((bob) => bob.nextInvitation()));
    await first?.reject({ statusCode: 486 });
    assert.equal(second?.state, SessionState.Initial);
    await second.reject({ statusCode: 486 });
    assert.equal((await final).message.statusCode, 486);
  });

  for (const [number, status, what] of [
    ['1002', 480, 'nobody registered'],
    ['7777', 404, 'unknown number'],
    ['*99', 404, 'unknown feature code'],
  ] as const) {
    test(`${what}: ${status}`, async () => {
      const alice = await phone('1000');
      assert.equal((await alice.call(number).final).message.statusCode, status);
    });
  }

  for (const [what, rewrite] of [
    ['without a codec that the PBX has', (sdp: string) => sdp.replace('opus/48000/2', 'G722/8000')],
    ['that is no SDP', () => 'hello'],
  ] as const) {
    test(`an offer ${what}: 488, and the next call works`, async () => {
      const alice = await phone('1000');
      alice.rewriteSdp = rewrite;
      assert.equal((await alice.call('*43').final).message.statusCode, 488);
      alice.rewriteSdp = (sdp) => sdp;
      const { final, inviter } = alice.call('*43');
      assert.equal((await final).message.statusCode, 200);
      await inviter.bye();
    });
  }

  test('the phone called hangs up; both hang up at once', async () => {
    const [alice, bob] = [await phone('1000'), await phone('1001')];
    const one = await talk(alice, bob);
    const ended = reached(one.inviter, SessionState.Terminated);
    await one.invitation.bye();
    await ended;

    const two = await talk(alice, bob);
    await Promise.all([two.inviter.bye(), two.invitation.bye()]);
    await pbx.command('wait', { for: 'no-calls' });
  });

  test('a call needs the credentials of its extension, registered or not', async () => {
    const [wrong, right] = [await TestPhone.connect(pbx, '1000', 'f'.repeat(32)), await TestPhone.connect(pbx, '1000')];
    assert.equal((await wrong.call('*43').final).message.statusCode, 401);
    assert.equal((await right.call('*43').final).message.statusCode, 200);
    await Promise.all([wrong.stop(), right.stop()]);
  });

  test('a phone that comes back over a new socket goes on with its call', async () => {
    const [alice, bob] = [await phone('1000'), await phone('1001')];
    const { inviter, invitation } = await talk(alice, bob);
    await pbx.command('drop', { extension: '1001', what: 'sip', how: 'close' });
    await pbx.command('wait', { for: 'unregistered', extension: '1001' });
    await bob.agent.reconnect();
    const answered = new Promise<number>((resolve) => {
      const done = ({ message }: { message: { statusCode: number | undefined } }) => resolve(message.statusCode ?? 0);
      void invitation.invite({ requestDelegate: { onAccept: done, onReject: done } });
    });
    assert.equal(await answered, 200, 'the re-INVITE finds its dialog');
    // What the PBX has to say to this leg now comes over the new socket.
    const ended = reached(invitation, SessionState.Terminated);
    await inviter.bye();
    await ended;
  });

  test('hangup by command ends both sides', async () => {
    const [alice, bob] = [await phone('1000'), await phone('1001')];
    const { inviter, invitation } = await talk(alice, bob);
    const [call] = (await stateOf(pbx)).calls;
    assert.deepEqual(
      call?.legs.map((leg) => [leg.extension, leg.side, leg.state]),
      [
        ['1000', 'caller', 'answered'],
        ['1001', 'callee', 'answered'],
      ],
    );
    await pbx.command('hangup', { callId: call?.callId });
    await Promise.all([reached(inviter, SessionState.Terminated), reached(invitation, SessionState.Terminated)]);
  });
});

describe('calls against the clock', () => {
  test('nobody answers in time: 480 to the caller, CANCEL to the phone', async () => {
    const pbx = await startTestPbx({ noAnswerSeconds: 0.5 });
    const [alice, bob] = [await TestPhone.register(pbx, '1000'), await TestPhone.register(pbx, '1001')];
    const { final } = alice.call('1001');
    const cancel = cancelOf(await bob.nextInvitation());
    assert.equal((await final).message.statusCode, 480);
    await cancel;
    await Promise.all([alice.stop(), bob.stop(), pbx.close()]);
  });

  test('a lost socket ends the registration; the call ends after the grace without media', async () => {
    const pbx = await startTestPbx({ graceSeconds: 0.5 });
    const [alice, bob] = [await TestPhone.register(pbx, '1000'), await TestPhone.register(pbx, '1001')];
    const { inviter } = await talk(alice, bob);
    const ended = reached(inviter, SessionState.Terminated);
    await pbx.command('drop', { extension: '1001', what: 'sip', how: 'terminate' });
    await pbx.command('wait', { for: 'unregistered', extension: '1001' });
    assert.equal((await stateOf(pbx)).calls.length, 1, 'the call outlives its socket');
    await ended;
    await Promise.all([alice.stop(), bob.stop(), pbx.close()]);
  });

  test('a lost socket alone does not end a call whose media goes on', async () => {
    const pbx = await startTestPbx({ graceSeconds: 0.3 });
    const alice = await TestPhone.register(pbx, '1000');
    const { inviter, final } = alice.call('*43');
    await final;
    const media = mediaOf(inviter);
    await media.connected();
    const talking = setInterval(() => media.send(Buffer.from('aa', 'hex')), 20);
    await pbx.command('drop', { extension: '1000', what: 'sip', how: 'terminate' });
    await pbx.command('wait', { for: 'unregistered' });
    // Echoed for several times the grace.
    await media.receiveMany(media.received.length + 50);
    assert.equal((await stateOf(pbx)).calls.length, 1);
    clearInterval(talking);
    await pbx.command('wait', { for: 'no-calls' });
    await Promise.all([alice.stop(), pbx.close()]);
  });
});
