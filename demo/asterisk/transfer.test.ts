import { expect } from 'chai';
import type { Operators } from '../../src/init.js';
import { register } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { next } from '../testing/wait.js';
import { answerNext, endOf, hears, hearsAnew, incoming, status, talk } from './calls-between.js';

describe('a transfer at Asterisk', () => {
  let pbx: TestPbx;
  let alice: Operators;
  let bob: Operators;
  let carol: Operators;

  before(async () => {
    pbx = await startPbx();
  });
  beforeEach(async () => {
    [alice, bob, carol] = (await Promise.all(['1000', '1001', '1002'].map((number) => register(pbx, number)))) as [
      Operators,
      Operators,
      Operators,
    ];
  });
  afterEach(async () => {
    for (const { destroy } of [alice, bob, carol]) destroy();
    await pbx.command('wait', { for: 'no-calls' });
  });

  it('that is blind connects the other side with the third', async () => {
    const [caller, callee] = await talk(alice, bob, '1001');
    await hears(callee);
    const answered = answerNext(carol);
    expect(caller.blindTransfer('1002')).to.equal(true);
    expect(await endOf(caller)).to.equal('transferred');
    const third = await answered;
    await pbx.command('wait', { for: 'bridged', extension: '1001', with: '1002' });
    await Promise.all([hearsAnew(callee), hears(third)]);
    await status(callee, { number: '1002' });
  });

  it('to a number that does not exist is refused, and the call goes on', async () => {
    const [caller, callee] = await talk(alice, bob, '1001');
    await Promise.all([hears(caller), hears(callee)]);
    const warned = next(caller, 'warningMessage');
    caller.blindTransfer('777');
    expect((await warned)[0]).to.include({ action: 'transfer' });
    expect(caller.end).to.equal(null);
    if (caller.status.isHold) caller.unhold();
    await status(caller, { isHold: false });
    await Promise.all([hearsAnew(caller), hearsAnew(callee)]);
  });

  async function consult(): Promise<void> {
    const [caller, callee] = await talk(alice, bob, '1001');
    await Promise.all([hears(caller), hears(callee)]);
    await new Promise((resolve) => setTimeout(resolve, 1100)); // one outgoing call a second
    caller.attendedTransfer('1002');
  }

  it('after a consultation connects the other two', async () => {
    const answered = answerNext(carol);
    await consult();
    const third = await answered;
    const [caller, consultation] = alice.phone.getSessions();
    await status(caller!, { isHold: true });
    if (consultation!.status.callStatus !== 'talking') await next(consultation!, 'confirmed');
    expect(consultation!.status.isTransfer).to.equal(true);
    consultation!.attendedTransfer('1002');
    expect(await Promise.all([endOf(caller!), endOf(consultation!)])).to.deep.equal(['transferred', 'transferred']);
    await pbx.command('wait', { for: 'bridged', extension: '1001', with: '1002' });
    await hearsAnew(third);
    await status(third, { number: '1001' });
  });

  it('is completed while the consultation still rings', async () => {
    const ringing = incoming(carol);
    await consult();
    const third = await ringing;
    const [caller, consultation] = alice.phone.getSessions();
    await status(consultation!, { callStatus: 'ringing' });
    consultation!.attendedTransfer('1002');
    expect(await endOf(caller!)).to.equal('transferred');
    const confirmed = next(third, 'confirmed');
    await third.answer();
    await confirmed;
    await pbx.command('wait', { for: 'bridged', extension: '1001', with: '1002' });
  });

  it('is given up: the first call comes back', async () => {
    const answered = answerNext(carol);
    await consult();
    await answered;
    const [caller, consultation] = alice.phone.getSessions();
    await status(caller!, { isHold: true });
    consultation!.hangup();
    await endOf(consultation!);
    caller!.unhold();
    await status(caller!, { isHold: false });
    await hearsAnew(caller!);
  });
});
