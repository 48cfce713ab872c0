import { expect } from 'chai';
import { next, until } from '../testing/wait.js';
import { Ringer, type RingerOptions } from './ringer.js';
import { replaceMember, restoreAll } from './testing/replace-member.js';

/** An own sound: a quarter of a second of silence. */
function wave(): string {
  const length = 2000;
  const bytes = new DataView(new ArrayBuffer(44 + length));
  const text = (at: number, value: string) =>
    [...value].forEach((letter, i) => bytes.setUint8(at + i, letter.charCodeAt(0)));
  text(0, 'RIFF');
  bytes.setUint32(4, 36 + length, true);
  text(8, 'WAVEfmt ');
  bytes.setUint32(16, 16, true);
  [1, 1].forEach((value, index) => bytes.setUint16(20 + 2 * index, value, true));
  bytes.setUint32(24, 8000, true);
  bytes.setUint32(28, 8000, true);
  [1, 8].forEach((value, index) => bytes.setUint16(32 + 2 * index, value, true));
  text(36, 'data');
  bytes.setUint32(40, length, true);
  for (let index = 0; index < length; index++) bytes.setUint8(44 + index, 128);
  return `data:audio/wav;base64,${btoa(String.fromCharCode(...new Uint8Array(bytes.buffer)))}`;
}

interface Played {
  context: AudioContext;
  seconds: number;
  loop: boolean;
  stopped: boolean;
}

