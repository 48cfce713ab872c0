import { expect } from 'chai';
import { answer, confirmed, hear, hearAnew, ring, status, talk } from '../testing/calls.js';
import { closeAll, registerAll } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { next, until } from '../testing/wait.js';
import type { Operators } from '../init.js';
import { fastClock } from '../media/testing/fast-clock.js';
import { restoreAll } from '../media/testing/replace-member.js';
import type { Session } from './session.js';

/** The directions in the last descriptions of a call's sound: what we said, what the other side said. */
function directions({ connection }: Session): [local: string | undefined, remote: string | undefined] {
  // Firefox also writes one for the whole session.
  const of = (sdp = '') => /^m=audio[^]*?^a=(sendrecv|sendonly|recvonly|inactive)/m.exec(sdp)?.[1];
  return [of(connection?.localDescription?.sdp), of(connection?.remoteDescription?.sdp)];
}

const microphone = ({ media }: Session) => media?.peer.microphone;

const held = (session: Session, isHold = true) => until(() => session.status.isHold === isHold && !session.holdPending);

describe('hold', () => {
  let pbx: TestPbx;
  let alice: Operators;
  let bob: Operators;
  let carol: Operators;

  before(async () => {
    pbx = await startPbx({ remoteHold: 'reinvite' });
  });
  beforeEach(async () => {
    [alice, bob, carol] = await registerAll(pbx, '1000', '1001', '1002');
  });
  afterEach(() => {
    restoreAll();
    return closeAll(pbx, alice, bob, carol);
  });

  it('is asked for by re-INVITE, and true only when the other side has confirmed; the microphone is silent at once', async () => {
    const [caller, callee] = await talk(alice, bob);
    expect(caller.hold()).to.equal(true);
    expect(caller.status.isHold, 'not before the answer').to.equal(false);
    expect(caller.holdPending).to.equal(true);
    expect(caller.connection?.getSenders()[0]?.track?.enabled).to.equal(false);
    await held(caller);
    expect(directions(caller)[0]).to.equal('sendonly');
    await until(() => callee.status.isRemoteHold);
    expect(caller.unhold()).to.equal(true);
    await held(caller, false);
    expect(directions(caller)[0]).to.equal('sendrecv');
    await until(() => !callee.status.isRemoteHold);
    await hear(callee);
  });

  it('of both ends: each resumes its own', async () => {
    const [caller, callee] = await talk(alice, bob);
    caller.hold();
    await held(caller);
    await until(() => callee.status.isRemoteHold);
    callee.hold();
    await held(callee);
    caller.unhold();
    await held(caller, false);
    callee.unhold();
    await held(callee, false);
    await until(() => !caller.status.isRemoteHold && !callee.status.isRemoteHold);
    await hear(caller);
  });

  it('refused by the other side leaves the call as it was, and says so', async () => {
    const [caller, callee] = await talk(alice, bob);
    await hear(caller, callee);
    await pbx.command('refuse', { what: 'reinvite', times: 1, status: 488 });
    const warned = next(caller, 'warningMessage');
    caller.hold();
    expect((await warned)[0]).to.include({ action: 'hold', code: 488 });
    await hearAnew(caller, callee);
    expect(caller.status.isHold || caller.holdPending).to.equal(false);
    expect(caller.connection?.getSenders()[0]?.track?.enabled).to.equal(true);
    expect(caller.connection?.signalingState).to.equal('stable');
    caller.hold();
    await held(caller);
  });

  it('is tried again after a 491', async () => {
    const [caller] = await talk(alice, bob);
    await pbx.command('refuse', { what: 'reinvite', times: 1, status: 491 });
    caller.hold();
    await held(caller);
  });

  it('survives a re-INVITE of the other side at the same moment', async () => {
    const [caller] = await talk(alice, bob);
    let collided = false;
    void pbx.command('reinvite', { extension: '1000', when: 'glare' }).then(() => (collided = true));
    // The PBX may get ready for the collision a moment later than the first hold is there.
    do {
      caller.hold();
      await held(caller);
      caller.unhold();
      await held(caller, false);
    } while (!collided);
    caller.hold();
    await held(caller);
    expect(caller.connection?.signalingState).to.equal('stable');
    caller.unhold();
    await held(caller, false);
  });

  it('what was wished last is what it comes to, whatever is under way', async () => {
    const [caller, callee] = await talk(alice, bob);
    caller.hold();
    expect(caller.unhold()).to.equal(true);
    await held(caller, false);
    await until(() => !callee.status.isRemoteHold);
    expect(caller.connection?.getSenders()[0]?.track?.enabled).to.equal(true);
    caller.hold();
    await held(caller);
    const seen: boolean[] = [];
    caller.on('statusChange', ({ isHold }, old) => {
      if (isHold !== old.isHold) seen.push(isHold);
    });
    caller.unhold();
    expect(caller.hold()).to.equal(true);
    expect(caller.connection?.getSenders()[0]?.track?.enabled, 'silent at once').to.equal(false);
    // Resumed for a round trip only, which is no time to look at its state.
    await until(() => seen.length === 2);
    expect(seen).to.deep.equal([false, true]);
    await until(() => callee.status.isRemoteHold);
  });

  it('asked for inside the event that tells the one before', async () => {
    const [caller] = await talk(alice, bob);
    const negotiated: boolean[] = [];
    let changes = 0;
    caller.on('statusChange', ({ isHold }, old) => {
      changes += 1;
      if (isHold === old.isHold) return;
      negotiated.push(isHold);
      if (isHold) caller.unhold();
    });
    caller.hold();
    await until(() => negotiated.length === 2);
    expect(caller.holdPending).to.equal(false);
    await held(caller, false);
    expect(negotiated).to.deep.equal([true, false]);
    expect(changes, 'asked and confirmed, twice').to.equal(4);
  });

  it('muting negotiates nothing', async () => {
    const [caller] = await talk(alice, bob);
    const before = caller.connection?.localDescription?.sdp;
    caller.mute();
    caller.unmute();
    expect(caller.connection?.localDescription?.sdp).to.equal(before);
  });

  it('answering a second call holds the first; resuming it holds the second; currentSession follows', async () => {
    const [first] = await talk(alice, bob);
    const [, second] = await talk(carol, alice);
    await held(first);
    expect(alice.phone.currentSession === second).to.equal(true);
    expect(alice.phone.unhold(first.status.callId)).to.equal(true);
    await held(first, false);
    await held(second);
    expect(alice.phone.currentSession === first).to.equal(true);
    expect(alice.phone.isMaxCall).to.equal(true);
  });

  it('a call is answered while another is being resumed: that one is held again', async () => {
    const [first] = await talk(alice, bob);
    first.hold();
    await held(first);
    const [, second] = await ring(carol, alice);
    alice.phone.unhold(first.status.callId);
    await answer(second);
    await held(first);
    expect(second.status.isHold).to.equal(false);
    expect(microphone(first)?.enabled).to.equal(false);
  });

  it('two calls answered one right after the other: the first is held as soon as it is connected', async () => {
    const [, first] = await ring(bob, alice);
    const [, second] = await ring(carol, alice);
    // The ACK of the first comes when the second is being answered.
    await pbx.command('delay', { milliseconds: 300 });
    await first.answer();
    expect(first.status.callStatus).to.equal('connecting');
    await second.answer();
    await Promise.all([confirmed(first), confirmed(second)]);
    await pbx.command('delay', { milliseconds: 0 });
    await held(first);
    expect(second.status.isHold || second.holdPending).to.equal(false);
  });

  it('refused while another call is answered: the other side hears nothing of that one', async () => {
    const [first, bobs] = await talk(alice, bob);
    const [, second] = await ring(carol, alice);
    await pbx.command('refuse', { what: 'reinvite', from: '1000', status: 500, times: 1 });
    const warned = next(first, 'warningMessage');
    await answer(second);
    expect((await warned)[0]).to.include({ action: 'hold', code: 500 });
    expect(first.status).to.include({ isHold: false, isMute: true });
    expect([microphone(first)?.enabled, microphone(second)?.enabled]).to.deep.equal([false, true]);
    expect(first.unhold(), 'brings it back').to.equal(true);
    expect(first.status.isMute).to.equal(false);
    expect(microphone(first)?.enabled).to.equal(true);
    await held(second);
    expect(alice.phone.currentSession === first).to.equal(true);
    await hearAnew(first, bobs);
  });

  it('a re-INVITE without an offer, or whose offer names no direction, is no hold while sound arrives', async () => {
    const [caller, callee] = await talk(alice, bob);
    await hear(caller, callee);
    for (const sdp of ['none', 'no-direction']) {
      expect(await pbx.command('reinvite', { extension: '1000', sdp })).to.equal(200);
      await hearAnew(caller, callee);
      expect(caller.status.isRemoteHold, sdp).to.equal(false);
    }
  });

  it('an offer that names no direction is a hold once nothing arrives, until sound is back', async () => {
    fastClock(3);
    const [caller, callee] = await talk(alice, bob);
    await hear(caller, callee);
    await pbx.command('reinvite', { extension: '1000', sdp: 'no-direction' });
    await pbx.command('media', { extension: '1000', path: 'cut' });
    await status(caller, { isRemoteHold: true });
    await pbx.command('media', { extension: '1000', path: 'open' });
    await status(caller, { isRemoteHold: false });
  });

  it('refused while another call is answered: who was muted by hand stays so', async () => {
    const [first] = await talk(alice, bob);
    first.mute();
    const [, second] = await ring(carol, alice);
    await pbx.command('refuse', { what: 'reinvite', from: '1000', status: 500, times: 1 });
    const warned = next(first, 'warningMessage');
    await answer(second);
    await warned;
    expect(first.unhold()).to.equal(true);
    expect(first.status.isMute).to.equal(true);
    await held(second);
  });

  it('placing a second call holds the first; when it ends, the first is current again, and still held', async () => {
    const [, first] = await talk(bob, alice);
    const [second] = await talk(alice, carol);
    await held(first);
    second.hangup();
    expect(alice.phone.currentSession === first).to.equal(true);
    expect(first.status.isHold).to.equal(true);
  });
});
