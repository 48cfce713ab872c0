import { openUserMedia } from '../media/user-media.js';
import { SipRefusal } from '../sip/sip-port.js';
import type { PhoneConfig } from './phone-config.js';
import type { Session } from './session.js';
import type { SessionMedia } from './session-media.js';

const isTalking = (session: Session) => session.status.callStatus === 'talking';

/** Turns our camera on in a call. A camera that can't be had, or a refusal, leaves the call as it is; a warning says so. */
export function audioToVideo(session: Session, { deviceIds }: PhoneConfig, signal: AbortSignal): boolean {
  if (!isTalking(session) || !session.media) return false;
  void turnOn(session, deviceIds.cameraId, signal);
  return true;
}

async function turnOn(session: Session, cameraId: string | undefined, signal: AbortSignal): Promise<void> {
  const camera = await openUserMedia({ cameraId, video: true, audio: false, signal }).then(
    (stream) => stream.getVideoTracks()[0],
    () => undefined,
  );
  const { media } = session;
  if (!camera || !media) {
    camera?.stop();
    session.warn('video', 0);
    return;
  }
  media.peer.video = true;
  await media.peer.setCamera(camera);
  media.followInputs();
  if (await negotiate(session)) return;
  await releaseCamera(media);
}

/** No pictures are wanted any more. Who follows the camera forgets it, or would open another when that one is gone. */
async function releaseCamera(media: SessionMedia): Promise<void> {
  media.peer.video = false;
  await media.peer.setCamera(null);
  media.followInputs();
}

/** Both sides are connected: pictures that were refused must not leave our camera on. Tells whether there are pictures. */
export function settleVideo(media: SessionMedia | null): boolean {
  const isVideo = media?.peer.hasVideo ?? false;
  if (media?.peer.video && !isVideo) void releaseCamera(media);
  return isVideo;
}

/** Turns pictures off, both ways. */
export function videoToAudio(session: Session): boolean {
  const { media } = session;
  if (!isTalking(session) || !media?.peer.video) return false;
  void releaseCamera(media).then(() => negotiate(session));
  return true;
}

/** Negotiates anew; `receive` asks for the other side's picture, or no longer. */
export function renegotiate(session: Session, receive: boolean | undefined): boolean {
  const peer = session.media?.peer;
  if (!isTalking(session) || !peer) return false;
  peer.video = receive ?? peer.video;
  void negotiate(session);
  return true;
}

/** Negotiates what the peer's wishes are now; tells whether the other side took it. */
async function negotiate(session: Session): Promise<boolean> {
  try {
    await session.call.renegotiate();
    session.change({ isVideo: session.media?.peer.hasVideo ?? false });
    return true;
  } catch (error) {
    session.warn('video', error instanceof SipRefusal ? error.status : 0);
    return false;
  }
}
