import type { Result } from '../result.js';
import type { CallOptions } from './call-setup.js';
import type { EndReason } from './end-reason.js';
import type { PhoneConfig } from './phone-config.js';
import type { MediaSetting } from './session-media.js';
import type { Session } from './session.js';

/** What a session asks of its phone: what concerns more than one call is decided there. */
export interface SessionOwner {
  readonly config: PhoneConfig;
  /** The host in the addresses of the PBX, without port. */
  readonly host: string;
  readonly isRegistered: boolean;
  readonly mediaSetting: MediaSetting;
  readonly incomingList: Session[];
  /** Aborted when the phone goes away. */
  readonly closing: AbortSignal;
  answer(callId: string, option?: CallOptions): Promise<Result>;
  /** Places a call about another one. */
  consult(about: Session, number: string): Promise<Result>;
  consultationOf(session: Session): Session | undefined;
  /** This call is the one that the user talks in: the others go on hold. */
  bringForward(session: Session): void;
}

/** Why and when a session ended. */
export interface SessionEnd {
  readonly reason: EndReason;
  readonly cause: string;
  /** The SIP status, or 0. */
  readonly code: number;
  readonly at: number;
}
