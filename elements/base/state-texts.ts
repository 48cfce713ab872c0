import type { CallSnapshot, CallState, ConnectionState } from '../../src/store/phone-snapshot.js';
import { msg } from './localize.js';

/** How a call stands, in words. Call it while rendering only. */
export function callStateText(state: CallState): string {
  switch (state) {
    case 'calling':
      return msg('Calling...', { id: 'session.calling' });
    case 'ringing':
      return msg('Ringing...', { id: 'session.ringing' });
    case 'connecting':
      return msg('Connecting...', { id: 'session.connecting' });
    case 'talking':
      return msg('Talking...', { id: 'session.talking' });
    case 'ended':
      return msg('The call has ended.', { id: 'session.ended' });
  }
}

/** What changes how a call that is up stands; `undefined` when nothing does. Call it while rendering only. */
export function standingText({
  reconnecting,
  transferring,
  held,
  heldByOther,
}: Pick<CallSnapshot, 'reconnecting' | 'transferring' | 'held' | 'heldByOther'>): string | undefined {
  if (reconnecting) return msg('Reconnecting...', { id: 'connection.reconnecting' });
  if (transferring) return msg('Transferring...', { id: 'session.transferring' });
  if (held && heldByOther) return msg('On hold on both sides', { id: 'session.held_both' });
  if (held) return msg('On hold', { id: 'session.held' });
  if (heldByOther) return msg('The other side has put you on hold', { id: 'session.held_by_other' });
  return undefined;
}

/** The connection in a word or two. Call it while rendering only. */
export function connectionText(connection: ConnectionState): string {
  switch (connection) {
    case 'signed-out':
      return msg('Signed out', { id: 'connection.signed-out' });
    case 'signing-in':
      return msg('Signing in...', { id: 'connection.signing-in' });
    case 'ready':
      return msg('Ready', { id: 'connection.ready' });
    case 'reconnecting':
      return msg('Reconnecting...', { id: 'connection.reconnecting' });
    case 'refused':
      return msg('Not signed in', { id: 'connection.refused' });
  }
}
