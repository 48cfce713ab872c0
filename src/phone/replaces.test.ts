import { expect } from 'chai';
import { answer, confirmed, endOf, hear, hearAnew, incoming, place, ring, status, talk } from '../testing/calls.js';
import { closeAll, registerAll } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { SipWatch, summary } from '../testing/sip-log.js';
import { next, until } from '../testing/wait.js';
import type { Operators } from '../init.js';
import { replaceMember, restoreAll } from '../media/testing/replace-member.js';
import type { Session } from './session.js';

/** A call that the PBX puts in place of another one: `Replaces` (RFC 3891). */
describe('a call in place of another one', () => {
  let pbx: TestPbx;
  let alice: Operators;
  let bob: Operators;
  let watch: SipWatch;

  before(async () => {
    pbx = await startPbx();
  });
  beforeEach(async () => {
    [alice, bob] = await registerAll(pbx, '1000', '1001');
    watch = new SipWatch(pbx, '1000');
  });
  afterEach(() => {
    restoreAll();
    return closeAll(pbx, alice, bob);
  });

  /** A call to Alice whose INVITE asks for the place of this one. */
  async function replace({ call }: Session, more = '') {
    const { callId = '', localTag = '', remoteTag = '' } = call.dialogId ?? {};
    const headers = `Replaces: ${callId};to-tag=${localTag};from-tag=${remoteTag}${more}`;
    await pbx.command('alter', { extension: '1000', message: 'INVITE', headers });
    await pbx.command('call', { extension: '1000' });
  }

  /** The session that takes the place. */
  async function replaced(session: Session) {
    const begun = next(alice.phone, 'startSession');
    await replace(session);
    const [{ session: taker }] = await begun;
    return taker;
  }

  it('is answered without ringing, and the replaced one ends', async () => {
    const [alices, bobs] = await talk(alice, bob);
    let rang = false;
    alice.phone.on('incoming', () => (rang = true));
    alice.phone.on('newRTCSession', ({ session }) => (rang ||= session.status.isRing));
    const taker = await replaced(alices);
    await confirmed(taker);
    expect(await endOf(alices)).to.equal('transferred');
    expect(await endOf(bobs)).to.equal('hung-up-there');
    await hearAnew(taker);
    expect(rang).to.equal(false);
    expect(alice.phone.getSessions()).to.deep.equal([taker]);
    expect(alice.phone.currentSession).to.equal(taker);
    await until(async () => (await pbx.command<unknown[]>('calls')).length === 1);
  });

  it('is muted where the replaced one was', async () => {
    const [alices] = await talk(alice, bob);
    alices.mute();
    const taker = await replaced(alices);
    await confirmed(taker);
    expect(taker.status).to.include({ isMute: true, isHold: false });
  });

  it('is on hold where the replaced one was, and is heard when it is taken back', async () => {
    const [alices] = await talk(alice, bob);
    alices.hold();
    await status(alices, { isHold: true });
    const taker = await replaced(alices);
    await status(taker, { isHold: true });
    taker.unhold();
    await status(taker, { isHold: false, isMute: false });
    await hearAnew(taker);
  });

  it('takes the place of a call that rings there', async () => {
    const [alices, bobs] = await ring(alice, bob);
    const taker = await replaced(alices);
    await confirmed(taker);
    expect(await endOf(alices)).to.equal('transferred');
    expect(await endOf(bobs)).to.equal('cancelled');
    await hear(taker);
  });

  it('is refused when there is no microphone for it, and the old call goes on', async () => {
    const [alices] = await talk(alice, bob);
    replaceMember(navigator.mediaDevices, 'getUserMedia', () =>
      Promise.reject(new DOMException('taken', 'NotReadableError')),
    );
    await replace(alices);
    await watch.sends('480 INVITE');
    expect(alice.phone.currentSession).to.equal(alices);
    expect(alices.end).to.equal(null);
    await hearAnew(alices);
  });

  it('is refused where the call to replace is none of ours, rings here, or may be replaced only while it rings', async () => {
    const ringing = incoming(alice);
    const bobs = await place(bob, '1000');
    const alices = await ringing;
    await replace(alices);
    await watch.sends('481 INVITE');
    await answer(alices);
    await replace(alices, ';early-only');
    await watch.sends('486 INVITE');
    await replace(bobs);
    await until(async () => (await watch.fromPhone()).filter((text) => summary(text) === '481 INVITE').length === 2);
    expect(alice.phone.getSessions()).to.deep.equal([alices]);
    expect(await until(() => bobs.status.callStatus === 'talking')).to.equal(true);
  });
});
