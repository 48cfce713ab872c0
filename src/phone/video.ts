import { openUserMedia } from '../media/user-media.js';
import { SipRefusal, type SipCall } from '../sip/sip-port.js';
import type { SessionMedia } from './session-media.js';

export interface VideoHost {
  /** `null` when the call is over. */
  readonly media: () => SessionMedia | null;
  readonly cameraId: () => string | undefined;
  /** Aborted when the phone goes away. */
  readonly signal: AbortSignal;
  /** The other side took a change. */
  readonly changed: (isVideo: boolean) => void;
  /** It didn't, or there is no camera; the call is as before. `status`: the SIP status, 0 when there is none. */
  readonly refused: (status: number) => void;
}

/** Pictures of one call that is up: turned on and off by re-INVITE. */
export class VideoControl {
  constructor(
    private readonly call: SipCall,
    private readonly host: VideoHost,
  ) {}

  /** Turns our camera on. A camera that can't be had, or a refusal, leaves the call as it is. */
  async turnOn(): Promise<void> {
    const { cameraId, signal } = this.host;
    const camera = await openUserMedia({ cameraId: cameraId(), video: true, audio: false, signal }).then(
      (stream) => stream.getVideoTracks()[0],
      () => undefined,
    );
    const media = this.host.media();
    if (!camera || !media) {
      camera?.stop();
      this.host.refused(0);
      return;
    }
    media.peer.video = true;
    await media.peer.setCamera(camera);
    media.followInputs();
    if (!(await this.#negotiate())) await releaseCamera(media);
  }

  /** Turns pictures off, both ways. */
  async turnOff(media: SessionMedia): Promise<void> {
    await releaseCamera(media);
    await this.#negotiate();
  }

  /** Negotiates anew; `receive` asks for the other side's picture, or no longer. */
  renegotiate(media: SessionMedia, receive: boolean | undefined): void {
    media.peer.video = receive ?? media.peer.video;
    void this.#negotiate();
  }

  /** Negotiates what is wanted now; tells whether the other side took it. */
  async #negotiate(): Promise<boolean> {
    try {
      await this.call.renegotiate();
      this.host.changed(this.host.media()?.peer.hasVideo ?? false);
      return true;
    } catch (error) {
      this.host.refused(error instanceof SipRefusal ? error.status : 0);
      return false;
    }
  }
}

/** No pictures are wanted any more. What follows the camera forgets it, or would open another when that one is gone. */
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
