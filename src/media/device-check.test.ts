import { expect } from 'chai';
import { until } from '../testing/wait.js';
import { checkMicrophone, checkSound } from './device-check.js';
import { checkEcho } from './echo-check.js';
import { connectPair } from './testing/connected-pair.js';
import { countMedia } from './testing/count-media.js';
import { replaceMember, restoreAll } from './testing/replace-member.js';
import { tonePatterns } from './tone-pattern.js';

describe('device check', () => {
  afterEach(restoreAll);

  const nothingHeld = (held: ReturnType<typeof countMedia>) =>
    until(() => held.open.contexts === 0 && held.open.tracks === 0);

  it('hears the microphone, names it, and lets go of it', async () => {
    const held = countMedia();
    const check = await checkMicrophone('');
    expect(check).to.include({ heard: true, problem: null });
    expect(check.level).to.be.within(0.3, 1);
    expect(check.label).to.match(/Fake/);
    await nothingHeld(held);
  });

  it('hears nothing of a silent one, after a time', async () => {
    const held = countMedia();
    const context = new AudioContext();
    const silence = new MediaStreamAudioDestinationNode(context).stream;
    replaceMember(navigator.mediaDevices, 'getUserMedia', () => Promise.resolve(silence));
    expect(await checkMicrophone('', 300)).to.include({ heard: false, level: 0, problem: null });
    await context.close();
    await nothingHeld(held);
  });

  for (const [name, reason] of [
    ['NotAllowedError', 'dismissed'],
    ['NotFoundError', 'none'],
    ['NotReadableError', 'busy'],
  ] as const) {
    it(`says why there is none: ${reason}`, async () => {
      replaceMember(navigator.mediaDevices, 'getUserMedia', () => Promise.reject(new DOMException('', name)));
      replaceMember(navigator.permissions, 'query', () => Promise.resolve({ state: 'prompt' }));
      expect(await checkMicrophone('')).to.include({ heard: false, problem: reason });
    });
  }

  it('plays a sound once, and closes what played it', async () => {
    const held = countMedia();
    expect(await checkSound(tonePatterns.end, '')).to.deep.equal({ played: true, fallback: null });
    expect(held.contexts).to.equal(1);
    await nothingHeld(held);
  });

  it('says that a device is not there', async () => {
    expect(await checkSound(tonePatterns.end, 'not-there')).to.deep.equal({ played: true, fallback: 'gone' });
  });

  describe('echo', () => {
    /** The other side sends back what it gets, `delay` seconds later; or something else. */
    async function other(answer: 'echo' | 'silence' | 'music', delay = 0) {
      const context = new AudioContext();
      const out = new MediaStreamAudioDestinationNode(context);
      const microphone = new MediaStreamAudioDestinationNode(context).stream.getAudioTracks()[0] as MediaStreamTrack;
      const pair = await connectPair({ here: microphone, there: out.stream.getAudioTracks()[0] as MediaStreamTrack });
      const mediaStream = new MediaStream([pair.there.getReceivers()[0]?.track as MediaStreamTrack]);
      // Chromium decodes only what somebody plays.
      for (const stream of [mediaStream, pair.arriving]) {
        const audio = new Audio();
        audio.srcObject = stream;
        audio.muted = true;
        await audio.play();
      }
      if (answer === 'echo') {
        new MediaStreamAudioSourceNode(context, { mediaStream })
          .connect(new DelayNode(context, { delayTime: delay, maxDelayTime: 2 }))
          .connect(out);
      } else if (answer === 'music') {
        const oscillator = new OscillatorNode(context, { frequency: 500 });
        oscillator.connect(out);
        oscillator.start();
      }
      return {
        connection: pair.here,
        close: () => {
          pair.close();
          return context.close();
        },
      };
    }

    it('is heard, with its delay and what the network does', async () => {
      const { connection, close } = await other('echo', 0.5);
      const held = countMedia();
      const check = await checkEcho(connection);
      expect(check.heard).to.equal(true);
      // Half a second is the echo; what is above it depends on how busy this machine is.
      expect(check.delay).to.be.within(0.5, 3);
      expect(check.roundTripTime).to.be.within(0, 0.1);
      expect(check.loss).to.be.within(0, 0.05);
      expect(check.mos).to.be.within(4, 4.5);
      await nothingHeld(held);
      await close();
    });

    it('is not taken from what the other side sends of its own', async () => {
      const { connection, close } = await other('music');
      expect(await checkEcho(connection, 2500)).to.include({ heard: false, delay: null });
      await close();
    });

    it('ends when the call does', async () => {
      const { connection, close } = await other('silence');
      const check = checkEcho(connection);
      await close();
      expect(await check).to.include({ heard: false, roundTripTime: null, mos: 1 });
    });
  });
});
