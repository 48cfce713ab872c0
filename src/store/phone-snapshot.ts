/**
 * What a phone is, in plain frozen data: the only thing that an element draws. It can be cloned, logged, written by hand
 * in a test or sent to another tab; media streams are not part of it (see `src/media/`).
 */
import type { EndReason } from '../phone/end-reason.js';
import type { CallState } from '../phone/session-state.js';
import type { RecordLists } from './call-records.js';
import type { DeviceCheck } from './device-report.js';

export type { CallState, EndReason };
export type { CallRecord, RecordList, RecordLists, RecordQuery } from './call-records.js';

export type Recording = 'stop' | 'recording' | 'pause';

/** `lost`: unplugged, and there is no other one; `taken`: the system or another program took its sound away. */
export type NoMicrophone = 'lost' | 'taken' | null;

/** Something did not go as it was wished; the call that has the warning is as before. */
export type CallWarning = {
  /** The SIP status (603 …); 0 when there is none. */
  readonly code: number;
  /** Changes with each occurrence, so that the same one twice is announced twice. */
  readonly at: number;
} & (
  | { readonly action: 'hold' | 'unhold' | 'transfer' | 'dtmf' | 'video' }
  /** A consultation or another call ended, not by the person here, and this one is left. */
  | { readonly action: 'other-call'; readonly ended: Pick<CallSnapshot, 'name' | 'number' | 'endReason'> }
);

/** In which direction sound is missing: `in` we hear nothing, `out` they hear nothing. */
export type NoAudioWay = 'in' | 'out' | 'both' | null;

export type DeviceRole = 'microphone' | 'camera' | 'speaker' | 'ringer';

/** A device that a person may choose. */
export interface DeviceChoice {
  readonly kind: 'microphone' | 'camera' | 'speaker';
  /** As the browser names it on this page. */
  readonly id: string;
  readonly label: string;
}

export interface CallSnapshot {
  /** The SIP Call-ID. */
  readonly callId: string;
  readonly direction: 'outbound' | 'inbound';
  readonly state: CallState;
  readonly number: string;
  /** The other side's name; empty when unknown. */
  readonly name: string;
  readonly company: string;
  /**
   * Header fields of the INVITE of a call that came in: name in lower case → values. `X-…` and those that say something about
   * the call (`call-info`, `diversion`, `history-info`, `user-to-user` …). Empty for a call that was placed.
   */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** URL of a picture; empty when there is none. */
  readonly avatar: string;
  readonly video: boolean;
  /** Our camera is on. */
  readonly camera: boolean;
  /** The other side is not connected yet and sends sound already: its ringing tone, or an announcement. */
  readonly earlyMedia: boolean;
  /** An incoming call that waits to be answered. */
  readonly incoming: boolean;
  /** The person pressed answer; the microphone or the PBX has not confirmed yet. */
  readonly answering: boolean;
  readonly muted: boolean;
  /** We keep the other side on hold, and it knows. */
  readonly held: boolean;
  /** The other side keeps us on hold. */
  readonly heldByOther: boolean;
  /** A hold or resume that the other side has not confirmed yet. */
  readonly holdPending: boolean;
  readonly recording: Recording;
  /** The call that this one is a consultation about: its SIP Call-ID; empty when it is none. */
  readonly transferOf: string;
  /** 0 nothing comes through, 1 bad … 5 as good as a telephone gets; `null` before it was measured. */
  readonly networkLevel: number | null;
  /** We hear nothing, or they hear nothing, for some seconds. */
  readonly noAudio: NoAudioWay;
  /** The browser plays the call only after the page was pressed. */
  readonly playBlocked: boolean;
  /** What is wrong with our microphone. */
  readonly noMicrophone: NoMicrophone;
  /** A transfer is under way; the other sides have not confirmed it yet. */
  readonly transferring: boolean;
  /** What was asked for last and did not happen. */
  readonly warning: CallWarning | null;
  /** The sound is lost and a new way for it is being looked for; the call is kept for half a minute. */
  readonly reconnecting: boolean;
  /** When the call was placed or came in: milliseconds since 1970. */
  readonly startedAt: number;
  /** When both sides were connected: milliseconds since 1970, `null` before. */
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  readonly endReason: EndReason | null;
  /** The SIP status that ended the call (486, 404 …), or 0. */
  readonly endCode: number;
}

/**
 * - `signed-out` nothing was asked yet
 * - `signing-in` the PBX checks the signature, or the phone registers
 * - `ready` calls can be placed and come in
 * - `reconnecting` the connection was lost, we try again by ourselves
 * - `refused` the PBX or the configuration says no: a person must do something, see `problem`
 */
export type ConnectionState = 'signed-out' | 'signing-in' | 'ready' | 'reconnecting' | 'refused';

/** Something that a person should read. */
export interface Problem {
  /** The manual's code: -103, -202, -209 … */
  readonly code: number;
  /** The manual's name of the code. */
  readonly msg: string;
  /** Changes with each occurrence, so that the same problem twice is announced twice. */
  readonly at: number;
}

export interface PhoneSnapshot {
  readonly connection: ConnectionState;
  /** Why `connection` is `refused`, or why the last attempt to connect failed. */
  readonly connectionProblem: Problem | null;
  /** When the next attempt to connect begins: milliseconds since 1970; `null` when none waits. */
  readonly retryAt: number | null;
  readonly extension: string;
  readonly extensionName: string;
  /** Every call that is not over. */
  readonly calls: readonly CallSnapshot[];
  /** The call that the session element shows; one of `calls` or `endedCall`. */
  readonly currentCallId: string | null;
  /** The call that ended last, for a few seconds. */
  readonly endedCall: CallSnapshot | null;
  /** The number of an outgoing call that waits for the microphone. */
  readonly dialling: string | null;
  /** Why the last wish (a call, an answer) was refused; `null` once the next one was granted. */
  readonly callProblem: Problem | null;
  /** For redial. */
  readonly lastNumber: string;
  /** Missed calls that the person has not looked at. */
  readonly unread: number;
  /** Call records, as far as somebody looked at them; by {@link recordsKey} of the query. */
  readonly records: RecordLists;
  /** The PBX lets this extension: 0 not record, 1 pause and resume, 2 also start. */
  readonly recordPermission: number;
  /** The PBX has video calls. */
  readonly videoAllowed: boolean;
  /** What may be chosen; empty until the page may use a microphone. */
  readonly devices: readonly DeviceChoice[];
  /** Ids of what was chosen; empty: the system's default. */
  readonly chosenDevices: Readonly<Record<DeviceRole, string>>;
  /** It should ring, but the browser plays nothing before the page is pressed or a key is. */
  readonly ringBlocked: boolean;
  /** A check of the devices that is under way, or the last one. */
  readonly deviceCheck: DeviceCheck | null;
}

export const emptySnapshot: PhoneSnapshot = Object.freeze({
  connection: 'signed-out',
  connectionProblem: null,
  retryAt: null,
  extension: '',
  extensionName: '',
  calls: Object.freeze([]),
  currentCallId: null,
  endedCall: null,
  dialling: null,
  callProblem: null,
  lastNumber: '',
  unread: 0,
  records: Object.freeze({}),
  recordPermission: 0,
  videoAllowed: false,
  devices: Object.freeze([]),
  chosenDevices: Object.freeze({ microphone: '', camera: '', speaker: '', ringer: '' }),
  ringBlocked: false,
  deviceCheck: null,
});
