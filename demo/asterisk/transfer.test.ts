import { expect } from 'chai';
import type { Operators } from '../../src/init.js';
import {
  answer,
  answerNext,
  confirmed,
  endOf,
  hear,
  hearAnew,
  incoming,
  mayCallAgain,
  status,
  talk,
} from '../../src/testing/calls.js';
import { closeAll, registerAll } from '../../src/testing/operators.js';
import { startPbx, type TestPbx } from '../../src/testing/pbx.js';
import { next } from '../../src/testing/wait.js';

describe('a transfer at Asterisk', () => {
  let pbx: TestPbx;
  let alice: Operators;
  let bob: Operators;
  let carol: Operators;

  before(async () => {
    pbx = await startPbx();
  });
  beforeEach(async () => {
    [alice, bob, carol] = await registerAll(pbx, '1000', '1001', '1002');
  });
  afterEach(() => closeAll(pbx, alice, bob, carol));

  it('that is blind connects the other side with the third', async () => {
    const [caller, callee] = await talk(alice, bob);
    await hear(callee);
    const answered = answerNext(carol);
    expect(caller.blindTransfer('1002')).to.equal(true);
    expect(await endOf(caller)).to.equal('transferred');
    const third = await answered;
    await pbx.command('wait', { for: 'bridged', extension: '1001', with: '1002' });
    await Promise.all([hearAnew(callee), hear(third)]);
    await status(callee, { number: '1002' });
  });

  it('to a number that does not exist is refused, and the call goes on', async () => {
    const [caller, callee] = await talk(alice, bob);
    await hear(caller, callee);
    const warned = next(caller, 'warningMessage');
    caller.blindTransfer('777');
    expect((await warned)[0]).to.include({ action: 'transfer' });
    expect(caller.end).to.equal(null);
    if (caller.status.isHold) caller.unhold();
    await status(caller, { isHold: false });
    await hearAnew(caller, callee);
  });

  async function consult(): Promise<void> {
    const [caller, callee] = await talk(alice, bob);
    await hear(caller, callee);
    await mayCallAgain(alice);
    caller.attendedTransfer('1002');
  }

  it('after a consultation connects the other two', async () => {
    const answered = answerNext(carol);
    await consult();
    const third = await answered;
    const [caller, consultation] = alice.phone.getSessions();
    await status(caller!, { isHold: true });
    await confirmed(consultation!);
    expect(consultation!.status.isTransfer).to.equal(true);
    consultation!.attendedTransfer('1002');
    expect(await Promise.all([endOf(caller!), endOf(consultation!)])).to.deep.equal(['transferred', 'transferred']);
    await pbx.command('wait', { for: 'bridged', extension: '1001', with: '1002' });
    await hearAnew(third);
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
    await answer(third);
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
    await hearAnew(caller!);
  });
});
