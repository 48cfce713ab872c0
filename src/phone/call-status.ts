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

const texts = new Set(['name', 'avatar', 'company', 'number']);
const switches = new Set(['isVideo', 'isRing', 'isHold', 'isRemoteHold', 'isMute', 'isTransfer', 'isConference']);
const choices = new Map<string, readonly unknown[]>([
  ['callStatus', ['calling', 'ringing', 'connecting', 'talking']],
  ['recordStatus', ['stop', 'recording', 'pause']],
]);

/** The fields of an application's `change` that a status can have. Which call it is and who began it can't be changed. */
export function knownFields(change: unknown): Partial<CallStatus> {
  if (typeof change !== 'object' || change === null) return {};
  const fits = ([name, value]: [string, unknown]) =>
    (texts.has(name) && typeof value === 'string' && (name !== 'number' || value !== '')) ||
    (switches.has(name) && typeof value === 'boolean') ||
    Boolean(choices.get(name)?.includes(value)) ||
    (name === 'callStartTime' && Number.isFinite(value));
  return Object.fromEntries(Object.entries(change).filter(fits));
}
