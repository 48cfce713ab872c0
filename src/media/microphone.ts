import { openUserMedia } from './user-media.js';

export { MicrophonePermission } from './user-media.js';

/**
 * Opens the microphone for one call.
 *
 * @param deviceId a device's id; when that device is gone the default one is taken
 * @throws MediaProblem see {@link openUserMedia}
 */
export async function openMicrophone(deviceId?: string): Promise<MediaStreamTrack> {
  const stream = await openUserMedia({ microphoneId: deviceId });
  return stream.getAudioTracks()[0] as MediaStreamTrack;
}
