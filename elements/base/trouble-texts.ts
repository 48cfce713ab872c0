/**
 * The sentences that are needed only once a phone has signed in: a file of their own, so that they load with the phone
 * and not with the page (see `lazy-texts.ts`).
 */
import type { ConnectionState, EndReason } from '../../src/store/phone-snapshot.js';
import { msg } from './localize.js';

export { canRetry, problemText, severalNumbersText } from './problem-texts.js';

/** Why no call can be placed now; `undefined` when one can. Call it while rendering only. */
export function noCallText(connection: ConnectionState): string | undefined {
  switch (connection) {
    case 'signing-in':
      return msg('Signing in. You can call in a moment.', { id: 'dial_panel.tip.signing_in' });
    case 'reconnecting':
      return msg(
        'Failed to connect to server, you cannot initiate or answer a call. Trying to reconnect to the server.',
        { id: 'dial_panel.tip.connect_failed' },
      );
    case 'refused':
      return msg('You are not signed in, so no calls can be placed or taken.', { id: 'dial_panel.tip.refused' });
    default:
      return undefined;
  }
}

/** Why a call ended and, where there is something, what to do. Call it while rendering only. */
export function endReasonText(reason: EndReason): string {
  switch (reason) {
    case 'hung-up-here':
      return msg('You ended the call.', { id: 'end.hung-up-here' });
    case 'hung-up-there':
      return msg('The other side ended the call.', { id: 'end.hung-up-there' });
    case 'cancelled':
      return msg('The call was cancelled.', { id: 'end.cancelled' });
    case 'rejected':
      return msg('The call was declined.', { id: 'end.rejected' });
    case 'busy':
      return msg('The line is busy. Try again later.', { id: 'end.busy' });
    case 'no-answer':
      return msg('Nobody answered.', { id: 'end.no-answer' });
    case 'not-found':
      return msg('There is no such number. Check it, then call again.', { id: 'end.not-found' });
    case 'unavailable':
      return msg('Nobody can be reached at this number now. Try again later.', { id: 'end.unavailable' });
    case 'answered-elsewhere':
      return msg('The call was answered on another phone.', { id: 'end.answered-elsewhere' });
    case 'network':
      return msg('The connection was lost. Check your network, then call again.', { id: 'end.network' });
    case 'media':
      return msg('No sound could be carried between the two sides. Call again, or ask your administrator.', {
        id: 'end.media',
      });
    case 'microphone':
      return msg('The microphone is not available. Check it, then call again.', { id: 'end.microphone' });
    case 'phone-closed':
      return msg('The phone was closed.', { id: 'end.phone-closed' });
    case 'transferred':
      return msg('The call was transferred.', { id: 'end.transferred' });
    case 'pbx':
      return msg('The PBX could not put the call through. Try again later.', { id: 'end.pbx' });
  }
}
