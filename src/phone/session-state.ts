/**
 * The life of a call, as its `callStatus` shows it (manual, `CallStatus`; `ended` is ours: the session is gone by then).
 *
 *   outbound:  calling ──progress──▶ ringing ◀─┐ progress
 *                 │                    │   └───┘
 *                 ├──────confirm───────┤
 *                 │                    ▼
 *   inbound:   connecting ──confirm──▶ talking
 *                 │
 *                 └── end, from every state ──▶ ended
 */
export type CallState = 'calling' | 'ringing' | 'connecting' | 'talking' | 'ended';

/**
 * - `progress` the other phone rings (180 or 183)
 * - `confirm` both sides are connected (caller: the answer is applied; callee: the ACK is here)
 * - `end` it is over, whatever the reason
 */
export type CallFact = 'progress' | 'confirm' | 'end';

const moves: Readonly<Record<CallState, Partial<Record<CallFact, CallState>>>> = {
  calling: { progress: 'ringing', confirm: 'talking', end: 'ended' },
  ringing: { progress: 'ringing', confirm: 'talking', end: 'ended' },
  connecting: { confirm: 'talking', end: 'ended' },
  talking: { end: 'ended' },
  ended: {},
};

/** The state after `fact`, or `null` when the fact means nothing in this state (a late 180, a second end). */
export function move(state: CallState, fact: CallFact): CallState | null {
  return moves[state][fact] ?? null;
}
