import type { Session } from '../phone/session.js';
import type { CallSnapshot } from './phone-snapshot.js';

/** A call as the elements see it. `answering`: the person pressed answer, nothing confirmed it yet. */
export function callSnapshot(session: Session, answering: boolean): CallSnapshot {
  const { status, end, answeredAt } = session;
  return Object.freeze({
    callId: status.callId,
    direction: status.communicationType,
    state: end ? 'ended' : status.callStatus,
    number: status.number,
    name: status.name,
    company: status.company,
    avatar: status.avatar,
    video: status.isVideo,
    incoming: status.isRing && !end,
    answering: answering && status.isRing && !end,
    muted: status.isMute,
    startedAt: status.callStartTime,
    answeredAt,
    endedAt: end?.at ?? null,
    endReason: end?.reason ?? null,
    endCode: end?.code ?? 0,
  });
}
