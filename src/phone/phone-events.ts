import { knownEvents } from '../known-events.js';
import type { Result } from '../result.js';
import type { Session } from './session.js';

interface Told {
  callId: string;
  session: Session;
}

export interface PhoneOperatorEvents {
  connected: [];
  /** The connection is lost; the phone tries again by itself, first in `retryIn` milliseconds. */
  disconnected: [{ retryIn: number }];
  registered: [];
  /** `final`: it will not be tried again by itself. `status`: the SIP status, 0 when there is none. */
  registrationFailed: [Result & { status: number; final: boolean }];
  isRegisteredChange: [boolean];
  newRTCSession: [Told];
  /** The session comes twice: programs written after the manual's sample take it as the second argument. */
  incoming: [told: Told, session: Session];
  startSession: [Told];
  recordPermissionsChange: [number];
  videoPlanChange: [string];
  deleteSession: [{ callId: string; cause: string; session: Session }];
  /** The PBX has written the record of a call: webhooks know the call by this `uniqueid`. Beyond the manual. */
  callRecord: [{ callId: string; uniqueid: string; session: Session }];
  /** An outgoing call waits for its microphone (a number), or no longer does (`null`). */
  dialling: [number: string | null];
}

/** Their names, for a listener that asks for another. */
export const phoneEvents = knownEvents<PhoneOperatorEvents>({
  connected: true,
  disconnected: true,
  registered: true,
  registrationFailed: true,
  isRegisteredChange: true,
  newRTCSession: true,
  incoming: true,
  startSession: true,
  recordPermissionsChange: true,
  videoPlanChange: true,
  deleteSession: true,
  callRecord: true,
  dialling: true,
});
