import type { URI } from 'sip.js/lib/grammar/uri.js';
import { readAddress, splitList } from './address.js';
import type { RemoteIdentity } from './sip-port.js';

interface Message {
  getHeader(name: string): string | undefined;
  getHeaders(name: string): string[];
}

/** The number in an address: `sip:1000;ext=1@pbx` and `tel:1000;phone-context=pbx` are 1000 (RFC 3261 section 19.1.6). */
export function numberOf(uri: URI): string {
  return /^[^;:]*/.exec(uri.user ?? '')?.[0] ?? '';
}

/**
 * Who a message says is on the other side: `Remote-Party-ID`, or `P-Asserted-Identity` (RFC 3325), which may have two
 * values, a SIP and a telephone address; `null` when it says nothing. The name is text, without quotes and escapes.
 */
export function remoteIdentity(message: Message): RemoteIdentity | null {
  const values = ['remote-party-id', 'p-asserted-identity'].flatMap((name) =>
    message.getHeaders(name).flatMap(splitList),
  );
  const addresses = values.flatMap((value) => readAddress(value) ?? []);
  const known = addresses.find(({ uri }) => numberOf(uri) !== '');
  if (!known) return null;
  const name = known.displayName || (addresses.find(({ displayName }) => displayName)?.displayName ?? '');
  return { number: numberOf(known.uri), name };
}
