import { PHONE_ERROR, type Result } from '../result.js';

/** How the browser treats what the microphone hears; it decides where nothing is said. */
export interface AudioOptions {
  echoCancellation?: boolean | undefined;
  noiseSuppression?: boolean | undefined;
  autoGainControl?: boolean | undefined;
}

export type InputKind = 'microphone' | 'camera';

/**
 * Why a device could not be opened, finer than the manual's code, so that a person can be told what to do:
 * `denied` the person or the system forbade it · `dismissed` the question was closed without an answer ·
 * `permissions-policy` the page, or the page around it, forbids it · `insecure-page` neither HTTPS nor localhost ·
 * `busy` another program has it, or it is broken · `none` there is none · `gone` it was there a moment ago.
 */
export type MediaReason = 'denied' | 'dismissed' | 'permissions-policy' | 'insecure-page' | 'busy' | 'none' | 'gone';

export interface MediaProblem extends Result {
  readonly reason: MediaReason;
  readonly device: InputKind;
}

export interface MediaWish {
  /** Id of a device. Empty, or when that device is gone: the default one. */
  microphoneId?: string | undefined;
  cameraId?: string | undefined;
  video?: boolean;
  /** `false`: no microphone. */
  audio?: AudioOptions | false;
  /** Aborted when the call is over: what is opened after that is closed at once. */
  signal?: AbortSignal;
  /** A device that was asked for by its id is not there; the default one was taken instead. */
  onGone?: (device: InputKind) => void;
}

/** A call's picture is small on both sides; a camera's full size only costs bandwidth. */
const cameraSize = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 24 } };

/**
 * Opens microphone and camera for one call, with one question to the person. Each call has its own tracks, so that ending
 * one leaves the other's alone and the microphone's light goes out with the last call.
 *
 * @throws MediaProblem -202 not allowed, -203 busy or broken, -206 no devices in this page, -290 no microphone, -291 no camera
 */
export async function openUserMedia(wish: MediaWish): Promise<MediaStream> {
  const asksFor: InputKind = wish.audio === false ? 'camera' : 'microphone';
  // Undefined in an insecure page.
  const devices: MediaDevices | undefined = globalThis.navigator?.mediaDevices;
  if (!devices) throw problem(PHONE_ERROR.GET_LOCAL_MEDIA_INFO_ERROR, 'insecure-page', asksFor);
  try {
    const stream = await openOrDefault(devices, wish);
    if (!wish.signal?.aborted) return stream;
    stopTracks(stream);
  } catch (error) {
    throw await mediaProblem(error, wish);
  }
  throw PHONE_ERROR.UNKNOWN_ERROR;
}

/** Releases microphone and camera. */
export function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** `exact`, because Chromium takes its default microphone in spite of an `ideal` one; and then again without those that are gone. */
async function openOrDefault(devices: MediaDevices, wish: MediaWish): Promise<MediaStream> {
  try {
    return await devices.getUserMedia(constraints(wish));
  } catch (error) {
    // Firefox says NotFoundError. Without an id there is nothing to leave out.
    const notThere = ['OverconstrainedError', 'NotFoundError'].includes(nameOf(error));
    if (!notThere || !(isChosen(wish.microphoneId) || isChosen(wish.cameraId))) throw error;
  }
  const there = new Set((await deviceInfos()).map(({ deviceId }) => deviceId));
  const { microphoneId, cameraId, ...rest } = wish;
  const known: MediaWish = {
    ...rest,
    microphoneId: there.has(microphoneId ?? '') ? microphoneId : undefined,
    cameraId: there.has(cameraId ?? '') ? cameraId : undefined,
  };
  const stream = await devices.getUserMedia(constraints(known));
  if (wish.audio !== false && isChosen(microphoneId) && !known.microphoneId) wish.onGone?.('microphone');
  if (wish.video && isChosen(cameraId) && !known.cameraId) wish.onGone?.('camera');
  return stream;
}

function constraints({ microphoneId, cameraId, audio = {}, video = false }: MediaWish): MediaStreamConstraints {
  const exact = (id: string | undefined) => (isChosen(id) ? { deviceId: { exact: id } } : {});
  return {
    audio: audio && { ...(audio as MediaTrackConstraints), ...exact(microphoneId) },
    video: video && { ...cameraSize, ...exact(cameraId) },
  };
}

