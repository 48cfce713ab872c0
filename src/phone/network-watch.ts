import { watchWake } from '../wake.js';
import type { SipPort } from '../sip/sip-port.js';
import type { Session } from './session.js';

/**
 * Tells the calls when their network is another one. A new socket is told to the other side by a re-INVITE of each call:
 * without it a PBX may go on speaking to the old one. `signal` ends the watching.
 */
export function watchNetwork(sip: SipPort, sessions: ReadonlyMap<string, Session>, signal: AbortSignal): void {
  const restart = (): void => {
    for (const session of sessions.values()) session.onNetworkChange();
  };
  /** Over a socket that the calls do not know. A refresh of the registration comes over the same one. */
  let isNew = false;
  sip.on('connected', () => (isNew = true));
  sip.on('registered', () => {
    if (isNew) restart();
    isNew = false;
  });
  // Also with the same address as before: what was open meanwhile may be dead.
  watchWake(() => sip.probe(), signal);
  addEventListener('online', restart, { signal });
}
