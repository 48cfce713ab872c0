import { Grammar } from 'sip.js';
import type { RemoteIdentity } from './sip-port.js';

interface Message {
  getHeader(name: string): string | undefined;
}

/** Who a message says is on the other side: `Remote-Party-ID`, or `P-Asserted-Identity` (RFC 3325); `null` when it doesn't. */
export function remoteIdentity(message: Message): RemoteIdentity | null {
  const header = message.getHeader('Remote-Party-ID') ?? message.getHeader('P-Asserted-Identity');
  const parsed = header === undefined ? undefined : Grammar.nameAddrHeaderParse(header);
  const number = parsed?.uri.user;
  return parsed && number ? { number, name: parsed.displayName } : null;
}