describe('Ringer', () => {
  let ringer: Ringer;
  /** The tones that were started, in order. */
  let played: Played[];
  /** The audio elements that were told to play. */
  let elements: HTMLAudioElement[];
  let speakers: string[];

  before(async () => {
    const devices = await navigator.mediaDevices.enumerateDevices();
    speakers = devices.filter(({ kind }) => kind === 'audiooutput').map(({ deviceId }) => deviceId);
  });
  beforeEach(() => {
    played = [];
    elements = [];
    replaceMember(AudioBufferSourceNode.prototype, 'start', function (this: AudioBufferSourceNode) {
      const entry = { context: this.context as AudioContext, seconds: this.buffer?.duration ?? 0, loop: this.loop };
      const index = played.push({ ...entry, stopped: false }) - 1;
      replaceMember(this, 'stop', () => {
        (played[index] as Played).stopped = true;
        AudioScheduledSourceNode.prototype.stop.call(this);
      });
      AudioScheduledSourceNode.prototype.start.call(this);
    });
    replaceMember(HTMLAudioElement.prototype, 'play', function (this: HTMLAudioElement) {
      elements.push(this);
      return HTMLMediaElement.prototype.play.call(this);
    });
  });
  afterEach(() => {
    ringer.close();
    restoreAll();
  });

  const start = (options: RingerOptions = {}) => (ringer = new Ringer(options));
  const sound = (count = 1) => until(() => played[count - 1]);
  const sinkOf = ({ context }: Played) => (context as AudioContext & { sinkId: string }).sinkId;

  it('rings again and again until it is silenced', async () => {
    start().set('incoming');
    const ring = await sound();
    expect([ring.seconds, ring.loop]).to.deep.equal([3.2, true]);
    await until(() => ring.context.state === 'running');
    ringer.set('incoming');
    ringer.set(null);
    expect(ring.stopped).to.equal(true);
    await until(() => ring.context.state === 'suspended');
    expect(played).to.have.length(1);
  });

  it('rings again after silence', async () => {
    start().set('incoming');
    await until(() => played[0]?.context.state === 'running');
    ringer.set(null);
    ringer.set('incoming');
    const again = await sound(2);
    await until(() => again.context.state === 'running');
    expect(played.map(({ stopped }) => stopped)).to.deep.equal([true, false]);
  });

  it('has another tone for a call that waits, and one for the other side that rings', async () => {
    start().set('callWaiting');
    expect((await sound(1)).seconds).to.be.closeTo(5.6, 1e-3);
    ringer.set('ringback');
    expect((await sound(2)).seconds).to.be.closeTo(5, 1e-3);
    expect(played.map(({ stopped }) => stopped)).to.deep.equal([true, false]);
  });

  it('rings from another device than that of speech', async () => {
    const [, ringerId = '', speakerId = ''] = speakers;
    start({ ringerId, speakerId }).set('incoming');
    expect(sinkOf(await sound(1))).to.equal(ringerId);
    ringer.set('callWaiting');
    expect(sinkOf(await sound(2))).to.equal(speakerId);
    ringer.update({ ringerId: speakerId });
    ringer.set('incoming');
    expect(sinkOf(await sound(3))).to.equal(speakerId);
  });

  it('goes through an audio element where a context can not choose its device', async () => {
    const [, ringerId = ''] = speakers;
    replaceMember(AudioContext.prototype, 'setSinkId', undefined);
    start({ ringerId }).set('incoming');
    const element = await until(() => elements[0]);
    expect(element.sinkId).to.equal(ringerId);
    await until(() => !element.paused);
    ringer.set(null);
    expect(element.srcObject).to.equal(null);
  });

  it('rings from the default device when the chosen one is gone, and says so', async () => {
    start({ ringerId: 'gone' });
    const fallback = next(ringer, 'fallback');
    ringer.set('incoming');
    expect(await fallback).to.deep.equal(['gone']);
    expect(sinkOf(await sound())).to.equal('');

    const better = next(ringer, 'fallback');
    ringer.update({ ringerId: speakers[1] });
    ringer.set(null);
    ringer.set('incoming');
    expect(await better).to.deep.equal([null]);
  });

  it('plays an own sound, again and again, at the given volume', async () => {
    const [, ringerId = ''] = speakers;
    start({ sounds: { ring: wave() }, volume: 0.4, ringerId }).set('incoming');
    const element = await until(() => elements[0]);
    expect([element.loop, element.sinkId]).to.deep.equal([true, ringerId]);
    expect(element.volume).to.be.closeTo(0.4, 1e-6);
    await until(() => !element.paused && element.currentTime > 0);
    ringer.set(null);
    expect(element.paused).to.equal(true);
    expect(played).to.deep.equal([]);
  });

  it('plays the end of a call once, and not while something rings', async () => {
    start().playEnd();
    const end = await sound(1);
    expect([end.loop, end.stopped]).to.deep.equal([false, false]);
    await until(() => end.stopped);
    ringer.set('incoming');
    await sound(2);
    ringer.playEnd();
    expect(played.map(({ loop }) => loop)).to.deep.equal([false, true]);
  });

  it('an own sound that is blocked: says so, and starts with the gesture', async () => {
    let blocked = true;
    replaceMember(HTMLAudioElement.prototype, 'play', function (this: HTMLAudioElement) {
      if (blocked) return Promise.reject(new DOMException('', 'NotAllowedError'));
      return HTMLMediaElement.prototype.play.call(this);
    });
    start({ sounds: { ring: wave() } });
    const told = next(ringer, 'blocked');
    ringer.set('incoming');
    expect(await told).to.deep.equal([true]);
    blocked = false;
    const free = next(ringer, 'blocked');
    dispatchEvent(new PointerEvent('pointerdown'));
    expect(await free).to.deep.equal([false]);
  });

  /** The test browser lets every page sound: a context that may not is one whose `resume()` does nothing. */
  function blockTones(): void {
    replaceMember(AudioContext.prototype, 'resume', function (this: AudioContext) {
      return this.suspend().then(() => new Promise(() => undefined));
    });
  }

  it('tones that are blocked: says so, and starts with the gesture', async () => {
    blockTones();
    start();
    const told = next(ringer, 'blocked');
    ringer.set('incoming');
    expect(await told).to.deep.equal([true]);
    restoreAll();
    const free = next(ringer, 'blocked');
    dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }));
    expect(await free).to.deep.equal([false]);
  });

  it('is blocked no longer when it is silenced', async () => {
    blockTones();
    start();
    const told: boolean[] = [];
    ringer.on('blocked', (value) => told.push(value));
    const blocked = next(ringer, 'blocked');
    ringer.set('incoming');
    await blocked;
    ringer.set(null);
    expect(told).to.deep.equal([true, false]);
  });

  it('gives its devices back', async () => {
    start().set('incoming');
    const { context } = await sound();
    ringer.close();
    await until(() => context.state === 'closed');
  });
});
