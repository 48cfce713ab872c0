import type { Session } from '../phone/session.js';
import type { CallSnapshot } from '../store/phone-snapshot.js';

/** What is known of a call besides its status. */
export type CallFacts = Pick<
  CallSnapshot,
  'answering' | 'networkLevel' | 'noAudio' | 'noMicrophone' | 'playBlocked' | 'transferring' | 'warning'
>;

export const noFacts: CallFacts = {
  answering: false,
  networkLevel: null,
  noAudio: null,
  noMicrophone: null,
  playBlocked: false,
  transferring: false,
  warning: null,
};

/** A call as the elements see it. */
export function callSnapshot(session: Session, facts: CallFacts): CallSnapshot {
  const { status, end, answeredAt } = session;
  const incoming = status.isRing && !end;
  return Object.freeze({
    ...facts,
    callId: status.callId,
    direction: status.communicationType,
    state: end ? 'ended' : status.callStatus,
    number: status.number,
    name: status.name,
    company: status.company,
    headers: session.headers,
    avatar: status.avatar,
    video: status.isVideo,
    camera: Boolean(session.media?.peer.camera),
    earlyMedia: session.earlyMedia,
    incoming,
    answering: facts.answering && incoming,
    muted: status.isMute,
    held: status.isHold,
    heldByOther: status.isRemoteHold,
    holdPending: session.holdPending,
    recording: status.recordStatus,
    reconnecting: session.reconnecting,
    transferOf: session.parent?.status.callId ?? '',
    startedAt: status.callStartTime,
    answeredAt,
    endedAt: end?.at ?? null,
    endReason: end?.reason ?? null,
    endCode: end?.code ?? 0,
  });
}
