import { expect } from 'chai';
import { register } from '../../demo/testing/operators.js';
import { startPbx, type TestPbx } from '../../demo/testing/pbx.js';
import { next, sound, until } from '../../demo/testing/wait.js';
import type { Operators } from '../init.js';
import type { PhoneOperator } from './phone-operator.js';
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
    [alice, bob, carol] = await Promise.all([register(pbx, '1000'), register(pbx, '1001'), register(pbx, '1002')]);
  });
  afterEach(async () => {
    for (const { destroy } of [alice, bob, carol]) destroy();
    await pbx.command('wait', { for: 'no-calls', timeout: 5000 });
  });

  const reasonOf = (session: Session) => until(() => session.end?.reason);
  const incoming = (phone: PhoneOperator) => next(phone, 'incoming').then(([{ session }]) => session);

  /** Bob calls Alice, and they talk: Alice's side and Bob's side. */
  async function talk(): Promise<[alices: Session, bobs: Session]> {
    const ringing = incoming(alice.phone);
    const started = next(bob.phone, 'startSession');
    await bob.phone.call('1000');
    const [{ session: bobs }] = await started;
    const alices = await ringing;
    const confirmed = Promise.all([next(alices, 'confirmed'), next(bobs, 'confirmed')]);
    await alices.answer();
    await confirmed;
    await sound(bobs.connection as RTCPeerConnection);
    return [alices, bobs];
  }

  /** Alice asks Carol while Bob waits. */
  async function consult(alices: Session): Promise<[consultation: Session, carols: Session]> {
    const ringing = incoming(carol.phone);
    const started = next(alice.phone, 'startSession');
    await alice.phone.call('1002', {}, alices.status.callId);
    const [{ session: consultation }] = await started;
    return [consultation, await ringing];
  }

  it('blind: the new party answers, talks to the other side, and we are out', async () => {
    const [alices, bobs] = await talk();
    const ringing = incoming(carol.phone);
    const reinvited = next(bobs, 'reinvite');
    expect(alices.blindTransfer('1002')).to.equal(true);
    const carols = await ringing;
    await carols.answer();
    expect(await reasonOf(alices)).to.equal('transferred');
    await reinvited;
    expect(bobs.status.number, 'the caller sees who is on the line now').to.equal('1002');
    expect((await sound(carols.connection as RTCPeerConnection)).audioLevel).to.be.above(0);
    bobs.hangup();
    await reasonOf(carols);
  });

  it('blind, refused: the call comes back, and a warning says so', async () => {
    const [alices, bobs] = await talk();
    const warned = next(alices, 'warningMessage');
    alices.blindTransfer('999');
    expect((await warned)[0]).to.include({ action: 'transfer', code: 404 });
    expect(alices.status.callStatus).to.equal('talking');
    expect((await sound(bobs.connection as RTCPeerConnection)).audioLevel).to.be.above(0);
  });

  it('attended: consult, complete; the two others talk', async () => {
    const [alices, bobs] = await talk();
    const [consultation, carols] = await consult(alices);
    await until(() => alices.status.isHold);
    expect(consultation.status.isTransfer).to.equal(true);
    expect(consultation.status.transferParent).to.include({ callId: alices.status.callId, number: '1001' });
    const confirmed = next(consultation, 'confirmed');
    await carols.answer();
    await confirmed;
    expect(alice.phone.attendedTransfer(consultation.status.callId, '1002')).to.equal(true);
    expect([await reasonOf(alices), await reasonOf(consultation)]).to.deep.equal(['transferred', 'transferred']);
    await until(() => bobs.status.number === '1002' && carols.status.number === '1001');
    for (const { connection } of [bobs, carols]) {
      expect((await sound(connection as RTCPeerConnection)).audioLevel).to.be.above(0);
    }
  });

  it('attended, completed while the new party still rings', async () => {
    const [alices, bobs] = await talk();
    const [consultation, carols] = await consult(alices);
    await until(() => consultation.status.callStatus === 'ringing');
    expect(alices.attendedTransfer('1002')).to.equal(true);
    await until(() => alices.end && consultation.end);
    await carols.answer();
    expect((await sound(bobs.connection as RTCPeerConnection)).audioLevel).to.be.above(0);
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
    const confirmed = next(consultation, 'confirmed');
    await carols.answer();
    await confirmed;
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
    expect(await reasonOf(alices)).to.equal('hung-up-there');
    expect(await reasonOf(consultation)).to.equal('cancelled');
  });

  it('a consultation about a call that is gone is refused with -207', async () => {
    const result = await alice.phone.call('1002', {}, 'no-such-call').catch((refusal: unknown) => refusal);
    expect(result).to.include({ code: -207 });
  });
});
