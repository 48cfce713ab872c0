import { expect } from 'chai';
import { answer, confirmed, endOf, hearAnew, ring, talk } from '../testing/calls.js';
import { closeAll, registerAll } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { next } from '../testing/wait.js';
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
  afterEach(() => closeAll(pbx, alice, bob));

  const blackhole = (extension: string) => pbx.command('blackhole', { extension, what: 'sip' });

  /** How long it takes the phone to notice (ms). */
  async function noticed(phone: Operators): Promise<number> {
    const begun = performance.now();
    await next(phone.phone, 'disconnected');
    return performance.now() - begun;
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
    call.terminate();
    expect(await endOf(ringing)).to.equal('cancelled');
    await pbx.command('wait', { for: 'no-calls', timeout: 10_000 });
  });

  it('a refusal is delivered', async () => {
    const [call, ringing] = await ring(alice, bob);
    await blackhole('1001');
    ringing.reject();
    expect(await endOf(call)).to.equal('busy');
  });

  it('an answer is delivered, and both hear each other', async () => {
    const [call, ringing] = await ring(alice, bob);
    await blackhole('1001');
    await answer(ringing);
    await confirmed(call);
    await hearAnew(call, ringing);
  });
});
