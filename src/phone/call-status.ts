import type { CallState } from './session-state.js';

/** What a page may rename about a call (manual, `StaticCallStatus`). */
export interface StaticCallStatus {
  name: string;
  /** URL of a picture. */
  avatar: string;
  company: string;
}

/** The call that a consultation call belongs to (manual, `TransferParentType`). Durations in seconds. */
export interface TransferParentType {
  callId: string;
  avatar: string;
  name: string;
  number: string;
  callDuration: number;
  holdDuration: number;
}

/** The state of a call (manual, `CallStatus`). */
export interface CallStatus extends StaticCallStatus {
  number: string;
  callId: string;
  communicationType: 'outbound' | 'inbound';
  isVideo: boolean;
  /** Inbound: it rings here and waits to be answered. */
  isRing: boolean;
  /** We keep the other side on hold, and it knows. */
  isHold: boolean;
  /** The other side keeps us on hold. Beyond the manual. */
  isRemoteHold: boolean;
  isMute: boolean;
  callStatus: Exclude<CallState, 'ended'>;
  /** When it was placed or came in: milliseconds since 1970. */
  callStartTime: number;
  recordStatus: 'stop' | 'recording' | 'pause';
  /** A consultation call. */
  isTransfer: boolean;
  transferParent?: TransferParentType;
  isConference: boolean;
}
