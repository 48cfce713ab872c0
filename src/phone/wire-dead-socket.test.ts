import { expect } from 'chai';
import { hurry } from '../media/testing/hurry.js';
import { restoreAll } from '../media/testing/replace-member.js';
import { answer, confirmed, endOf, hearAnew, incoming, ring, talk } from '../testing/calls.js';
import { closeAll, register, registerAll } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { next, until } from '../testing/wait.js';
import type { Operators } from '../init.js';

/** A socket that stays open and carries nothing: nothing that the user asked for may be lost with it. */
describe('dead sockets', function () {
  this.timeout(30_000);
  let pbx: TestPbx;
  let alice: Operators;
  let bob: Operators;

  before(async () => {
    pbx = await startPbx();
  });
  beforeEach(async () => {
    [alice, bob] = await registerAll(pbx, '1000', '1001');
  });
  afterEach(() => {
    restoreAll();
    return closeAll(pbx, alice, bob);
  });

  const blackhole = (extension: string) => pbx.command('blackhole', { extension, what: 'sip' });

  /** How long it takes the phone to notice (ms). */
  async function noticed(phone: Operators): Promise<number> {
    const begun = performance.now();
    await next(phone.phone, 'disconnected');
    return performance.now() - begun;
  }

  /** The phone finds out at once that its socket is dead: its four seconds without an answer are short. */
  async function findOut(
    { phone }: Operators,
    look: () => unknown = () => dispatchEvent(new Event('online')),
  ): Promise<void> {
    const lost = next(phone, 'disconnected');
    hurry(4000);
    look();
    await lost;
    restoreAll();
  }

  it('in a call it is noticed within ten seconds', async () => {
    const sessions = await talk(alice, bob);
    await blackhole('1000');
    expect(await noticed(alice)).to.be.below(10_500);
    await next(alice.phone, 'registered');
    await hearAnew(...sessions);
  });

  it('BYE is delivered', async () => {
    const [call, answered] = await talk(alice, bob);
    await blackhole('1000');
    call.hangup();
    expect(await noticed(alice)).to.be.below(5500);
    expect(await endOf(answered)).to.equal('hung-up-there');
    await pbx.command('wait', { for: 'no-calls', timeout: 10_000 });
  });

  it('CANCEL is delivered', async () => {
    const [call, ringing] = await ring(alice, bob);
    await blackhole('1000');
    await findOut(alice, () => call.terminate());
    expect(await endOf(ringing)).to.equal('cancelled');
    await pbx.command('wait', { for: 'no-calls', timeout: 10_000 });
  });

  it('a refusal is delivered', async () => {
    const [call, ringing] = await ring(alice, bob);
    await blackhole('1001');
    await findOut(bob, () => ringing.reject());
    expect(await endOf(call)).to.equal('busy');
  });

  it('an answer is delivered, and both hear each other', async () => {
    const [call, ringing] = await ring(alice, bob);
    await blackhole('1001');
    const answered = answer(ringing);
    await findOut(bob);
    await answered;
    await confirmed(call);
    await hearAnew(call, ringing);
  });

  describe('with a transfer', () => {
    let carol: Operators;
    beforeEach(async () => {
      carol = await register(pbx, '1002');
    });
    afterEach(() => carol.destroy());

    /** Bob calls Alice, and they talk: Alice's side, and what she is warned of. */
    async function talkWithBob() {
      const [, call] = await talk(bob, alice);
      const warnings: number[] = [];
      call.on('warningMessage', ({ code }) => warnings.push(code));
      return { call, warnings };
    }

    /** Whether the PBX has a call with this extension in it. */
    async function hasLeg(number: string): Promise<boolean> {
      const { calls } = await pbx.command<{ calls: { legs: { extension: string }[] }[] }>('state');
      return calls.some(({ legs }) => legs.some(({ extension }) => extension === number));
    }

    it('that is asked for in a black hole: it is asked for again, and the new party has the call', async () => {
      const { call, warnings } = await talkWithBob();
      const ringing = incoming(carol);
      await blackhole('1000');
      await findOut(alice, () => call.blindTransfer('1002'));
      await answer(await ringing);
      expect([await endOf(call), warnings]).to.deep.equal(['transferred', []]);
    });

    it('requested in a black hole and refused: the call resumes, with a warning', async () => {
      const { call, warnings } = await talkWithBob();
      await blackhole('1000');
      await findOut(alice, () => call.blindTransfer('999'));
      await until(() => warnings.length > 0);
      expect([warnings, call.status.callStatus]).to.deep.equal([[404], 'talking']);
      await hearAnew(call);
    });

    for (const how of ['close', 'terminate']) {
      it(`of which the outcome comes over the next socket (${how})`, async () => {
        const { call, warnings } = await talkWithBob();
        const ringing = incoming(carol);
        call.blindTransfer('1002');
        const carols = await ringing;
        const back = next(alice.phone, 'registered');
        await pbx.command('drop', { extension: '1000', what: 'sip', how });
        await back;
        await answer(carols);
        expect([await endOf(call), warnings]).to.deep.equal(['transferred', []]);
      });
    }

    for (const known of [true, false]) {
      it(`that succeeds in a black hole, ${known ? 'and the PBX still knows the call' : 'and the PBX has let go of the call'} when the phone is back`, async () => {
        const { call, warnings } = await talkWithBob();
        const ringing = incoming(carol);
        call.blindTransfer('1002');
        const carols = await ringing;
        await blackhole('1000');
        await answer(carols);
        if (!known) await until(async () => !(await hasLeg('1000')));
        await findOut(alice);
        expect([await endOf(call), warnings]).to.deep.equal(['transferred', []]);
      });
    }
  });

  it('a BYE that the page left behind when it went is sent by the next page', async () => {
    const [call, answered] = await talk(alice, bob);
    await blackhole('1000');
    call.hangup();
    // All that it still says is lost, as when the page is closed at this moment.
    alice.destroy();
    expect(answered.end).to.equal(null);
    alice = await register(pbx, '1000');
    expect(await endOf(answered)).to.equal('hung-up-there');
    await until(() => sessionStorage.length === 0);
  });
});
