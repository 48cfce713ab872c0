import { expect } from 'chai';
import { talkTo } from '../testing/calls.js';
import { register } from '../testing/operators.js';
import { startPbx } from '../testing/pbx.js';
import { next, until } from '../testing/wait.js';
import type { Operators } from '../init.js';
import { AudioSink } from './audio-sink.js';
import { CallQuality } from './call-quality.js';
import { connectPair, type ConnectedPair } from './testing/connected-pair.js';
import { fastClock } from './testing/fast-clock.js';
import { replaceMember, restoreAll } from './testing/replace-member.js';
import { openUserMedia } from './user-media.js';

const info = { callId: 'abc', extension: '1000', startedAt: Date.now() };

describe('CallQuality on a real connection', () => {
  beforeEach(() => fastClock(3));
  const tracks: MediaStreamTrack[] = [];
  const contexts: AudioContext[] = [];
  let pair: ConnectedPair;
  let quality: CallQuality;
  let sink: AudioSink;

  afterEach(async () => {
    quality.stop();
    sink.stop();
    pair.close();
    tracks.splice(0).forEach((track) => track.stop());
    restoreAll();
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  });

  /** The test browser's microphone: it beeps. */
  async function microphone(): Promise<MediaStreamTrack> {
    const track = (await openUserMedia({})).getAudioTracks()[0] as MediaStreamTrack;
    tracks.push(track);
    return track;
  }

  /** A microphone that gives perfect silence. */
  function silence(): MediaStreamTrack {
    const context = new AudioContext();
    contexts.push(context);
    const destination = new MediaStreamAudioDestinationNode(context);
    const source = new ConstantSourceNode(context, { offset: 0 });
    source.connect(destination);
    source.start();
    const [track] = destination.stream.getAudioTracks() as [MediaStreamTrack];
    tracks.push(track);
    return track;
  }

  async function call(sides: Parameters<typeof connectPair>[0]): Promise<void> {
    pair = await connectPair(sides);
    sink = new AudioSink(pair.arriving);
    quality = new CallQuality(pair.here, info).start();
  }

  it('reports a good call every three seconds', async () => {
    await call({ here: await microphone(), there: await microphone() });
    const facts: unknown[] = [];
    quality.on('audio', (fact) => facts.push(fact));
    const started = performance.now();
    const [first] = await next(quality, 'quality');
    const [second] = await next(quality, 'quality');
    expect(performance.now() - started).to.be.within(5500, 9000);
    expect(first.networkLevel).to.equal(5);
    expect(first.mos).to.be.within(4.3, 4.41);
    expect(first.report).to.include({
      callId: 'abc',
      iceResult: 'local',
      lksAudioCodec: 'opus',
      lksAudioTxLost: '0.000000',
    });
    expect(Number(first.report.lksAudioRx)).to.be.above(30);
    expect(Number(second.report.lksAudioRx)).to.be.above(Number(first.report.lksAudioRx) + 30);
    expect(Number(second.report.lksAudioTx)).to.be.above(Number(first.report.lksAudioTx) + 30);
    expect(Number(second.report.lksDuration)).to.be.within(1.3, 9);
    expect(facts).to.deep.equal([]);
  });

  it('says within five seconds that we hear nothing, when nothing comes', async () => {
    await call({ here: await microphone() });
    const started = performance.now();
    const [told, [facts]] = await Promise.all([next(quality, 'quality'), next(quality, 'audio')]);
    expect(performance.now() - started).to.be.below(5000);
    expect(facts).to.deep.equal({ noAudioIn: 'no-packets', noAudioOut: null });
    expect(told[0].networkLevel).to.equal(0);

    // The other side gets its microphone.
    const heard = next(quality, 'audio');
    await pair.there.getSenders()[0]?.replaceTrack(await microphone());
    expect((await heard)[0]).to.deep.equal({ noAudioIn: null, noAudioOut: null });
  });

  it('says that what comes is silent, and our microphone too, but not that we muted it', async () => {
    const mine = silence();
    await call({ here: mine, there: silence() });
    await until(() => quality.facts.noAudioIn === 'silence' && quality.facts.noAudioOut === 'silence');
    const muted = next(quality, 'audio');
    mine.enabled = false;
    expect((await muted)[0]).to.deep.equal({ noAudioIn: 'silence', noAudioOut: null });
  });

  it('leaves no timer, and asks for nothing after it was stopped', async () => {
    const running = new Set<number>();
    const [set, clear] = [window.setInterval.bind(window), window.clearInterval.bind(window)];
    replaceMember(window, 'setInterval', (action: () => void, milliseconds: number) => {
      const id = set(action, milliseconds);
      running.add(id);
      return id;
    });
    replaceMember(window, 'clearInterval', (id: number) => {
      running.delete(id);
      clear(id);
    });
    await call({ here: await microphone(), there: await microphone() });
    expect(running.size).to.equal(1);
    quality.start();
    expect(running.size, 'started twice').to.equal(1);
    quality.stop();
    expect(running.size).to.equal(0);
    expect(quality.report.callId).to.equal('abc');
  });
});

describe('CallQuality on a call with a PBX', () => {
  let alice: Operators;
  let quality: CallQuality;

  before(async () => {
    fastClock(3);
    alice = await register(await startPbx(), '1000');
  });
  after(() => {
    restoreAll();
    quality.stop();
    alice.destroy();
  });

  it('reports what the echo sends back, and finds nothing wrong while the call is on hold', async () => {
    const session = await talkTo(alice, '*43');
    quality = new CallQuality(session.connection as RTCPeerConnection, info).start();
    const facts: unknown[] = [];
    quality.on('audio', (fact) => facts.push(fact));
    const good = until(async () => (await next(quality, 'quality'))[0].networkLevel >= 4);
    const [{ report }] = await next(quality, 'quality');
    expect(report).to.include({ iceResult: 'local', lksAudioCodec: 'opus', lksVideoCodec: '0' });
    expect(Number(report.lksAudioRx)).to.be.above(15);
    expect(Number(report.lksAudioTx)).to.be.above(15);
    // Not at once: the network of a busy machine is a bad one for some seconds.
    await good;

    session.hold();
    await until(() => session.status.isHold);
    await next(quality, 'quality');
    await next(quality, 'quality');
    expect(facts).to.deep.equal([]);
  });
});
