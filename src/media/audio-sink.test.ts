import { expect } from 'chai';
import { next, until } from '../testing/wait.js';
import { AudioSink } from './audio-sink.js';
import { DeviceWatcher } from './devices.js';
import { FakeDevices } from './testing/fake-devices.js';
import { replaceMember, restoreAll } from './testing/replace-member.js';
import { openUserMedia, stopTracks } from './user-media.js';

describe('AudioSink', () => {
  let stream: MediaStream;
  let fake: FakeDevices;
  let sink: AudioSink | undefined;
  /** What was done to audio elements, in order. */
  let done: string[];

  before(async () => {
    stream = await openUserMedia({});
  });
  after(() => stopTracks(stream));

  beforeEach(async () => {
    fake = await FakeDevices.start();
    done = [];
    replaceMember(HTMLAudioElement.prototype, 'play', function (this: HTMLAudioElement) {
      done.push('play');
      return HTMLMediaElement.prototype.play.call(this);
    });
    replaceMember(HTMLAudioElement.prototype, 'setSinkId', async function (this: HTMLAudioElement, id: string) {
      await HTMLMediaElement.prototype.setSinkId.call(this, id);
      done.push(`sink ${id}`);
    });
  });
  afterEach(() => {
    sink?.stop();
    restoreAll();
  });

  const speaker = () => fake.of('audiooutput').at(-1)?.deviceId ?? '';

  it('plays, and says so', async () => {
    sink = new AudioSink(stream);
    await next(sink, 'playing');
    expect(sink.blocked).to.equal(false);
    expect(done).to.deep.equal(['play']);
  });

  it('sounds from the chosen speaker from the first moment', async () => {
    sink = new AudioSink(stream, { sinkId: speaker() });
    await next(sink, 'playing');
    expect(done).to.deep.equal([`sink ${speaker()}`, 'play']);
  });

  it('sounds from the chosen speaker although there is nothing to hear yet', async () => {
    const empty = new MediaStream();
    sink = new AudioSink(empty, { sinkId: speaker() });
    const other = fake.of('audiooutput').at(-2)?.deviceId ?? '';
    await until(() => done.includes('play'));
    expect(await sink.setSink(other)).to.equal(true);
    const playing = next(sink, 'playing');
    empty.addTrack(stream.getAudioTracks()[0] as MediaStreamTrack);
    await playing;
    expect(done.filter((what) => what !== 'play')).to.deep.equal([`sink ${speaker()}`, `sink ${other}`]);
  });

  it('changes the speaker while it plays', async () => {
    sink = new AudioSink(stream);
    await next(sink, 'playing');
    expect(await sink.setSink(speaker())).to.equal(true);
    expect(await sink.setSink('default')).to.equal(true);
    expect(done).to.deep.equal(['play', `sink ${speaker()}`, 'sink ']);
  });

  it('a speaker that is gone: sounds from the default one, and says so', async () => {
    sink = new AudioSink(stream, { sinkId: 'gone' });
    const [fallback] = await Promise.all([next(sink, 'fallback'), next(sink, 'playing')]);
    expect(fallback).to.deep.equal(['gone']);
    expect(done).to.deep.equal(['sink ', 'play']);
  });

  it('a speaker that the page may not use is said to be forbidden', async () => {
    const refuse = async (id: string) => {
      if (id) throw new DOMException('', 'NotAllowedError');
    };
    replaceMember(HTMLAudioElement.prototype, 'setSinkId', refuse);
    sink = new AudioSink(stream);
    const fallback = next(sink, 'fallback');
    expect(await sink.setSink(speaker())).to.equal(false);
    expect(await fallback).to.deep.equal(['forbidden']);
  });

  it('a browser that can not choose says so, and plays', async () => {
    replaceMember(HTMLAudioElement.prototype, 'setSinkId', undefined);
    sink = new AudioSink(stream, { sinkId: speaker() });
    const [fallback] = await Promise.all([next(sink, 'fallback'), next(sink, 'playing')]);
    expect(fallback).to.deep.equal(['unsupported']);
  });

  it('leaves a speaker that is unplugged, and takes it again when it returns', async () => {
    const devices = new DeviceWatcher();
    await devices.refresh();
    sink = new AudioSink(stream, { sinkId: speaker(), devices });
    await next(sink, 'playing');
    const info = fake.of('audiooutput').at(-1) as MediaDeviceInfo;
    const fallback = next(sink, 'fallback');
    fake.unplug(info);
    expect(await fallback).to.deep.equal(['gone']);
    expect(done.at(-1)).to.equal('sink ');
    const back = next(sink, 'fallback');
    fake.plug(info);
    expect(await back).to.deep.equal([null]);
    expect(done.at(-1)).to.equal(`sink ${info.deviceId}`);
    devices.close();
  });

  const volumes: [given: number, heard: number][] = [
    [0.6, 0.6],
    [0, 0],
    [2, 1],
    [-1, 0],
    [NaN, 1],
  ];
  for (const [given, heard] of volumes) {
    it(`volume ${given} is ${heard}`, () => {
      sink = new AudioSink(stream, { volume: given });
      expect(sink.volume).to.be.closeTo(heard, 1e-6);
    });
  }

  /** The test browser lets every page sound: its refusal is put in. */
  function block(): { lift: () => void } {
    let blocked = true;
    replaceMember(HTMLAudioElement.prototype, 'play', function (this: HTMLAudioElement) {
      if (blocked) return Promise.reject(new DOMException('', 'NotAllowedError'));
      done.push('play');
      return HTMLMediaElement.prototype.play.call(this);
    });
    return { lift: () => (blocked = false) };
  }

  it('blocked by the autoplay policy: says so, and starts with the gesture that counts', async () => {
    const policy = block();
    sink = new AudioSink(stream);
    const told: boolean[] = [];
    sink.on('blocked', (blocked) => told.push(blocked));
    await next(sink, 'blocked');
    expect(sink.blocked).to.equal(true);

    dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    policy.lift();
    const playing = next(sink, 'playing');
    dispatchEvent(new PointerEvent('pointerdown'));
    await playing;
    expect(told).to.deep.equal([true, false]);
    expect(sink.blocked).to.equal(false);

    dispatchEvent(new PointerEvent('pointerdown'));
    expect(done).to.deep.equal(['play']);
  });

  it('a call that is over waits for no gesture', async () => {
    const policy = block();
    sink = new AudioSink(stream);
    await next(sink, 'blocked');
    sink.stop();
    policy.lift();
    dispatchEvent(new PointerEvent('pointerdown'));
    expect(done).to.deep.equal([]);
  });
});
