import type { SipEnd } from '../sip/sip-port.js';

/** Why a call ended. A closed list: each has a sentence in the elements. */
export type EndReason =
  | 'hung-up-here'
  | 'hung-up-there'
  | 'cancelled' // the caller gave up before an answer
  | 'rejected' // by the called person, or by us
  | 'busy'
  | 'no-answer'
  | 'not-found' // there is no such number
  | 'unavailable' // the number exists, no phone is registered there
  | 'answered-elsewhere'
  | 'network'
  | 'media' // the two ends could not agree on the media, or not connect it
  | 'microphone'
  | 'phone-closed' // the page or the element went away
  | 'transferred' // the transfer we requested succeeded, or another call replaced this one
  | 'pbx'; // the PBX failed, or refused for another reason

const byStatus: Readonly<Record<number, EndReason>> = {
  // A redirection is the PBX's to follow, which knows what may be called. Here it says where the called party is not.
  300: 'unavailable',
  301: 'not-found',
  302: 'unavailable',
  305: 'unavailable',
  380: 'unavailable',
  403: 'rejected',
  404: 'not-found',
  408: 'no-answer',
  410: 'not-found',
  415: 'media',
  416: 'not-found',
  480: 'unavailable',
  484: 'not-found',
  485: 'not-found',
  486: 'busy',
  487: 'cancelled',
  488: 'media',
  600: 'busy',
  603: 'rejected',
  604: 'not-found',
  606: 'media',
  607: 'rejected',
  608: 'rejected',
};

/** What is known of a call at its end, beside the SIP facts. */
export interface EndContext {
  readonly direction: 'outbound' | 'inbound';
  /** Both sides were connected. */
  readonly answered: boolean;
  /** The called phone rang (a 180 or 183 was seen). */
  readonly rang: boolean;
}

/** Says in one word why a call ended (RFC 3261 section 21 for the status codes, RFC 3326 for the Reason header). */
export function endReason(end: SipEnd, { direction, answered, rang }: EndContext): EndReason {
  if (end.why) return end.why;
  if (answered) return end.by === 'us' ? 'hung-up-here' : 'hung-up-there';
  if (end.by === 'us') return direction === 'inbound' ? 'rejected' : 'cancelled';
  if (direction === 'inbound') return end.elsewhere ? 'answered-elsewhere' : 'cancelled';
  // A phone that rang and was left alone ends with the same 480 as a number without a phone.
  if (end.status === 480 && rang) return 'no-answer';
  return byStatus[end.status] ?? 'pbx';
}

/** The manual's `cause`, in the words that applications of the vendor's SDK compare with. */
export function endCause(reason: EndReason): string {
  switch (reason) {
    case 'hung-up-here':
    case 'hung-up-there':
    case 'phone-closed':
    case 'transferred':
      return 'Terminated';
    case 'cancelled':
    case 'answered-elsewhere':
      return 'Canceled';
    case 'rejected':
      return 'Rejected';
    case 'busy':
      return 'Busy';
    case 'no-answer':
      return 'No Answer';
    case 'not-found':
      return 'Not Found';
    case 'unavailable':
      return 'Unavailable';
    case 'network':
      return 'Connection Error';
    case 'media':
      return 'WebRTC Error';
    case 'microphone':
      return 'User Denied Media Access';
    case 'pbx':
      return 'SIP Failure Code';
  }
}
