import { expect } from 'chai';
import { answer, hear, ring, talk, talkTo } from '../testing/calls.js';
import { closeAll, register, registerAll } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { next } from '../testing/wait.js';
import type { Operators } from '../init.js';
import { isResult } from '../result.js';
import type { PhoneOperator } from './phone-operator.js';

type Getter = typeof navigator.mediaDevices.getUserMedia;

describe('a call', () => {
  let pbx: TestPbx;
  let alice: Operators;
  let bob: Operators;

  before(async () => {
    pbx = await startPbx({ noAnswerSeconds: 2 });
  });
  beforeEach(async () => {
    [alice, bob] = await registerAll(pbx, '1000', '1001');
  });
  afterEach(() => closeAll(pbx, alice, bob));

  const over = (phone: PhoneOperator) => next(phone, 'deleteSession').then(([{ session }]) => session.end?.reason);

  async function refusal(promise: Promise<unknown>): Promise<number> {
    try {
      await promise;
    } catch (error) {
      if (isResult(error)) return error.code;
      throw error;
    }
    throw new Error('resolved');
  }

  async function withGetUserMedia<Value>(getUserMedia: Getter, action: () => Promise<Value>): Promise<Value> {
    const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = getUserMedia;
    try {
      return await action();
    } finally {
      navigator.mediaDevices.getUserMedia = original;
    }
  }

  const failing =
    (name: string): Getter =>
    () =>
      Promise.reject(new DOMException('', name));

  it('between two phones: both talk, and both hear the other', async () => {
    const [caller, callee] = await talk(alice, bob);
    expect(caller.status).to.include({ callStatus: 'talking', number: '1001', communicationType: 'outbound' });
    expect(callee.status).to.include({ callStatus: 'talking', number: '1000', isRing: false });
    expect(callee.status.name).not.to.equal('');
    await hear(caller, callee);
    const ended = Promise.all([over(alice.phone), over(bob.phone)]);
    alice.phone.hangup(caller.status.callId);
    expect(await ended).to.deep.equal(['hung-up-here', 'hung-up-there']);
    expect(alice.phone.sessions.size + bob.phone.sessions.size).to.equal(0);
  });

  it('goes calling → ringing → talking for the caller, with accepted before confirmed', async () => {
    const seen: string[] = [];
    alice.phone.on('newRTCSession', ({ session }) => {
      seen.push(session.status.callStatus);
      session.on('statusChange', ({ callStatus }, old) => callStatus !== old.callStatus && seen.push(callStatus));
      session.on('accepted', () => seen.push('accepted'));
      session.on('confirmed', () => seen.push('confirmed'));
    });
    await talk(alice, bob);
    expect(seen).to.deep.equal(['calling', 'ringing', 'accepted', 'talking', 'confirmed']);
  });

  it('to the echo service brings the own voice back', async () => {
    await hear(await talkTo(alice, '*43'));
  });

  it('is rejected', async () => {
    const [, callee] = await ring(alice, bob);
    const ended = Promise.all([over(alice.phone), over(bob.phone)]);
    bob.phone.reject(callee.status.callId);
    expect(await ended).to.deep.equal(['busy', 'rejected']);
  });

  it('is given up by the caller while it rings', async () => {
    const [caller] = await ring(alice, bob);
    const ended = Promise.all([over(alice.phone), over(bob.phone)]);
    alice.phone.hangup(caller.status.callId);
    expect(await ended).to.deep.equal(['cancelled', 'cancelled']);
  });

  it('is given up before the INVITE is out', async () => {
    const ended = over(alice.phone);
    alice.phone.on('startSession', ({ session }) => session.hangup());
    await alice.phone.call('1001');
    expect(await ended).to.equal('cancelled');
    expect(alice.phone.sessions.size).to.equal(0);
  });

  it('is hung up by both at once: one end each', async () => {
    const [caller, callee] = await talk(alice, bob);
    let ends = 0;
    for (const { phone } of [alice, bob]) phone.on('deleteSession', () => ends++);
    const ended = Promise.all([over(alice.phone), over(bob.phone)]);
    caller.hangup();
    callee.hangup();
    expect(await ended).to.deep.equal(['hung-up-here', 'hung-up-here']);
    await pbx.command('wait', { for: 'no-calls', timeout: 5000 });
    expect(ends).to.equal(2);
  });

  it('is cancelled and answered at the same moment: no ghost is left', async () => {
    const [caller, callee] = await ring(alice, bob);
    const ended = Promise.all([over(alice.phone), over(bob.phone)]);
    const answered = callee.answer().catch(() => undefined);
    caller.hangup();
    await answered;
    const [, reason] = await ended;
    expect(reason).to.be.oneOf(['cancelled', 'hung-up-there']);
    // The answer that came to nothing must not stand in the way of the next one.
    expect(await refusal(bob.phone.answer('another'))).to.equal(-211);
    await pbx.command('wait', { for: 'no-calls', timeout: 5000 });
  });

  for (const [number, reason, code] of [
    ['999', 'not-found', 404],
    ['1005', 'unavailable', 480], // nobody is registered there
  ] as const) {
    it(`to ${number} fails: ${reason}`, async () => {
      const failed = new Promise<{ code: number; reason: string }>((resolve) =>
        alice.phone.on('newRTCSession', ({ session }) => session.on('failed', resolve)),
      );
      await alice.phone.call(number);
      expect(await failed).to.include({ reason, code });
    });
  }

  it('that nobody answers ends by the time limit of the PBX', async () => {
    await ring(alice, bob);
    expect(await Promise.all([over(alice.phone), over(bob.phone)])).to.deep.equal(['no-answer', 'cancelled']);
  });

  it('to a busy phone gets 486: the third call, or the second without call waiting', async () => {
    const dave = await register(pbx, '1003', { disableCallWaiting: true });
    await talk(alice, dave);
    const carol = await register(pbx, '1002');
    const ended = over(carol.phone);
    await carol.phone.call('1003');
    expect(await ended).to.equal('busy');
    carol.destroy();
    dave.destroy();
  });

  it('mutes and unmutes: the other side hears silence meanwhile', async () => {
    const [caller, callee] = await talk(alice, bob);
    await hear(callee);
    expect(caller.mute()).to.equal(true);
    expect(caller.status.isMute).to.equal(true);
    const sending = () => caller.connection?.getSenders()[0]?.track?.enabled;
    expect(sending()).to.equal(false);
    caller.unmute();
    expect(sending()).to.equal(true);
    expect(caller.status.isMute).to.equal(false);
  });

  for (const [number, code] of [
    ['', -209],
    ['()', -209],
    ['1'.repeat(200), -209],
    ['1001@evil.example;x=y', -209],
  ] as const) {
    it(`is refused for ${JSON.stringify(number.slice(0, 30))}`, async () =>
      expect(await refusal(alice.phone.call(number))).to.equal(code));
  }

  for (const [name, code] of [
    ['NotAllowedError', -202],
    ['NotReadableError', -203],
    ['NotFoundError', -290],
  ] as const) {
    it(`is refused when the microphone says ${name}, and the next one works`, async () => {
      expect(await withGetUserMedia(failing(name), () => refusal(alice.phone.call('*43')))).to.equal(code);
      expect(alice.phone.sessions.size).to.equal(0);
      await talkTo(alice, '*43');
    });
  }

  it('goes on ringing when the microphone is refused, and can be answered after that', async () => {
    const [, callee] = await ring(alice, bob);
    expect(await withGetUserMedia(failing('NotAllowedError'), () => refusal(callee.answer()))).to.equal(-202);
    expect(callee.status.isRing).to.equal(true);
    await answer(callee);
  });

  it('a second one is refused while the first is being set up', async () => {
    await ring(alice, bob);
    expect(await refusal(alice.phone.call('1002'))).to.equal(-210);
  });

  it('tells that it is registered when that changes, not at each refresh', async () => {
    const told: boolean[] = [];
    alice.phone.on('isRegisteredChange', (isRegistered) => told.push(isRegistered));
    const { registerName, ha1 } = alice.pbx.profile;
    const again = next(alice.phone, 'registered');
    alice.phone.reRegister(registerName, ha1);
    await again;
    expect(told).to.deep.equal([]);
    const back = next(alice.phone, 'isRegisteredChange').then(() => next(alice.phone, 'isRegisteredChange'));
    await pbx.command('drop', { extension: '1000', what: 'sip', how: 'terminate' });
    await back;
    expect(told).to.deep.equal([false, true]);
  });

  it('releases the microphone at the end, also one that came too late', async () => {
    const tracks: MediaStreamTrack[] = [];
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    await withGetUserMedia(
      async (constraints) => {
        const stream = await open(constraints);
        tracks.push(...stream.getTracks());
        return stream;
      },
      async () => {
        const [caller] = await talk(alice, bob);
        caller.hangup();
        expect(tracks.map(({ readyState }) => readyState)[0]).to.equal('ended');
        const placing = refusal(bob.phone.call('*43')).catch(() => 0);
        bob.destroy();
        await placing;
        expect(tracks.at(-1)?.readyState).to.equal('ended');
      },
    );
  });

  it('ends at the PBX also when the page closes the phone inside the event that tells the end', async () => {
    const [caller] = await talk(alice, bob);
    caller.on('ended', () => alice.destroy());
    caller.hangup();
    await pbx.command('wait', { for: 'no-calls', timeout: 5000 });
  });

  it('ends at the PBX when both phones are closed while it is being answered', async () => {
    const [, callee] = await ring(alice, bob);
    const accepted = next(callee, 'accepted');
    callee.answer().catch(() => undefined);
    await accepted;
    alice.destroy();
    bob.destroy();
    await pbx.command('wait', { for: 'no-calls', timeout: 5000 });
  });

  it('an extension behind the number is dialled as tones once the call is answered', async () => {
    const session = await talkTo(alice, '*43 x12');
    expect(session.status.number).to.equal('*43');
    await pbx.command('wait', { for: 'digits', extension: '1000', digits: '12', timeout: 15_000 });
  });
});
