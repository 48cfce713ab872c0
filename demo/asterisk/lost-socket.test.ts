import { expect } from 'chai';
import type { Operators } from '../../src/init.js';
import {
  answer,
  confirmed,
  endOf,
  hear,
  hearAnew,
  incoming,
  place,
  ring,
  status,
  talk,
} from '../../src/testing/calls.js';
import { closeAll, registerAll } from '../../src/testing/operators.js';
import { startPbx, type TestPbx } from '../../src/testing/pbx.js';
import { SipWatch, summary } from '../../src/testing/sip-log.js';
import { next, until } from '../../src/testing/wait.js';

/** `cut`: the socket closes at Asterisk, as after a TCP reset. `dead`: it stays open and carries nothing; only the phone's heartbeat fails. */
const faults = ['cut', 'dead'] as const;

describe('a call at Asterisk whose SIP socket is lost', () => {
  let pbx: TestPbx;
  let alice: Operators;
  let bob: Operators;

  before(async () => {
    pbx = await startPbx();
  });
  beforeEach(async () => {
    [alice, bob] = await registerAll(pbx, '1000', '1001');
  });
  afterEach(() => closeAll(pbx, alice, bob));

  /** Loses the socket of a phone; `noticed` and `back` are when it knows, and when it is registered over the next one. */
  async function lose({ phone, pbx: { extensionNumber: extension } }: Operators, fault: (typeof faults)[number]) {
    const [noticed, back] = [next(phone, 'disconnected'), next(phone, 'registered')];
    if (fault === 'dead') await pbx.command('blackhole', { extension, what: 'sip' });
    else await pbx.command('drop', { extension, how: 'terminate' });
    return { noticed, back };
  }

  const noCalls = () => pbx.command('wait', { for: 'no-calls', timeout: 15_000 });
  /** Each phone has one leg, and Asterisk has both in one bridge: nothing was doubled. */
  async function isOneCall(): Promise<void> {
    await pbx.command('wait', { for: 'bridged', extension: '1000', with: '1001' });
    expect(await pbx.command<unknown[]>('calls')).to.have.length(2);
    expect([alice, bob].map(({ phone }) => phone.getSessions().length)).to.deep.equal([1, 1]);
  }

  for (const fault of faults) {
    describe(`(${fault})`, () => {
      it('rings on where it comes in, is answered over the next one, and both hear each other', async () => {
        const [caller, callee] = await ring(alice, bob);
        await (
          await lose(bob, fault)
        ).back;
        expect(callee.end).to.equal(null);
        await answer(callee);
        await confirmed(caller);
        await hear(caller, callee);
        await isOneCall();
      });

      it('is answered before the next one is there', async () => {
        const [caller, callee] = await ring(alice, bob);
        const { noticed } = await lose(bob, fault);
        if (fault === 'cut') await noticed;
        await answer(callee);
        await confirmed(caller);
        await hear(caller, callee);
        await isOneCall();
      });

      it('hang-up arrives', async () => {
        const [caller, callee] = await talk(alice, bob);
        const { noticed } = await lose(alice, fault);
        if (fault === 'cut') await noticed;
        caller.hangup();
        expect(await endOf(callee)).to.equal('hung-up-there');
        await noCalls();
      });

      it('a refusal arrives', async () => {
        const [caller, callee] = await ring(alice, bob);
        const { noticed } = await lose(bob, fault);
        if (fault === 'cut') await noticed;
        callee.reject();
        // Where Asterisk cannot acknowledge it any more, the refusal is a failure for it (503).
        expect(await endOf(caller)).to.equal(fault === 'cut' ? 'pbx' : 'busy');
        await noCalls();
      });

      it('a cancellation arrives', async () => {
        const [caller, callee] = await ring(alice, bob);
        const { noticed } = await lose(alice, fault);
        if (fault === 'cut') await noticed;
        caller.hangup();
        expect(await endOf(callee)).to.equal('cancelled');
        await noCalls();
      });

      it('goes on talking, and is held and taken back after that', async () => {
        const [caller, callee] = await talk(alice, bob);
        await hear(caller, callee);
        await (
          await lose(alice, fault)
        ).back;
        await hearAnew(caller, callee);
        caller.hold();
        await status(caller, { isHold: true });
        await pbx.command('wait', { for: 'hold', extension: '1000' });
        caller.unhold();
        await status(caller, { isHold: false });
        await pbx.command('wait', { for: 'hold', extension: '1000', held: false });
        await hearAnew(caller, callee);
        await isOneCall();
      });

      it('rings on at the other side, is answered there, and both hear each other', async () => {
        const [caller, callee] = await ring(alice, bob);
        await (
          await lose(alice, fault)
        ).back;
        expect([caller.end, callee.end]).to.deep.equal([null, null]);
        await answer(callee);
        await confirmed(caller);
        await hear(caller, callee);
        await isOneCall();
        caller.hold();
        await pbx.command('wait', { for: 'hold', extension: '1000' });
        callee.hold();
        await pbx.command('wait', { for: 'hold', extension: '1001' });
      });

      it('is answered at the other side meanwhile, and both hear each other', async () => {
        const [caller, callee] = await ring(alice, bob);
        const { noticed } = await lose(alice, fault);
        if (fault === 'cut') await noticed;
        await answer(callee);
        await confirmed(caller);
        await hear(caller, callee);
        await isOneCall();
      });

      it('is refused at the other side meanwhile: it ends, as the phone cannot know how', async () => {
        const [caller, callee] = await ring(alice, bob);
        const { noticed } = await lose(alice, fault);
        if (fault === 'cut') await noticed;
        callee.reject();
        expect(await endOf(caller)).to.equal('network');
        await noCalls();
      });

      it('is answered by the callee while it is cancelled here: no channel remains', async () => {
        const [caller, callee] = await ring(alice, bob);
        const { noticed } = await lose(alice, fault);
        if (fault === 'cut') await noticed;
        await answer(callee);
        caller.hangup();
        expect(await endOf(callee)).to.equal('hung-up-there');
        await noCalls();
      });
    });
  }

  // The CANCEL goes to the socket that is lost. Asterisk knows the call until it has waited for the answer: 64*T1.
  for (const when of ['before', 'after'] as const) {
    it(`is given up by its caller ${when} the next one is there, and rings for half a minute at most`, async function () {
      this.timeout(60_000);
      const [caller, callee] = await ring(alice, bob);
      const { back } = await lose(bob, 'cut');
      if (when === 'after') await back;
      caller.hangup();
      expect(await endOf(callee)).to.equal('cancelled');
      await noCalls();
    });
  }

  it('whose INVITE arrives and is never answered is cancelled over the next one', async () => {
    const ringing = incoming(bob);
    const back = next(alice.phone, 'registered');
    await pbx.command('drop', { extension: '1000', after: 'INVITE' });
    const caller = await place(alice, '1001');
    const callee = await ringing;
    await back;
    caller.hangup();
    expect(await endOf(callee)).to.equal('cancelled');
    await noCalls();
  });

  it('had early media before, and is answered after that', async () => {
    const ringing = incoming(bob);
    const caller = await place(alice, '*491001');
    const callee = await ringing;
    await until(() => caller.status.callStatus === 'ringing');
    await (
      await lose(alice, 'cut')
    ).back;
    await answer(callee);
    await confirmed(caller);
    await hear(caller, callee);
    await isOneCall();
  });

  it('keeps ringing at the callee: the phone asks, and the PBX answers that it still rings', async () => {
    const [caller, callee] = await ring(alice, bob);
    let calls = 1;
    bob.phone.on('incoming', () => (calls += 1));
    const watch = new SipWatch(pbx, '1000');
    await lose(alice, 'cut');
    const isAsked = async (times: number) =>
      until(async () => (await watch.toPhone()).filter((text) => summary(text) === '500 INVITE').length >= times);
    await isAsked(5);
    await (
      await lose(alice, 'cut')
    ).back;
    await isAsked(7);
    expect([caller.end, callee.end]).to.deep.equal([null, null]);
    await answer(callee);
    await confirmed(caller);
    await isOneCall();
    expect(calls).to.equal(1);
  });
});
