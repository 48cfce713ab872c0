import type { Session } from './session.js';

/**
 * Recording is done by the PBX: a feature code, sent as tones, starts, pauses and resumes it, and topic 20048 tells what
 * has become of it. Permissions (manual, `recordPermissions`): 0 none, 1 pause and resume, 2 also start.
 */

type RecordStatus = 'stop' | 'recording' | 'pause';

/** May recording go from `now` to recording (`start`) or to a pause? */
export function mayRecord(permission: number, now: RecordStatus, wish: 'start' | 'pause'): boolean {
  if (wish === 'pause') return permission >= 1 && now === 'recording';
  return now === 'pause' ? permission >= 1 : now === 'stop' && permission >= 2;
}

/** A PBX that says nothing for this long has not understood (ms). */
const answerTime = 5000;

/** When a call's recording was last asked to change, until topic 20048 tells what has become of it: `performance.now()`. */
const askedAt = new WeakMap<Session, number>();

/**
 * Sends the feature code. The same code starts and pauses, so that a second click before the PBX has answered would undo
 * the first: nothing is sent for it, and it is as good as done.
 */
export function sendRecordCode(session: Session, code: string): boolean {
  const now = performance.now();
  if (now - (askedAt.get(session) ?? -Infinity) < answerTime) return true;
  if (!session.dtmf(code)) return false;
  askedAt.set(session, now);
  return true;
}

/** What topic 20048 says; numbers may come as text. */
export interface RecordMessage {
  readonly caller_sip_callid?: string;
  readonly callee_sip_callid?: string;
  readonly record_status?: string;
  readonly call_feature?: string;
}

/** Writes what the PBX says into the call that it speaks of, if that is one of ours. */
export function applyRecordMessage(sessions: ReadonlyMap<string, Session>, message: RecordMessage): void {
  const session = sessions.get(message.caller_sip_callid ?? '') ?? sessions.get(message.callee_sip_callid ?? '');
  const status = message.record_status;
  if (!session || (status !== 'stop' && status !== 'recording' && status !== 'pause')) return;
  askedAt.delete(session);
  session.change({ recordStatus: status, isConference: message.call_feature === 'conference' });
}
