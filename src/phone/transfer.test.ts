import { expect } from 'chai';
import {
  answer,
  confirmed,
  endOf,
  hear,
  incoming,
  mayCallAgain,
  place,
  ring,
  talk as talkBetween,
} from '../testing/calls.js';
import { closeAll, registerAll } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { next, until } from '../testing/wait.js';
import type { Operators } from '../init.js';
import { countMedia } from '../media/testing/count-media.js';
import { lateOffer } from '../media/testing/late-offer.js';
import { replaceMember, restoreAll } from '../media/testing/replace-member.js';
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
  afterEach(() => {
    restoreAll();
    return closeAll(pbx, alice, bob, carol);
  });

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

  it('attended: back to the caller before that one is on hold', async () => {
    const [alices] = await talk();
    const consultation = await place(alice, '1002', {}, alices);
    expect(alices.holdPending).to.equal(true);
    consultation.hangup();
    expect(alices.unhold()).to.equal(true);
    await until(() => !alices.holdPending);
    expect(alices.status.isHold).to.equal(false);
    expect(alices.media?.peer.microphone?.enabled).to.equal(true);
  });

  it('blind, clicked twice: one transfer, and no warning', async () => {
    const [alices] = await talk();
    const warnings: unknown[] = [];
    alices.on('warningMessage', (warning) => warnings.push(warning));
    const ringing = incoming(carol);
    expect([alices.blindTransfer('1002'), alices.blindTransfer('1002')]).to.deep.equal([true, true]);
    await answer(await ringing);
    expect(await endOf(alices)).to.equal('transferred');
    expect(warnings).to.deep.equal([]);
  });

  it('attended, completed twice: one transfer, and no warning', async () => {
    const [alices] = await talk();
    const [consultation, carols] = await consult(alices);
    await answer(carols);
    await confirmed(consultation);
    await until(() => alices.status.isHold);
    const warnings: unknown[] = [];
    alices.on('warningMessage', (warning) => warnings.push(warning));
    const complete = () => alice.phone.attendedTransfer(alices.status.callId, '');
    expect([complete(), complete()]).to.deep.equal([true, true]);
    expect([await endOf(alices), await endOf(consultation)]).to.deep.equal(['transferred', 'transferred']);
    expect(warnings).to.deep.equal([]);
  });

  it('attended: a consultation that is refused is told', async () => {
    const [alices] = await talk();
    await ring(carol, alice);
    const warned = next(alices, 'warningMessage');
    // Nothing is placed while another call rings beside this one.
    expect(alices.attendedTransfer('1003')).to.equal(true);
    expect((await warned)[0]).to.include({ action: 'transfer', code: 0 });
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

  it('the caller hangs up while the microphone opens for the consultation: refused at once', async () => {
    const [alices, bobs] = await talk();
    await mayCallAgain(alice);
    const opened = await navigator.mediaDevices.getUserMedia({ audio: true });
    let open: () => void = () => undefined;
    const opening = new Promise<MediaStream>((resolve) => (open = () => resolve(opened)));
    replaceMember(navigator.mediaDevices, 'getUserMedia', () => opening);
    const asked = alice.phone.call('1002', {}, alices.status.callId).catch((refusal: unknown) => refusal);
    bobs.hangup();
    expect(await asked).to.include({ code: -207 });
    open();
    await until(() => opened.getTracks().every(({ readyState }) => readyState === 'ended'));
    expect(alice.phone.sessions.size).to.equal(0);
  });

  it('the caller hangs up while the offer of the consultation is made: that one ends too', async () => {
    const [alices, bobs] = await talk();
    await mayCallAgain(alice);
    const offer = lateOffer();
    const media = countMedia();
    const asked = alice.phone.call('1002', {}, alices.status.callId);
    await offer.begun;
    // The offer may be begun before the microphone is there; this is about the time after that.
    await until(() => media.open.tracks > 0);
    bobs.hangup();
    await endOf(alices);
    offer.go();
    await asked;
    expect(alice.phone.sessions.size).to.equal(0);
  });

  it('a consultation about a call that is gone is refused with -207', async () => {
    const result = await alice.phone.call('1002', {}, 'no-such-call').catch((refusal: unknown) => refusal);
    expect(result).to.include({ code: -207 });
  });
});
