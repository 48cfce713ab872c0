import { expect } from 'chai';
import type { Operators } from '../../src/init.js';
import { connected, endOf, talkTo } from '../../src/testing/calls.js';
import { closeAll, register } from '../../src/testing/operators.js';
import { startPbx, type TestPbx } from '../../src/testing/pbx.js';

describe('keys sent to Asterisk', () => {
  let pbx: TestPbx;
  let alice: Operators;

  before(async () => {
    pbx = await startPbx();
  });
  beforeEach(async () => {
    alice = await register(pbx, '1000');
  });
  afterEach(() => closeAll(pbx, alice));

  it('all arrive, in their order', async () => {
    const session = await talkTo(alice, '*65');
    await connected(session);
    expect(session.dtmf('0123456789*')).to.equal(true);
    // The second press comes while the first is still being played.
    expect(session.dtmf('77#')).to.equal(true);
    await pbx.command('wait', { for: 'digits', extension: '1000', digits: '0123456789*77#', timeout: 10_000 });
  });

  it('are what an application of the dial plan reads', async () => {
    const session = await talkTo(alice, '*44');
    await connected(session);
    session.dtmf('4711');
    await pbx.command('wait', { for: 'event', name: 'Digits', keys: '4711', timeout: 10_000 });
  });

  it('end the echo with #', async () => {
    const session = await talkTo(alice, '*43');
    await connected(session);
    session.dtmf('#');
    expect(await endOf(session)).to.equal('hung-up-there');
  });

  it('go as INFO where the description has no telephone-event', async () => {
    const plain = await register(pbx, '1006');
    const session = await talkTo(plain, '*65');
    await connected(session);
    expect(session.dtmf('159')).to.equal(true);
    await pbx.command('wait', { for: 'digits', extension: '1006', digits: '159', timeout: 10_000 });
    plain.destroy();
  });
});
