import type { SipPort } from '../sip/sip-port.js';
import type { Session } from './session.js';

/**
 * Tells the calls when their network is another one. A new socket is told to the other side by a re-INVITE of each call:
 * without it a PBX may go on speaking to the old one. `signal` ends the watching.
 */
export function watchNetwork(sip: SipPort, sessions: ReadonlyMap<string, Session>, signal: AbortSignal): void {
  const restart = (): void => {
    for (const session of sessions.values()) session.reconnection?.restart();
  };
  sip.on('registered', restart);
  // Also with the same address as before: what was open meanwhile may be dead.
  const onOnline = (): void => {
    sip.probe();
    restart();
  };
  addEventListener('online', onOnline, { signal });
}
