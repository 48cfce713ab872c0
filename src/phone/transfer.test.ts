import { expect } from 'chai';
import { answer, confirmed, endOf, hear, incoming, place, talk as talkBetween } from '../../demo/testing/calls.js';
import { closeAll, registerAll } from '../../demo/testing/operators.js';
import { startPbx, type TestPbx } from '../../demo/testing/pbx.js';
import { next, until } from '../../demo/testing/wait.js';
import type { Operators } from '../init.js';
import type { Session } from './session.js';

describe('transfer', () => {
  let pbx: TestPbx;
  let alice: Operators;
  let bob: Operators;
  let carol: Operators;

  before(async () => {
    pbx = await startPbx({ noAnswerSeconds: 2 });
  });
  beforeEach(async () => {
    [alice, bob, carol] = await registerAll(pbx, '1000', '1001', '1002');
  });
  afterEach(() => closeAll(pbx, alice, bob, carol));

  /** Bob calls Alice, and they talk: Alice's side and Bob's side. */
  async function talk(): Promise<[alices: Session, bobs: Session]> {
    const [bobs, alices] = await talkBetween(bob, alice);
    await hear(bobs);
    return [alices, bobs];
  }

  /** Alice asks Carol while Bob waits. */
  async function consult(alices: Session): Promise<[consultation: Session, carols: Session]> {
    const ringing = incoming(carol);
    return [await place(alice, '1002', {}, alices), await ringing];
  }

  it('blind: the new party answers, talks to the other side, and we are out', async () => {
    const [alices, bobs] = await talk();
    const ringing = incoming(carol);
    const reinvited = next(bobs, 'reinvite');
    expect(alices.blindTransfer('1002')).to.equal(true);
    const carols = await ringing;
    await carols.answer();
    expect(await endOf(alices)).to.equal('transferred');
    await reinvited;
    expect(bobs.status.number, 'the caller sees who is on the line now').to.equal('1002');
    await hear(carols);
    bobs.hangup();
    await endOf(carols);
  });

  it('blind, refused: the call comes back, and a warning says so', async () => {
    const [alices, bobs] = await talk();
    const warned = next(alices, 'warningMessage');
    alices.blindTransfer('999');
    expect((await warned)[0]).to.include({ action: 'transfer', code: 404 });
    expect(alices.status.callStatus).to.equal('talking');
    await hear(bobs);
  });

  it('attended: consult, complete; the two others talk', async () => {
    const [alices, bobs] = await talk();
    const [consultation, carols] = await consult(alices);
    await until(() => alices.status.isHold);
    expect(consultation.status.isTransfer).to.equal(true);
    expect(consultation.status.transferParent).to.include({ callId: alices.status.callId, number: '1001' });
    await answer(carols);
    await confirmed(consultation);
    expect(alice.phone.attendedTransfer(consultation.status.callId, '1002')).to.equal(true);
    expect([await endOf(alices), await endOf(consultation)]).to.deep.equal(['transferred', 'transferred']);
    await until(() => bobs.status.number === '1002' && carols.status.number === '1001');
    await hear(bobs, carols);
  });

  it('attended, completed while the new party still rings', async () => {
    const [alices, bobs] = await talk();
    const [consultation, carols] = await consult(alices);
    await until(() => consultation.status.callStatus === 'ringing');
    expect(alices.attendedTransfer('1002')).to.equal(true);
    await until(() => alices.end && consultation.end);
    await carols.answer();
    await hear(bobs);
  });

  it('attended: back to the caller', async () => {
    const [alices] = await talk();
    const [consultation] = await consult(alices);
    await until(() => alices.status.isHold);
    consultation.hangup();
    expect(alice.phone.currentSession === alices).to.equal(true);
    expect(alices.unhold()).to.equal(true);
    await until(() => !alices.status.isHold);
  });

  it('attended: swap between the two', async () => {
    const [alices] = await talk();
    const [consultation, carols] = await consult(alices);
    await answer(carols);
    await confirmed(consultation);
    await until(() => alices.status.isHold);
    alices.unhold();
    await until(() => !alices.status.isHold && consultation.status.isHold);
    consultation.unhold();
    await until(() => alices.status.isHold && !consultation.status.isHold);
  });

  it('the caller hangs up: the consultation ends too', async () => {
    const [alices, bobs] = await talk();
    const [consultation] = await consult(alices);
    bobs.hangup();
    expect(await endOf(alices)).to.equal('hung-up-there');
    expect(await endOf(consultation)).to.equal('cancelled');
  });

  it('a consultation about a call that is gone is refused with -207', async () => {
    const result = await alice.phone.call('1002', {}, 'no-such-call').catch((refusal: unknown) => refusal);
    expect(result).to.include({ code: -207 });
  });
});