/** Only Chromium knows a device called `default`. */
function isChosen(id: string | undefined): id is string {
  return Boolean(id) && id !== 'default';
}

/** The manual's result, with the reason beside it, for an error of getUserMedia (Media Capture and Streams, section 10.2). */
async function mediaProblem(error: unknown, wish: MediaWish): Promise<Readonly<MediaProblem>> {
  const asked: InputKind[] = [];
  if (wish.audio !== false) asked.push('microphone');
  if (wish.video) asked.push('camera');
  const [first = 'microphone'] = asked;
  switch (nameOf(error)) {
    case 'NotAllowedError':
    case 'SecurityError':
      return refusal(asked);
    case 'NotFoundError':
      return missing((await findMissing(asked)) ?? first, 'none');
    case 'OverconstrainedError':
      return missing(first, 'gone');
    default: {
      // NotReadableError (another program has it, or the system blocks it), AbortError. Of two devices only the words tell which.
      const camera = asked.length > 1 && error instanceof Error && /video|camera/i.test(error.message);
      return problem(PHONE_ERROR.GET_LOCAL_STREAM_ERROR, 'busy', camera ? 'camera' : first);
    }
  }
}

/** The result for a device that is not there. */
export function missing(device: InputKind, reason: 'none' | 'gone'): Readonly<MediaProblem> {
  const { NOT_FOUND_AUDIO_INPUT_DEVICE, NOT_FOUND_VIDEO_INPUT_DEVICE } = PHONE_ERROR;
  return problem(device === 'camera' ? NOT_FOUND_VIDEO_INPUT_DEVICE : NOT_FOUND_AUDIO_INPUT_DEVICE, reason, device);
}

/** None where the browser does not list them. */
async function deviceInfos(): Promise<MediaDeviceInfo[]> {
  try {
    return await navigator.mediaDevices.enumerateDevices();
  } catch {
    return [];
  }
}

/** The browser doesn't say which of two devices it lacks. */
async function findMissing(asked: readonly InputKind[]): Promise<InputKind | undefined> {
  const infos = await deviceInfos();
  return asked.find(
    (device) => !infos.some(({ kind }) => kind === (device === 'camera' ? 'videoinput' : 'audioinput')),
  );
}

async function refusal(asked: readonly InputKind[]): Promise<Readonly<MediaProblem>> {
  const code = PHONE_ERROR.GET_AGREE_CHROME_USER_MEDIA_ROLE_ERROR;
  const forbidden = asked.find((device) => !policyAllows(device));
  if (forbidden) return problem(code, 'permissions-policy', forbidden);
  const states = await Promise.all(asked.map(async (device) => (await queryPermission(device))?.state));
  const which = (state: PermissionState) => asked[states.indexOf(state)];
  const denied = which('denied');
  const open = denied ? undefined : which('prompt');
  return problem(code, open ? 'dismissed' : 'denied', denied ?? open ?? asked[0] ?? 'microphone');
}

/** Chromium alone tells what the page's Permissions-Policy header, or the frame's `allow`, leaves to it. */
function policyAllows(device: InputKind): boolean {
  type Policy = { allowsFeature(feature: string): boolean } | undefined;
  return (document as Document & { featurePolicy?: Policy }).featurePolicy?.allowsFeature(device) ?? true;
}

/** `null` where the browser has no permission of this name. */
async function queryPermission(device: InputKind): Promise<PermissionStatus | null> {
  try {
    return await navigator.permissions.query({ name: device });
  } catch {
    return null;
  }
}

function problem(result: Result, reason: MediaReason, device: InputKind): Readonly<MediaProblem> {
  return Object.freeze({ ...result, reason, device });
}

function nameOf(error: unknown): string {
  // An OverconstrainedError is not an Error in every browser.
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
}

/** Calls `changed` when the person allows or forbids the device, until `signal` is aborted. */
export function onPermission(device: InputKind, changed: () => void, signal: AbortSignal): void {
  void queryPermission(device).then((status) => status?.addEventListener('change', changed, { signal }));
}

/** Follows whether the microphone opens without asking the person; false where the browser does not tell. */
export class MicrophonePermission {
  #status: PermissionStatus | null = null;

  constructor() {
    void queryPermission('microphone').then((status) => (this.#status = status));
  }

  get granted(): boolean {
    return this.#status?.state === 'granted';
  }
}
