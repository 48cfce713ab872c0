import { expect } from 'chai';
import { next, sound } from '../../demo/testing/wait.js';
import { AudioSink } from './audio-sink.js';
import { CallMedia, type CallMediaOptions } from './call-media.js';
import { DeviceWatcher } from './devices.js';
import { Peer } from './peer.js';
import { FakeDevices } from './testing/fake-devices.js';
import { restoreAll } from './testing/replace-member.js';
import { openUserMedia } from './user-media.js';

/** Two peers in one page that talk to each other, one of them with everything around it. */
describe('CallMedia', () => {
  let fake: FakeDevices;
  let devices: DeviceWatcher;
  let here: Peer;
  let there: Peer;
  let media: CallMedia;

  const info = { callId: 'abc', extension: '1000', startedAt: Date.now() };

  async function microphoneOf(peer: Peer, microphoneId = ''): Promise<void> {
    const stream = await openUserMedia({ microphoneId, video: peer.video });
    const [track] = stream.getAudioTracks() as [MediaStreamTrack];
    await peer.setMicrophone(track);
    await peer.setCamera(stream.getVideoTracks()[0] ?? null);
  }

  async function call(
    options: Partial<CallMediaOptions> = {},
    video = false,
    onSpeaker: (fallback: unknown) => void = () => undefined,
  ): Promise<void> {
    here.video = there.video = video;
    await Promise.all([microphoneOf(here, options.microphoneId), microphoneOf(there)]);
    media = new CallMedia(here, { devices, info, audio: {}, ...options });
    media.on('speaker', onSpeaker);
    await there.acceptOffer(await here.offer());
    await here.acceptAnswer(await there.answer());
  }

  beforeEach(async () => {
    fake = await FakeDevices.start();
    devices = new DeviceWatcher();
    await devices.refresh();
    [here, there] = [new Peer(), new Peer()];
  });
  afterEach(() => {
    media.close();
    here.close();
    there.close();
    devices.close();
    restoreAll();
  });

  const sender = (kind = 'audio') => here.connection.getSenders().find(({ track }) => track?.kind === kind);

  it('a headset that is pulled out while muted: the other side hears nothing, then the default microphone', async () => {
    const headset = fake.of('audioinput').at(-1) as MediaDeviceInfo;
    await call({ microphoneId: headset.deviceId });
    media.connected();
    here.muted = true;
    const change = next(media, 'input');
    fake.unplug(headset);
    sender()?.track?.dispatchEvent(new Event('ended'));
    expect((await change)[0]).to.include({ device: 'microphone', why: 'unplugged', deviceId: 'default' });
    expect(sender()?.track?.enabled).to.equal(false);
    here.muted = false;
    expect(sender()?.track?.enabled).to.equal(true);
    const ear = new AudioSink(there.remoteStream);
    expect((await sound(there.connection)).audioLevel).to.be.above(0);
    ear.stop();

    const back = next(media, 'input');
    fake.plug(headset);
    expect((await back)[0]).to.include({ why: 'returned', label: headset.label });
    expect(sender()?.track?.label).to.equal(headset.label);
  });

  it('stays silent on hold when the microphone changes', async () => {
    await call();
    media.connected();
    here.hold = true;
    await media.choose('microphone', fake.of('audioinput').at(-1)?.deviceId);
    expect(sender()?.track?.enabled).to.equal(false);
    here.hold = false;
    expect(sender()?.track?.enabled).to.equal(true);
  });

  it('takes a microphone that was chosen before the call was connected', async () => {
    await call();
    const wanted = fake.of('audioinput').at(-1) as MediaDeviceInfo;
    await media.choose('microphone', wanted.deviceId);
    const change = next(media, 'input');
    media.connected();
    expect((await change)[0]).to.include({ why: 'chosen', label: wanted.label });
  });

  it('follows a camera, too', async () => {
    await call({}, true);
    media.connected();
    const picture = sender('video')?.track;
    await media.choose('camera', fake.of('videoinput')[0]?.deviceId);
    expect(sender('video')?.track).not.to.equal(picture);
    expect(here.localStream.getVideoTracks()).to.deep.equal([sender('video')?.track]);
    expect(picture?.readyState).to.equal('ended');
  });

  it('tells the quality, the speaker, and reports at the end', async () => {
    const told: unknown[] = [];
    await call({ speakerId: 'gone' }, false, (fallback) => told.push(fallback));
    media.connected();
    const [{ networkLevel, report }] = await next(media, 'quality');
    expect(told).to.deep.equal(['gone']);
    expect(networkLevel).to.equal(5);
    expect(Number(report.lksAudioRx)).to.be.above(0);
    const last = media.close();
    expect(Number(last.lksAudioRx)).to.be.at.least(Number(report.lksAudioRx));
    expect(sender()?.track?.readyState).to.equal('ended');
  });
});
