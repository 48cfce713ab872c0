import type { CallSnapshot, PhoneSnapshot, Problem } from '../../src/store/phone-snapshot.js';

/** The call that is up or being set up. One that rings here is not: it is `<linkus-incoming>`'s. */
export function currentCall({ calls, currentCallId }: PhoneSnapshot): CallSnapshot | undefined {
  return calls.find(({ callId, incoming }) => callId === currentCallId && !incoming);
}

/**
 * Several elements of one phone could say why the last wish was refused: this picks the one that speaks, the nearest to what
 * the person was doing. A ringing call first, then the call that is up, else the dialpad.
 */
export function callProblemFor(
  place: 'incoming' | 'session' | 'dialpad',
  snapshot: PhoneSnapshot,
): Problem | undefined {
  const rings = snapshot.calls.some(({ incoming }) => incoming);
  const speaker = rings ? 'incoming' : currentCall(snapshot) ? 'session' : 'dialpad';
  return speaker === place ? (snapshot.callProblem ?? undefined) : undefined;
}
