import type { CallStatus } from './call-status.js';

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

/** Asks for a change of one call's recording; topic 20048 tells what has become of it. */
export class RecordRequest {
  #askedAt = -Infinity;

  /**
   * Sends the feature code. The same code starts and pauses, so that a second click before the PBX has answered would undo
   * the first: nothing is sent for it, and it is as good as done.
   */
  send(dtmf: () => boolean): boolean {
    const now = performance.now();
    if (now - this.#askedAt < answerTime) return true;
    if (!dtmf()) return false;
    this.#askedAt = now;
    return true;
  }

  /** The PBX has told. */
  settle(): void {
    this.#askedAt = -Infinity;
  }
}

/** What topic 20048 says; numbers may come as text. */
export interface RecordMessage {
  readonly caller_sip_callid?: string;
  readonly callee_sip_callid?: string;
  readonly record_status?: string;
  readonly call_feature?: string;
}

/** What a message of topic 20048 changes in the status of its call; `null` when it says nothing of a recording. */
export function recordChange(message: RecordMessage): Pick<CallStatus, 'recordStatus' | 'isConference'> | null {
  const status = message.record_status;
  if (status !== 'stop' && status !== 'recording' && status !== 'pause') return null;
  return { recordStatus: status, isConference: message.call_feature === 'conference' };
}
