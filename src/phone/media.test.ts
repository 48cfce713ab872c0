import { expect } from 'chai';
import { hear, talk, talkTo } from '../testing/calls.js';
import { closeAll, registerAll } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { next, until } from '../testing/wait.js';
import type { Operators } from '../init.js';
import { countMedia } from '../media/testing/count-media.js';
import { restoreAll } from '../media/testing/replace-member.js';
import type { Session } from './session.js';

describe('media of a call', () => {
  let pbx: TestPbx;
  let alice: Operators;
  let bob: Operators;

  before(async () => {
    pbx = await startPbx();
  });
  beforeEach(async () => {
    [alice, bob] = await registerAll(pbx, '1000', '1001');
  });
  afterEach(async () => {
    restoreAll();
    await closeAll(pbx, alice, bob);
  });

  /** How many pictures have arrived. */
  async function seen({ connection }: Session): Promise<number> {
    const reports = (await connection?.getStats())?.values() as Iterable<Record<string, unknown>> | undefined;
    const video = [...(reports ?? [])].find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video');
    return Number(video?.['framesDecoded'] ?? 0);
  }

  /** Waits until pictures arrive. */
  const sees = (session: Session) => until(async () => (await seen(session)) > 0);

  /** Waits until more pictures arrive than have so far. */
  async function seesMore(session: Session): Promise<void> {
    const before = await seen(session);
    await until(async () => (await seen(session)) > before + 5);
  }

  /** What is agreed on for pictures. */
  const direction = ({ connection }: Session) =>
    connection?.getTransceivers().find(({ receiver }) => receiver.track.kind === 'video')?.currentDirection;

  it('reports its quality every three seconds, in the words of the manual', async () => {
    const sessions = await talk(alice, bob);
    const [alices] = sessions;
    // A busy machine may need longer for the first sound than until the first report.
    await hear(...sessions);
    const quality = next(alices, 'quality');
    const [{ callId, callReport }] = await next(alices, 'callReport');
    expect(callId).to.equal(alices.status.callId);
    expect(callReport).to.include({ callId, extension: '1000', iceResult: 'local', lksDeviceType: 'web' });
    expect(callReport.lksAudioCodec).to.match(/opus/i);
    expect(Number(callReport.lksAudioRx)).to.be.above(0);
    const [{ networkLevel, mos }] = await quality;
    // How good it is, is a matter of the machine; what follows from which figures: `src/media/quality.test.ts`.
    expect(networkLevel).to.be.oneOf([1, 2, 3, 4, 5]);
    expect(mos).to.be.within(1, 4.5);
  });

  it('with pictures: offered, accepted, seen; ours come back when the callee sends its own', async () => {
    const [alices, bobs] = await talk(alice, bob, { call: { video: true }, answer: { video: true } });
    expect(bobs.status.isVideo).to.equal(true);
    expect(alices.localStream?.getVideoTracks()).to.have.length(1);
    await Promise.all([sees(alices), sees(bobs)]);
    expect(bobs.remoteStream?.getVideoTracks()).to.have.length(1);
  });

  it('with pictures: hold stops them both ways, and resuming brings them back', async () => {
    const [alices, bobs] = await talk(alice, bob, { call: { video: true }, answer: { video: true } });
    await Promise.all([sees(alices), sees(bobs)]);
    alices.hold();
    await until(() => alices.status.isHold);
    const camera = () => alices.localStream?.getVideoTracks()[0];
    expect(camera()?.enabled).to.equal(false);
    expect(direction(alices)).to.equal('inactive');
    alices.unhold();
    await until(() => !alices.status.isHold);
    expect(alices.status.isVideo && bobs.status.isVideo).to.equal(true);
    expect(camera()?.readyState).to.equal('live');
    expect(camera()?.enabled).to.equal(true);
    expect(direction(alices)).to.equal('sendrecv');
    await Promise.all([seesMore(alices), seesMore(bobs)]);
  });

  it('turns pictures on and off in the middle', async () => {
    const [alices, bobs] = await talk(alice, bob);
    expect(alices.status.isVideo).to.equal(false);
    bobs.agreeChangeVideo = () => Promise.resolve(true);
    expect(alices.audioToVideo()).to.equal(true);
    await until(() => alices.status.isVideo && bobs.status.isVideo);
    await sees(bobs);
    expect(alices.videoToAudio()).to.equal(true);
    await until(() => !alices.status.isVideo && !bobs.status.isVideo);
    await hear(bobs);
  });

  /** Chooses a camera by its id, as a menu of devices does. */
  async function chooseCamera(): Promise<void> {
    await alice.phone.devices.refresh();
    await alice.phone.setDevices({ cameraId: alice.phone.devices.cameras[0]?.id ?? '' });
  }

  it('a camera that is chosen when pictures were turned off stays off', async () => {
    const media = countMedia();
    const [alices, bobs] = await talk(alice, bob, { call: { video: true }, answer: { video: true } });
    alices.videoToAudio();
    await until(() => !alices.status.isVideo && !bobs.status.isVideo);
    const before = media.open.tracks;
    await chooseCamera();
    expect(media.open.tracks).to.equal(before);
    expect(alices.localStream?.getTracks()).to.deep.equal([]);
  });

  it('a camera that is chosen when pictures were refused stays off', async () => {
    const media = countMedia();
    const [alices] = await talk(alice, bob);
    const before = media.open.tracks;
    await pbx.command('refuse', { what: 'reinvite', from: '1000', status: 488, times: 1 });
    const warned = next(alices, 'warningMessage');
    alices.audioToVideo();
    await warned;
    await until(() => media.open.tracks === before);
    await chooseCamera();
    expect(media.open.tracks).to.equal(before);
  });

  it('pictures that are refused with the answer: an audio call, and the camera goes off', async () => {
    const media = countMedia();
    const alices = await talkTo(alice, '*65', { video: true });
    expect(alices.status.isVideo).to.equal(false);
    await until(() => media.open.tracks === 1);
    expect(alices.localStream?.getTracks()).to.deep.equal([]);
    alices.hold();
    await until(() => alices.status.isHold);
    expect(alices.connection?.localDescription?.sdp).not.to.match(/^m=video [1-9]/m);
  });

  it('uses another microphone without a new offer, and keeps the call muted', async () => {
    const [alices, bobs] = await talk(alice, bob);
    await alice.phone.devices.refresh();
    const microphones = alice.phone.devices.microphones.filter(({ id }) => id !== 'default');
    expect(microphones.length, 'the browser has several').to.be.above(1);
    // Candidates that are found late are added to it.
    await until(() => alices.connection?.iceGatheringState === 'complete');
    const described = alices.connection?.localDescription?.sdp;
    alices.mute();
    const changed = next(alices, 'input');
    await alice.phone.setDevices({ microphoneId: microphones[1]?.id ?? '' });
    expect((await changed)[0]).to.include({ kind: 'microphone', why: 'chosen' });
    const track = () => alices.connection?.getSenders().find((sender) => sender.track?.kind === 'audio')?.track;
    expect(track()?.getSettings().deviceId).to.equal(microphones[1]?.id);
    expect(track()?.enabled).to.equal(false);
    alices.unmute();
    await hear(bobs);
    expect(alices.connection?.localDescription?.sdp).to.equal(described);
  });

  it('leaves nothing behind: no track, no connection', async () => {
    const [alices, bobs] = await talk(alice, bob, { call: { video: true } });
    const { connection, localStream } = alices;
    const tracks = [
      ...(localStream?.getTracks() ?? []),
      ...(connection?.getSenders().flatMap(({ track }) => track ?? []) ?? []),
    ];
    expect(tracks.length).to.be.above(1);
    const ended = next(bobs, 'ended');
    alices.hangup();
    await ended;
    expect(tracks.every(({ readyState }) => readyState === 'ended')).to.equal(true);
    expect(connection?.connectionState).to.equal('closed');
    expect(alices.connection).to.equal(null);
  });
});
