/**
 * The life of an INVITE usage (RFC 3261 sections 13 to 15), ours or the other side's.
 *
 *   outbound:  calling ──progress──▶ proceeding ◀─┐ progress
 *                 │                      │    └───┘
 *                 ├────────answer────────┤
 *                 │                      ▼
 *                 │                   answered ──confirm──▶ confirmed
 *                 │                      ▲
 *   inbound:   ringing ──accept──▶ answering ──answer
 *                 │
 *                 └── end, from every state ──▶ ended
 */
export type InviteState = 'calling' | 'proceeding' | 'ringing' | 'answering' | 'answered' | 'confirmed' | 'ended';

/**
 * - `progress` a provisional response is here, so that a CANCEL may go out
 * - `accept` the user answers; our description is being made
 * - `answer` a 2xx was received or sent; its ACK is missing
 * - `confirm` caller: the answer is applied and acknowledged; callee: the ACK is here
 * - `end` it is over, whatever the reason
 */
export type InviteFact = 'progress' | 'accept' | 'answer' | 'confirm' | 'end';

const moves: Readonly<Record<InviteState, Partial<Record<InviteFact, InviteState>>>> = {
  calling: { progress: 'proceeding', answer: 'answered', end: 'ended' },
  proceeding: { progress: 'proceeding', answer: 'answered', end: 'ended' },
  ringing: { accept: 'answering', end: 'ended' },
  answering: { answer: 'answered', end: 'ended' },
  answered: { confirm: 'confirmed', end: 'ended' },
  confirmed: { end: 'ended' },
  ended: {},
};

/** The state after `fact`, or `null` when the fact means nothing in this state (a late 180, a second end). */
export function move(state: InviteState, fact: InviteFact): InviteState | null {
  return moves[state][fact] ?? null;
}
