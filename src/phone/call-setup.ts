import { applyCodecPreferences } from '../media/codec-preferences.js';
import { Peer } from '../media/peer.js';
import { MicrophonePermission, openUserMedia } from '../media/user-media.js';
import { PHONE_ERROR, isResult } from '../result.js';
import type { PhoneConfig } from './phone-config.js';

/** Options of a call or an answer (manual, `CallOptions`). */
export interface CallOptions {
  /** Send our camera's picture. */
  video?: boolean;
  /** See the other side's picture without sending one. */
  offerToReceiveVideo?: boolean;
  /** Header lines for the INVITE. */
  extraHeaders?: string[];
}

/** What is usable of an application's options: a header line with a line end in it could write other headers. */
export function cleanOptions(option: unknown): CallOptions {
  const { video, offerToReceiveVideo, extraHeaders } = (option ?? {}) as Record<keyof CallOptions, unknown>;
  const lines = Array.isArray(extraHeaders) ? (extraHeaders as unknown[]) : [];
  const isHeader = (line: unknown): line is string => typeof line === 'string' && /^[\w-]+\s*:[^\r\n]*$/.test(line);
  return {
    ...(video === true && { video }),
    ...(offerToReceiveVideo === true && { offerToReceiveVideo }),
    extraHeaders: lines.filter(isHeader),
  };
}

/** Gets the media for a call that is being placed or answered; one at a time. */
export class CallSetup {
  /** A call is being set up and is not among the sessions yet, or waits for its microphone. */
  busy = false;
  readonly #permission = new MicrophonePermission();

  /** `ending` is aborted when the phone goes away. */
  constructor(
    private readonly config: PhoneConfig,
    private readonly ending: AbortSignal,
  ) {}

  /** `action` gets the peer, and awaits `ready` for microphone and camera. What fails closes the peer. @throws Result */
  async run(option: CallOptions, action: (peer: Peer, ready: Promise<void>) => Promise<void>): Promise<void> {
    const { iceServers, codecs, audio, deviceIds } = this.config;
    this.busy = true;
    const video = option.video === true;
    const media = openUserMedia({ ...deviceIds, video, audio, signal: this.ending });
    const peer = new Peer(iceServers, (transceiver) => applyCodecPreferences(transceiver, codecs));
    try {
      peer.video = video || option.offerToReceiveVideo === true;
      const ready = media.then((stream) => give(peer, stream));
      ready.catch(() => undefined); // awaited later, perhaps later than it is refused
      await action(peer, ready);
    } catch (error) {
      peer.close();
      throw isResult(error) ? error : PHONE_ERROR.UNKNOWN_ERROR;
    } finally {
      this.busy = false;
    }
  }

  /**
   * Makes the offer while the microphone opens. Not before the permission is given: a browser hides its addresses until
   * then, so that the offer would lack them.
   */
  offerEarly(peer: Peer): void {
    if (this.#permission.granted && !peer.video) peer.offer().catch(() => undefined); // told again when it is sent
  }
}

async function give(peer: Peer, stream: MediaStream): Promise<void> {
  const [microphone] = stream.getAudioTracks();
  const [camera] = stream.getVideoTracks();
  if (microphone) await peer.setMicrophone(microphone);
  if (camera) await peer.setCamera(camera);
}
