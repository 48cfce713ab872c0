import { COMMON_ERROR } from './result.js';

/** Hosts that never leave this machine (RFC 6761 section 6.3, RFC 5735). */
function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname) ||
    hostname.endsWith('.localhost')
  );
}

/**
 * The address of a PBX, checked. HTTPS is asked for, as browsers give microphone and secrets a safe way only so;
 * a page served over HTTP (a development server) may talk to a PBX on its own machine over HTTP.
 *
 * @param pageProtocol `location.protocol` of the page, empty outside a browser
 * @throws Result -2 not an address, -3 not HTTPS
 */
export function parsePbxUrl(value: URL | string, pageProtocol: string): URL {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    throw COMMON_ERROR.INVALID_PBX_URL;
  }
  // fetch() takes no address with a name and password in it, and this is not the way to sign in.
  url.username = url.password = '';
  if (url.protocol === 'https:') return url;
  if (url.protocol !== 'http:') throw COMMON_ERROR.INVALID_PBX_URL;
  if (isLoopback(url.hostname) && pageProtocol !== 'https:') return url;
  throw COMMON_ERROR.PBX_URL_NOT_HTTPS;
}

/** The same host over WebSocket: `wss://pbx.example.com/ws?exten=1000` for `path` `/ws?exten=1000`. */
export function webSocketUrl(pbx: URL, path: string): string {
  const url = new URL(path, pbx);
  url.protocol = pbx.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
