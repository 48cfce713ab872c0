import type { Result } from '../result.js';
import type { CallOptions } from './call-setup.js';
import type { EndReason } from './end-reason.js';
import type { MediaSetting } from './session-media.js';
import type { Session } from './session.js';

/** What a session asks of its phone: what concerns more than one call is decided there. */
export interface SessionOwner {
  /** Our own number. */
  readonly extension: string;
  /** The host in the addresses of the PBX. */
  readonly host: string;
  readonly isRegistered: boolean;
  readonly mediaSetting: MediaSetting;
  readonly incomingList: Session[];
  answer(callId: string, option?: CallOptions): Promise<Result>;
  unhold(callId: string): boolean;
  blindTransfer(callId: string, number: string): boolean;
  attendedTransfer(callId: string, number: string): boolean;
  startRecord(callId: string): boolean;
  pauseRecord(callId: string): boolean;
  audioToVideo(callId: string): boolean;
  videoToAudio(callId: string): boolean;
  renegotiate(callId: string, offerToReceiveVideo?: boolean): boolean;
}

/** Why and when a session ended. */
export interface SessionEnd {
  readonly reason: EndReason;
  readonly cause: string;
  /** The SIP status, or 0. */
  readonly code: number;
  readonly at: number;
}
