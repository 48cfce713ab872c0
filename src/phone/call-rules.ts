import { PHONE_ERROR, type Result } from '../result.js';
import type { CallState } from './session-state.js';

export interface CallSetupFacts {
  readonly kind: 'call' | 'consultation' | 'answer';
  /** Its microphone is not there yet: a person who doesn't answer the browser's question may never give it. */
  readonly waits: boolean;
}

/** One of the present calls, as far as the rules look at it. */
export interface CallFacts {
  readonly direction: 'outbound' | 'inbound';
  readonly state: CallState;
  /** A consultation is part of the call that it is about: it does not count. */
  readonly consultation?: boolean;
}

/**
 * What a phone may do, by the calls that it has; a consultation is part of its call. Each call has a life of its own
 * besides (`session-state.ts`).
 *
 *   none ──call───▶ placed ──answered there──▶ talking ──call · answer · resume──▶ talking, the other held
 *   none ──rings──▶ rings ───answer──────────▶ talking ──rings──▶ talking, one rings beside ──answer──▶ (as above)
 *
 *   while one is placed: nothing else is placed or answered (-210)
 *   while one waits for its microphone: nothing is placed (-210), and an answer takes its place
 *   while one rings beside another: nothing is placed (-210)
 *   in the second after one was placed: nothing is placed (-208)
 *   at the limit: nothing is placed (-205), and what comes in is busy (486)
 */
export interface PhoneFacts {
  readonly calls: readonly CallFacts[];
  /** How many calls may exist at once. */
  readonly limit: number;
  /** What is being set up and is not in `calls` yet, or not answered yet. */
  readonly setup: CallSetupFacts | null;
  /** When the last outgoing call was placed; `-Infinity` when there was none. Milliseconds, any clock. */
  readonly lastCallAt: number;
  /** The same clock, now. */
  readonly now: number;
}

/** One outgoing call a second (manual, -208). */
const callInterval = 1000;

const isUnansweredOutbound = ({ direction, state }: CallFacts) =>
  direction === 'outbound' && (state === 'calling' || state === 'ringing');
const counted = ({ calls }: PhoneFacts) => calls.filter(({ consultation }) => !consultation).length;
const isUnansweredInbound = ({ direction, state }: CallFacts) => direction === 'inbound' && state === 'connecting';

/**
 * May a call be placed to `number`, the cleaned number or `null` when it can't be called?
 * `null` means yes. The order of the refusals is the one that programs in the field know: -210, -209, -208, -205.
 */
export function mayCall(phone: PhoneFacts, number: string | null, consultation = false): Readonly<Result> | null {
  const ringsBesideACall = phone.calls.length > 1 && phone.calls.some(isUnansweredInbound);
  if (phone.setup || phone.calls.some(isUnansweredOutbound) || ringsBesideACall) {
    return PHONE_ERROR.CURRENT_CALL_HAS_NOT_CONNECTED;
  }
  if (number === null) return PHONE_ERROR.INVALID_NUMBER;
  if (phone.now - phone.lastCallAt < callInterval) return PHONE_ERROR.CALL_TOO_MANY_TIMES;
  if (!consultation && counted(phone) >= phone.limit) return PHONE_ERROR.MAX_LIMIT_CALL;
  return null;
}

/** May this call be answered? `call` is `undefined` when there is no such call. */
export function mayAnswer(phone: PhoneFacts, call: CallFacts | undefined): Readonly<Result> | null {
  if (!call || !isUnansweredInbound(call)) return PHONE_ERROR.NOT_FOUND_CALL_ID;
  if (phone.calls.some(isUnansweredOutbound)) return PHONE_ERROR.CURRENT_CALL_HAS_NOT_CONNECTED;
  if (phone.setup && !givesWay(phone.setup)) return PHONE_ERROR.CURRENT_CALL_HAS_NOT_CONNECTED;
  return null;
}

const givesWay = ({ kind, waits }: CallSetupFacts) => waits && kind !== 'answer';

/** May another call ring here? If not it gets 486 Busy Here. */
export function mayRing(phone: PhoneFacts): boolean {
  return counted(phone) + (phone.setup?.kind === 'call' ? 1 : 0) < phone.limit;
}
