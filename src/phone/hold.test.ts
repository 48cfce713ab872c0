import { expect } from 'chai';
import { hear, talk } from '../../demo/testing/calls.js';
import { closeAll, registerAll } from '../../demo/testing/operators.js';
import { startPbx, type TestPbx } from '../../demo/testing/pbx.js';
import { next, until } from '../../demo/testing/wait.js';
import type { Operators } from '../init.js';
import type { Session } from './session.js';

/** The directions in the last descriptions of a call's sound: what we said, what the other side said. */
function directions({ connection }: Session): [local: string | undefined, remote: string | undefined] {
  const of = (sdp = '') => /^a=(sendrecv|sendonly|recvonly|inactive)/m.exec(sdp)?.[1];
  return [of(connection?.localDescription?.sdp), of(connection?.remoteDescription?.sdp)];
}

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
  afterEach(() => closeAll(pbx, alice, bob, carol));

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
    const [caller] = await talk(alice, bob);
    await pbx.command('refuse', { what: 'reinvite', times: 1, status: 488 });
    const warned = next(caller, 'warningMessage');
    caller.hold();
    expect((await warned)[0]).to.include({ action: 'hold', code: 488 });
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

  it('placing a second call holds the first; when it ends, the first is current again, and still held', async () => {
    const [, first] = await talk(bob, alice);
    const [second] = await talk(alice, carol);
    await held(first);
    second.hangup();
    expect(alice.phone.currentSession === first).to.equal(true);
    expect(first.status.isHold).to.equal(true);
  });
});
