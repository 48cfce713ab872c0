/**
 * What a phone is, in plain frozen data: the only thing that an element draws. It can be cloned, logged, written by hand
 * in a test or sent to another tab; media streams are not part of it (see `src/media/`).
 */
import type { EndReason } from '../phone/end-reason.js';
import type { CallState } from '../phone/session-state.js';

export type { CallState, EndReason };

export interface CallSnapshot {
  /** The SIP Call-ID. */
  readonly callId: string;
  readonly direction: 'outbound' | 'inbound';
  readonly state: CallState;
  readonly number: string;
  /** The other side's name; empty when unknown. */
  readonly name: string;
  readonly company: string;
  /** URL of a picture; empty when there is none. */
  readonly avatar: string;
  readonly video: boolean;
  /** An incoming call that waits to be answered. */
  readonly incoming: boolean;
  /** The person pressed answer; the microphone or the PBX has not confirmed yet. */
  readonly answering: boolean;
  readonly muted: boolean;
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
}

export const emptySnapshot: PhoneSnapshot = Object.freeze({
  connection: 'signed-out',
  connectionProblem: null,
  extension: '',
  extensionName: '',
  calls: Object.freeze([]),
  currentCallId: null,
  endedCall: null,
  dialling: null,
  callProblem: null,
  lastNumber: '',
});
