import type { Peer } from '../media/peer.js';
import type { SipCall } from '../sip/sip-port.js';

/** A comma is a pause of two seconds, as `insertDTMF()` has it. */
const tones = /^[0-9*#,]+$/;
const pause = 2000;

/**
 * Sends tones in the media (RFC 4733), or as INFO to a side that takes none there. `false` when the call can't; `failed` is
 * called when the other side refuses one later.
 */
export function sendTones(call: SipCall, peer: Peer, text: unknown, failed: () => void): boolean {
  if (typeof text !== 'string' || !tones.test(text) || !peer.sends) return false;
  if (!peer.sendTones(text)) void sendInfos(call, text).catch(failed);
  return true;
}

async function sendInfos(call: SipCall, text: string): Promise<void> {
  for (const tone of text) {
    if (tone === ',') await new Promise((resolve) => setTimeout(resolve, pause));
    else await call.sendToneInfo(tone);
  }
}
