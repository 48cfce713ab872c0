import { expect } from 'chai';
import { isResult } from '../result.js';
import { replaceMember, restoreAll } from './testing/replace-member.js';
import { openUserMedia, stopTracks, type MediaProblem, type MediaWish } from './user-media.js';

describe('openUserMedia', () => {
  const opened: MediaStream[] = [];
  const open = async (wish: MediaWish) => {
    const stream = await openUserMedia(wish);
    opened.push(stream);
    return stream;
  };
  afterEach(() => {
    restoreAll();
    opened.splice(0).forEach(stopTracks);
  });

  /** Counts and sees what the browser is asked for. */
  function spy(): MediaStreamConstraints[] {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const asked: MediaStreamConstraints[] = [];
    replaceMember(navigator.mediaDevices, 'getUserMedia', (constraints: MediaStreamConstraints) => {
      asked.push(constraints);
      return real(constraints);
    });
    return asked;
  }

  function refuse(name: string, message = ''): void {
    replaceMember(navigator.mediaDevices, 'getUserMedia', () => Promise.reject(new DOMException(message, name)));
  }

  async function problem(wish: MediaWish): Promise<MediaProblem> {
    const error: unknown = await open(wish).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(isResult(error), 'a result').to.equal(true);
    return error as MediaProblem;
  }

  it('opens the microphone that was asked for, with one question', async () => {
    const devices = await navigator.mediaDevices.enumerateDevices();
    const wanted = devices.filter(({ kind }) => kind === 'audioinput').at(-1);
    const asked = spy();
    const stream = await open({
      microphoneId: wanted?.deviceId,
      audio: { echoCancellation: false, autoGainControl: undefined },
    });
    const [track] = stream.getTracks();
    expect(track?.label).to.equal(wanted?.label);
    expect(track?.getSettings().echoCancellation).to.equal(false);
    expect(track?.getSettings().autoGainControl).to.be.a('boolean');
    expect(asked).to.have.length(1);
  });

  it('takes the default microphone when the saved one is gone, and tells', async () => {
    const gone: string[] = [];
    const stream = await open({ microphoneId: 'gone', onGone: (device) => gone.push(device) });
    expect(stream.getAudioTracks()[0]?.getSettings().deviceId).to.equal('default');
    expect(gone).to.deep.equal(['microphone']);
  });

  it('does so in a browser that calls it not found (Firefox)', async () => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    replaceMember(navigator.mediaDevices, 'getUserMedia', (constraints: { audio: { deviceId?: unknown } }) =>
      constraints.audio.deviceId
        ? Promise.reject(new DOMException('', 'NotFoundError'))
        : real(constraints as MediaStreamConstraints),
    );
    const gone: string[] = [];
    const stream = await open({ microphoneId: 'gone', onGone: (device) => gone.push(device) });
    expect(stream.getAudioTracks()).to.have.length(1);
    expect(gone).to.deep.equal(['microphone']);
  });

  it('keeps the microphone that is there when only the camera is gone', async () => {
    const devices = await navigator.mediaDevices.enumerateDevices();
    const wanted = devices.filter(({ kind }) => kind === 'audioinput').at(-1);
    const gone: string[] = [];
    const stream = await open({
      microphoneId: wanted?.deviceId,
      cameraId: 'gone',
      video: true,
      onGone: (device) => gone.push(device),
    });
    expect(stream.getAudioTracks()[0]?.label).to.equal(wanted?.label);
    expect(stream.getVideoTracks()).to.have.length(1);
    expect(gone).to.deep.equal(['camera']);
  });

  for (const microphoneId of ['', 'default', undefined]) {
    it(`takes the default microphone for ${JSON.stringify(microphoneId)}`, async () => {
      const asked = spy();
      await open({ microphoneId });
      expect(asked).to.deep.equal([{ audio: {}, video: false }]);
    });
  }

  it('opens microphone and a small picture together', async () => {
    const asked = spy();
    const stream = await open({ video: true });
    const { width, height } = stream.getVideoTracks()[0]?.getSettings() ?? {};
    expect([width, height]).to.deep.equal([640, 360]);
    expect(stream.getAudioTracks()).to.have.length(1);
    expect(asked).to.have.length(1);
  });

  it('opens the camera alone', async () => {
    const stream = await open({ audio: false, video: true });
    expect(stream.getTracks().map(({ kind }) => kind)).to.deep.equal(['video']);
  });

  it('closes what comes after the call is over', async () => {
    let late: MediaStream | undefined;
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const over = new AbortController();
    replaceMember(navigator.mediaDevices, 'getUserMedia', async (constraints: MediaStreamConstraints) => {
      late = await real(constraints);
      over.abort();
      return late;
    });
    const error = await problem({ signal: over.signal });
    expect(error.code).to.equal(-200);
    expect(late?.getTracks().map(({ readyState }) => readyState)).to.deep.equal(['ended']);
  });

  const table: [what: string, error: string, wish: MediaWish, code: number, reason: string, device: string][] = [
    ['no microphone', 'NotFoundError', {}, -290, 'none', 'microphone'],
    ['no camera', 'NotFoundError', { audio: false, video: true }, -291, 'none', 'camera'],
    ['a busy microphone', 'NotReadableError', {}, -203, 'busy', 'microphone'],
    ['a busy camera', 'NotReadableError: video source', { video: true }, -203, 'busy', 'camera'],
    ['a broken one', 'AbortError', {}, -203, 'busy', 'microphone'],
    ['one that vanishes while it is opened', 'OverconstrainedError', {}, -290, 'gone', 'microphone'],
    ['a refusal that the browser remembers otherwise', 'NotAllowedError', {}, -202, 'denied', 'microphone'],
    ['a forbidden page', 'SecurityError', {}, -202, 'denied', 'microphone'],
  ];
  for (const [what, error, wish, code, reason, device] of table) {
    it(`${what} is ${code} ${reason}`, async () => {
      const [name = '', message = ''] = error.split(': ');
      refuse(name, message);
      expect(await problem(wish)).to.include({ code, reason, device });
    });
  }

  it('tells which of two devices is missing', async () => {
    const real = await navigator.mediaDevices.enumerateDevices();
    replaceMember(navigator.mediaDevices, 'enumerateDevices', async () =>
      real.filter(({ kind }) => kind === 'audioinput'),
    );
    refuse('NotFoundError');
    expect(await problem({ video: true })).to.include({ code: -291, reason: 'none', device: 'camera' });
  });

  const refusals: [microphone: string, camera: string, reason: string, device: string][] = [
    ['denied', 'granted', 'denied', 'microphone'],
    ['granted', 'denied', 'denied', 'camera'],
    ['prompt', 'prompt', 'dismissed', 'microphone'],
    ['granted', 'prompt', 'dismissed', 'camera'],
    ['granted', 'granted', 'denied', 'microphone'],
  ];
  for (const [microphone, camera, reason, device] of refusals) {
    it(`refused with microphone ${microphone} and camera ${camera} is ${reason} (${device})`, async () => {
      const states: Record<string, string> = { microphone, camera };
      replaceMember(navigator.permissions, 'query', async ({ name }: { name: string }) => ({ state: states[name] }));
      refuse('NotAllowedError');
      expect(await problem({ video: true })).to.include({ code: -202, reason, device });
    });
  }

  it('a frame without leave is -202 permissions-policy', async () => {
    const frame = document.createElement('iframe');
    frame.allow = "microphone 'none'";
    frame.srcdoc = '<p>A frame</p>';
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
    document.body.append(frame);
    await loaded;
    // The module belongs to this page, so the frame's policy is put in the place of ours.
    const policy = (frame.contentDocument as Document & { featurePolicy: unknown }).featurePolicy;
    replaceMember(document, 'featurePolicy', policy);
    refuse('NotAllowedError');
    expect(await problem({})).to.include({ code: -202, reason: 'permissions-policy' });
    frame.remove();
  });

  it('an insecure page is -206', async () => {
    replaceMember(navigator, 'mediaDevices', undefined);
    expect(await problem({})).to.include({ code: -206, reason: 'insecure-page', device: 'microphone' });
  });
});
