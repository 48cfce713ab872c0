import { webSocketUrl } from '../pbx-url.js';

/** Address of the SIP service of an extension (RFC 7118). */
export function sipServer(pbx: URL, extension: string): string {
  return webSocketUrl(pbx, `/ws?exten=${encodeURIComponent(extension)}`);
}

/** Opens a SIP socket; the stack need not be loaded for it. */
export function openSipSocket(server: string): WebSocket {
  return new WebSocket(server, 'sip');
}
