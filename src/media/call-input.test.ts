import { expect } from 'chai';
import { next, sound } from '../testing/wait.js';
import { AudioSink } from './audio-sink.js';
import { CallInput } from './call-input.js';
import { DeviceWatcher } from './devices.js';
import { Peer } from './peer.js';
import { connectPair, type ConnectedPair } from './testing/connected-pair.js';
import { FakeDevices } from './testing/fake-devices.js';
import { replaceMember, restoreAll } from './testing/replace-member.js';
import { openUserMedia } from './user-media.js';

/** On a real connection; that a device is pulled out is invented (see FakeDevices). */
describe('CallInput', () => {
  let fake: FakeDevices;
  let devices: DeviceWatcher;
  let pair: ConnectedPair;
  let input: CallInput;
  let onReplace: () => void;

  const sent = () => pair.here.getSenders()[0]?.track as MediaStreamTrack;
  const [first, second] = [() => fake.of('audioinput').at(-2), () => fake.of('audioinput').at(-1)];

  async function start(deviceId = first()?.deviceId ?? ''): Promise<void> {
    const stream = await openUserMedia({ microphoneId: deviceId });
    const track = stream.getAudioTracks()[0] as MediaStreamTrack;
    pair = await connectPair({ here: track });
    const replace = async (other: MediaStreamTrack) => {
      await pair.here.getSenders()[0]?.replaceTrack(other);
      onReplace();
    };
    input = new CallInput({ track, deviceId, devices, replace, audio: { echoCancellation: false } });
  }

  /** The browser's way of saying that a microphone was pulled out. */
  async function pullOut(info: MediaDeviceInfo | undefined): Promise<void> {
    if (!info) throw new Error('There is no such device.');
    const track = input.track;
    const unplugged = next(devices, 'unplugged');
    fake.unplug(info);
    track.stop();
    track.dispatchEvent(new Event('ended'));
    await unplugged;
  }

  beforeEach(async () => {
    fake = await FakeDevices.start();
    devices = new DeviceWatcher();
    await devices.refresh();
    onReplace = () => undefined;
  });
  afterEach(() => {
    input.close();
    pair.close();
    devices.close();
    restoreAll();
  });

  it('takes another microphone during the call, without negotiating', async () => {
    await start();
    let negotiations = 0;
    pair.here.addEventListener('negotiationneeded', () => negotiations++);
    const old = sent();
    const change = next(input, 'change');
    await input.choose(second()?.deviceId);
    expect(sent().label).to.equal(second()?.label);
    expect(sent().getSettings().echoCancellation).to.equal(false);
    expect(old.readyState).to.equal('ended');
    expect((await change)[0]).to.deep.equal({
      ...{ why: 'chosen', label: second()?.label, deviceId: second()?.deviceId },
    });
    expect(negotiations).to.equal(0);
  });

  it('comes back with the permission', async () => {
    const permission = Object.assign(new EventTarget(), { state: 'denied' });
    replaceMember(navigator.permissions, 'query', () => Promise.resolve(permission));
    await start();
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    replaceMember(navigator.mediaDevices, 'getUserMedia', (constraints: MediaStreamConstraints) =>
      permission.state === 'granted' ? open(constraints) : Promise.reject(new DOMException('', 'NotAllowedError')),
    );
    const lost = next(input, 'lost');
    input.track.stop();
    input.track.dispatchEvent(new Event('ended'));
    expect((await lost)[0]).to.include({ code: -202, reason: 'denied' });
    const change = next(input, 'change');
    permission.state = 'granted';
    permission.dispatchEvent(new Event('change'));
    await change;
    expect(sent().readyState).to.equal('live');
  });

  it('stays muted', async () => {
    await start();
    input.track.enabled = false;
    await input.choose(second()?.deviceId);
    expect(sent().enabled).to.equal(false);
  });

  it('is muted when the person mutes while the other microphone opens', async () => {
    await start();
    const choosing = input.choose(second()?.deviceId);
    input.track.enabled = false;
    await choosing;
    expect(sent().enabled).to.equal(false);
  });

  it('is muted when the person mutes while it takes the place of the other', async () => {
    await start();
    onReplace = () => (input.track.enabled = false);
    await input.choose(second()?.deviceId);
    expect(sent().enabled).to.equal(false);
  });

  it('stays muted when the call sees to that by itself', async () => {
    await start();
    onReplace = () => (sent().enabled = false);
    await input.choose(second()?.deviceId);
    expect(sent().enabled).to.equal(false);
  });

  it('of two choices takes the last one', async () => {
    await start();
    await Promise.all([input.choose(second()?.deviceId), input.choose(first()?.deviceId)]);
    expect(sent().label).to.equal(first()?.label);
  });

  it('keeps the microphone when the other one is refused', async () => {
    await start();
    const old = sent();
    replaceMember(navigator.mediaDevices, 'getUserMedia', () =>
      Promise.reject(new DOMException('', 'NotReadableError')),
    );
    const error: unknown = await input.choose(second()?.deviceId).catch((reason: unknown) => reason);
    expect(error).to.include({ code: -203, reason: 'busy' });
    expect(sent()).to.equal(old);
    expect(old.readyState).to.equal('live');
  });

  it('falls back to the default when it is unplugged, stays muted, and takes it again when it returns', async () => {
    await start();
    const headset = first();
    input.track.enabled = false;
    const fallback = next(input, 'change');
    await pullOut(headset);
    expect((await fallback)[0]).to.include({ why: 'unplugged', deviceId: 'default' });
    expect(sent().getSettings().deviceId).to.equal('default');
    expect(sent().enabled).to.equal(false);
    expect(sent().readyState).to.equal('live');

    const back = next(input, 'change');
    fake.plug(headset as MediaDeviceInfo);
    expect((await back)[0]).to.include({ why: 'returned', label: headset?.label });
    expect(sent().label).to.equal(headset?.label);
    expect(sent().enabled).to.equal(false);
  });

  it('follows a browser that says nothing but that the list is another one', async () => {
    await start();
    const fallback = next(input, 'change');
    fake.unplug(first() as MediaDeviceInfo);
    expect((await fallback)[0]).to.include({ why: 'unplugged', deviceId: 'default' });
  });

  it('keeps what the person chose meanwhile when the first one returns', async () => {
    await start();
    const headset = first() as MediaDeviceInfo;
    const fallback = next(input, 'change');
    await pullOut(headset);
    await fallback;
    const other = fake.of('audioinput').at(-1);
    await input.choose(other?.deviceId);
    const change = next(devices, 'change');
    fake.plug(headset);
    await change;
    await input.choose(other?.deviceId); // behind whatever the return has caused
    expect(sent().label).to.equal(other?.label);
  });

  it('takes the saved microphone when it is plugged in later', async () => {
    const saved = first() as MediaDeviceInfo;
    fake.unplug(saved);
    await devices.refresh();
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const gone = new DOMException('', 'OverconstrainedError');
    let there = false;
    replaceMember(navigator.mediaDevices, 'getUserMedia', (constraints: { audio: { deviceId?: unknown } }) =>
      constraints.audio.deviceId && !there ? Promise.reject(gone) : real(constraints as MediaStreamConstraints),
    );
    await start(saved.deviceId);
    expect(sent().getSettings().deviceId).to.equal('default');
    const change = next(input, 'change');
    there = true;
    fake.plug(saved);
    expect((await change)[0]).to.include({ why: 'returned', label: saved.label });
  });

  it('says so when no microphone is left, and takes the first that comes', async () => {
    await start();
    const all = fake.of('audioinput');
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    replaceMember(navigator.mediaDevices, 'getUserMedia', (constraints: MediaStreamConstraints) =>
      fake.of('audioinput').length > 0 ? real(constraints) : Promise.reject(new DOMException('', 'NotFoundError')),
    );
    const lost = next(input, 'lost');
    const track = input.track;
    fake.unplug(...all);
    track.stop();
    track.dispatchEvent(new Event('ended'));
    expect((await lost)[0]).to.include({ code: -290, reason: 'none' });

    const change = next(input, 'change');
    fake.plug(all[0] as MediaDeviceInfo);
    expect((await change)[0].deviceId).to.equal('default');
    expect(sent().readyState).to.equal('live');
  });

  it('tells when the system takes the sound away, and when it gives it back', async () => {
    await start();
    const told: boolean[] = [];
    input.on('silenced', (silenced) => told.push(silenced));
    input.track.dispatchEvent(new Event('mute'));
    input.track.dispatchEvent(new Event('unmute'));
    expect(told).to.deep.equal([true, false]);
  });

  it('releases a microphone that opens after the call is over', async () => {
    await start();
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    let late: MediaStream | undefined;
    replaceMember(navigator.mediaDevices, 'getUserMedia', async (constraints: MediaStreamConstraints) => {
      late = await real(constraints);
      input.close();
      return late;
    });
    const error: unknown = await input.choose(second()?.deviceId).catch((reason: unknown) => reason);
    expect(error).to.include({ code: -200 });
    expect(late?.getTracks()[0]?.readyState).to.equal('ended');
    expect(input.track.readyState).to.equal('ended');
  });

  it('changes a camera in the same way', async () => {
    const stream = await openUserMedia({ audio: false, video: true });
    const track = stream.getVideoTracks()[0] as MediaStreamTrack;
    pair = await connectPair({}, (here) => here.addTrack(track));
    const sender = () => pair.here.getSenders().find((one) => one.track?.kind === 'video');
    input = new CallInput({ track, devices, replace: async (other) => sender()?.replaceTrack(other) });
    await input.choose(fake.of('videoinput')[0]?.deviceId);
    expect(sender()?.track).not.to.equal(track);
    expect(track.readyState).to.equal('ended');
    expect(input.track.getSettings().width).to.equal(640);
  });
});

