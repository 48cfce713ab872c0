import { PHONE_ERROR, type Result } from '../result.js';

/**
 * Opens the microphone for one call. Each call has its own track, so that ending one leaves the other's alone and the
 * microphone's light goes out with the last call.
 *
 * @param deviceId a device's id; when that device is gone the default one is taken
 * @throws Result -202 not allowed, -203 busy or broken, -206 the page may not use devices at all, -290 none there
 */
export async function openMicrophone(deviceId?: string): Promise<MediaStreamTrack> {
  // Undefined in an insecure page: neither HTTPS nor localhost.
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (!devices) throw PHONE_ERROR.GET_LOCAL_MEDIA_INFO_ERROR;
  try {
    return await openTrack(devices, deviceId);
  } catch (error) {
    throw microphoneProblem(error);
  }
}

async function openTrack(devices: MediaDevices, deviceId: string | undefined): Promise<MediaStreamTrack> {
  const stream = await devices.getUserMedia({ audio: deviceId ? { deviceId: { ideal: deviceId } } : true });
  const [track] = stream.getAudioTracks();
  if (!track) throw new DOMException('no audio track', 'NotFoundError');
  return track;
}

/** The manual's result for an error of getUserMedia (Media Capture and Streams, section 10.2). */
export function microphoneProblem(error: unknown): Readonly<Result> {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError': // denied, dismissed, or forbidden by Permissions-Policy
    case 'SecurityError':
      return PHONE_ERROR.GET_AGREE_CHROME_USER_MEDIA_ROLE_ERROR;
    case 'NotFoundError':
    case 'OverconstrainedError':
      return PHONE_ERROR.NOT_FOUND_AUDIO_INPUT_DEVICE;
    default: // NotReadableError (another program has it), AbortError
      return PHONE_ERROR.GET_LOCAL_STREAM_ERROR;
  }
}

/** Follows whether the microphone opens without asking the person; false where the browser does not tell. */
export class MicrophonePermission {
  #status: PermissionStatus | null = null;

  constructor() {
    void this.#query();
  }

  get granted(): boolean {
    return this.#status?.state === 'granted';
  }

  async #query(): Promise<void> {
    try {
      this.#status = await navigator.permissions.query({ name: 'microphone' });
    } catch {
      // Not every browser has a permission of this name.
    }
  }
}
