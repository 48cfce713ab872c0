import { expect } from 'chai';
import { hear, mayCallAgain, ring, talk, talkTo } from '../testing/calls.js';
import { closeAll, register, registerAll } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { next, until } from '../testing/wait.js';
import type { Operators } from '../init.js';
import { countMedia } from '../media/testing/count-media.js';
import { lateOffer } from '../media/testing/late-offer.js';
import { replaceMember, restoreAll } from '../media/testing/replace-member.js';
import { isResult } from '../result.js';

describe('setting up a call', () => {
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

  const refusal = (promise: Promise<unknown>) =>
    promise.then(
      () => 'resolved',
      (error: unknown) => (isResult(error) ? error.code : error),
    );

  it('without a connection ends, leaves nothing, and the next one works', async () => {
    const media = countMedia();
    alice.phone.disconnect();
    const ended = next(alice.phone, 'deleteSession').then(([{ session }]) => session.end?.reason);
    const started: string[] = [];
    alice.phone.on('newRTCSession', () => started.push('newRTCSession'));
    alice.phone.on('startSession', () => started.push('startSession'));
    await alice.phone.call('*43');
    expect(await ended).to.equal('network');
    expect(started, 'it never began').to.deep.equal(['newRTCSession']);
    expect(alice.phone.sessions.size).to.equal(0);
    expect(alice.phone.currentSessionID).to.equal(null);
    await until(() => media.open.tracks + media.open.contexts === 0);
    const registered = next(alice.phone, 'registered');
    alice.phone.start();
    await registered;
    await mayCallAgain(alice);
    await talkTo(alice, '*43');
  });

  for (const option of [{}, { video: true }]) {
    it(`the phone is closed while the offer is made, and nothing is left: ${JSON.stringify(option)}`, async () => {
      const media = countMedia();
      const offer = lateOffer();
      const dialled = alice.phone.call('1001', option).catch(() => undefined);
      await offer.begun;
      // The early offer is made before the microphone is there.
      await until(() => media.open.tracks > 0);
      alice.destroy();
      offer.go();
      await dialled;
      await until(() => media.open.tracks + media.open.contexts === 0);
      expect(alice.phone.sessions.size).to.equal(0);
    });
  }

  describe('while a microphone opens', () => {
    /** The next microphones open when the test says so. */
    function slowly(): { open: () => void; opened: MediaStreamTrack[] } {
      const getUserMedia = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      let open: () => void = () => undefined;
      const told = new Promise<void>((resolve) => (open = resolve));
      const opened: MediaStreamTrack[] = [];
      replaceMember(navigator.mediaDevices, 'getUserMedia', async (constraints: MediaStreamConstraints) => {
        await told;
        const stream = await getUserMedia(constraints);
        opened.push(...stream.getTracks());
        return stream;
      });
      return { open, opened };
    }

    it('for an answer, another call may ring', async () => {
      const carol = await register(pbx, '1002');
      const [, callee] = await ring(bob, alice);
      const microphone = slowly();
      const answered = callee.answer();
      restoreAll();
      expect(alice.phone.isMaxCall).to.equal(false);
      await ring(carol, alice);
      microphone.open();
      await answered;
      expect(alice.phone.isMaxCall).to.equal(true);
      carol.destroy();
    });

    it('for a call, an answer takes its place; the microphone that comes late is closed', async () => {
      const microphone = slowly();
      const dialling = next(alice.phone, 'dialling');
      const placed = refusal(alice.phone.call('*43'));
      restoreAll();
      const [, callee] = await ring(bob, alice);
      expect((await dialling)[0]).to.equal('*43');
      const noLonger = next(alice.phone, 'dialling');
      const answered = callee.answer();
      expect(await placed).to.equal(-210);
      expect((await noLonger)[0]).to.equal(null);
      await answered;
      microphone.open();
      await until(() => microphone.opened.length === 1);
      await until(() => microphone.opened.every(({ readyState }) => readyState === 'ended'));
      await hear(callee);
      expect(alice.phone.getSessions()).to.deep.equal([callee]);
    });

    it('for an answer that is given up, the next call can be answered', async () => {
      const [caller, callee] = await ring(bob, alice);
      slowly();
      const answered = refusal(callee.answer());
      caller.hangup();
      expect(await answered).to.equal(-211);
      restoreAll();
      await talk(bob, alice);
    });

    it('for a call, hanging up takes it back: no INVITE goes out, and the microphone that comes late is closed', async () => {
      const microphone = slowly();
      const started: string[] = [];
      alice.phone.on('newRTCSession', ({ callId }) => started.push(callId));
      const placed = alice.phone.call('*43').catch((error: unknown) => error);
      expect(alice.phone.terminate('')).to.equal(true);
      expect(await placed).to.include({ code: -200, reason: 'cancelled' });
      expect(alice.phone.hangup(''), 'there is none any more').to.equal(false);
      microphone.open();
      await until(() => microphone.opened.length === 1);
      await until(() => microphone.opened.every(({ readyState }) => readyState === 'ended'));
      expect(started).to.deep.equal([]);
      restoreAll();
      await mayCallAgain(alice);
      await talkTo(alice, '*43');
    });

    it('for a call, closing the phone ends the waiting', async () => {
      slowly();
      const placed = refusal(alice.phone.call('*43'));
      alice.destroy();
      expect(await placed).to.be.below(0);
    });
  });
});