describe("CallInput with a call's peer", () => {
  let fake: FakeDevices;
  let devices: DeviceWatcher;
  let here: Peer;
  let there: Peer;
  let input: CallInput;

  beforeEach(async () => {
    fake = await FakeDevices.start();
    devices = new DeviceWatcher();
    await devices.refresh();
    [here, there] = [new Peer(), new Peer()];
  });
  afterEach(() => {
    input.close();
    here.close();
    there.close();
    devices.close();
    restoreAll();
  });

  const sent = () => here.connection.getSenders()[0]?.track;

  async function talk(deviceId = ''): Promise<void> {
    const [track] = (await openUserMedia({ microphoneId: deviceId })).getAudioTracks() as [MediaStreamTrack];
    await here.setMicrophone(track);
    input = new CallInput({ track, deviceId, devices, replace: (other) => here.setMicrophone(other) });
    await there.acceptOffer(await here.offer());
    await here.acceptAnswer(await there.answer());
  }

  it('a headset that is pulled out while muted: nothing is heard, and the default microphone once it may be', async () => {
    const headset = fake.of('audioinput').at(-1) as MediaDeviceInfo;
    await talk(headset.deviceId);
    here.muted = true;
    const change = next(input, 'change');
    fake.unplug(headset);
    sent()?.dispatchEvent(new Event('ended'));
    expect((await change)[0]).to.include({ why: 'unplugged', deviceId: 'default' });
    expect(sent()?.enabled).to.equal(false);
    here.muted = false;
    expect(sent()?.enabled).to.equal(true);
    const ear = new AudioSink(there.remoteStream);
    expect((await sound(there.connection)).audioLevel).to.be.above(0);
    ear.stop();

    const back = next(input, 'change');
    fake.plug(headset);
    expect((await back)[0]).to.include({ why: 'returned', label: headset.label });
    expect(sent()?.label).to.equal(headset.label);
  });

  it('stays silent on hold when the microphone changes', async () => {
    await talk();
    here.hold = true;
    await input.choose(fake.of('audioinput').at(-1)?.deviceId);
    expect(sent()?.enabled).to.equal(false);
    here.hold = false;
    expect(sent()?.enabled).to.equal(true);
  });
});
