import { expect } from 'chai';
import type { Operators } from '../../src/init.js';
import { hear, hearAnew, status, talk, talkTo } from '../../src/testing/calls.js';
import { closeAll, register, registerAll } from '../../src/testing/operators.js';
import { startPbx, type TestPbx } from '../../src/testing/pbx.js';

describe('hold at Asterisk', () => {
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

  it('is known to Asterisk, the other side hears music, and resuming brings both voices back', async () => {
    const [caller, callee] = await talk(alice, bob);
    await hear(caller, callee);
    expect(caller.hold()).to.equal(true);
    await status(caller, { isHold: true });
    await pbx.command('wait', { for: 'hold', extension: '1000' });
    // Bob's phone hears on, though Alice's sends nothing any more.
    await hearAnew(callee);
    expect(caller.unhold()).to.equal(true);
    await status(caller, { isHold: false });
    await pbx.command('wait', { for: 'hold', extension: '1000', held: false });
    await hearAnew(caller, callee);
  });

  it('by both sides at once ends when both have resumed', async () => {
    const [caller, callee] = await talk(alice, bob);
    await hear(caller, callee);
    caller.hold();
    callee.hold();
    await Promise.all([status(caller, { isHold: true }), status(callee, { isHold: true })]);
    caller.unhold();
    await status(caller, { isHold: false });
    callee.unhold();
    await status(callee, { isHold: false });
    await hearAnew(caller, callee);
  });

  it('of the other side is seen where Asterisk hands it on', async () => {
    const passing = await register(pbx, '1007');
    const [caller, callee] = await talk(alice, passing);
    await hear(caller, callee);
    caller.hold();
    await status(callee, { isRemoteHold: true });
    expect(callee.status.isHold).to.equal(false);
    caller.unhold();
    await status(callee, { isRemoteHold: false });
    await hearAnew(callee);
    passing.destroy();
  });

  it('keeps the first call while a second one is made, and resuming it holds the second', async () => {
    const [first] = await talk(alice, bob);
    const second = await talkTo(alice, '*43');
    await status(first, { isHold: true });
    expect(second.status.isHold).to.equal(false);
    first.unhold();
    await Promise.all([status(first, { isHold: false }), status(second, { isHold: true })]);
    await hearAnew(first);
  });
});
