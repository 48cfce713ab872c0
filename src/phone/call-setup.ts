import { applyCodecPreferences } from '../media/codec-preferences.js';
import { Peer } from '../media/peer.js';
import { MicrophonePermission, openUserMedia } from '../media/user-media.js';
import { PHONE_ERROR, isResult, type Result } from '../result.js';
import type { CallSetupFacts } from './call-rules.js';
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

/** The user took a call back before its INVITE was out. */
export const callCancelled: Readonly<Result & { reason: 'cancelled' }> = Object.freeze({
  ...PHONE_ERROR.UNKNOWN_ERROR,
  reason: 'cancelled' as const,
});

/** What is being set up. */
export interface Attempt extends CallSetupFacts {
  waits: boolean;
  readonly peer: Peer;
  /** Microphone and camera are there. @throws Result */
  readonly ready: Promise<void>;
  /** Ends the waiting: `ready` rejects with this. */
  readonly giveUp: (why: Result) => void;
  /** Aborted by `giveUp`, with its result as the reason. */
  readonly givenUp: AbortSignal;
}

/** Gets the media for a call that is being placed or answered; one at a time. */
export class CallSetup {
  attempt: Attempt | null = null;
  readonly #permission = new MicrophonePermission();

  /** `ending` is aborted when the phone goes away. */
  constructor(
    private readonly config: PhoneConfig,
    private readonly ending: AbortSignal,
  ) {}

  /** `action` awaits what it needs; an attempt that still waits gives way. What fails closes the peer. @throws Result */
  async run(kind: Attempt['kind'], option: CallOptions, action: (attempt: Attempt) => Promise<void>): Promise<void> {
    this.attempt?.giveUp(PHONE_ERROR.CURRENT_CALL_HAS_NOT_CONNECTED);
    const attempt = (this.attempt = this.#begin(kind, option));
    const onEnding = () => attempt.giveUp(PHONE_ERROR.UNKNOWN_ERROR);
    this.ending.addEventListener('abort', onEnding, { signal: attempt.peer.signal });
    if (this.ending.aborted) onEnding();
    try {
      await action(attempt);
    } catch (error) {
      attempt.peer.close();
      throw isResult(error) ? error : PHONE_ERROR.UNKNOWN_ERROR;
    } finally {
      if (this.attempt === attempt) this.attempt = null;
    }
  }

  /** Takes back the call that is being placed. `false` when there is none. */
  cancel(): boolean {
    const { attempt } = this;
    if (!attempt || attempt.kind === 'answer') return false;
    attempt.giveUp(callCancelled);
    return true;
  }

  #begin(kind: Attempt['kind'], option: CallOptions): Attempt {
    const { iceServers, codecs, audio, deviceIds } = this.config;
    const video = option.video === true;
    const givenUp = new AbortController();
    const { signal } = givenUp;
    const media = openUserMedia({ ...deviceIds, video, audio, signal });
    const peer = new Peer(iceServers, (transceiver) => applyCodecPreferences(transceiver, codecs));
    peer.video = video || option.offerToReceiveVideo === true;
    const ready = new Promise<void>((resolve, reject) => {
      media.then((stream) => give(peer, stream)).then(resolve, reject);
      signal.addEventListener('abort', () => reject(signal.reason as Result), { once: true });
    });
    const attempt: Attempt = { kind, waits: true, peer, ready, giveUp: (why) => givenUp.abort(why), givenUp: signal };
    // Awaited later, perhaps later than it is refused.
    ready.then(() => (attempt.waits = false)).catch(() => undefined);
    return attempt;
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
