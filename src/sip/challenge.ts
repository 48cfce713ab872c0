/** A challenge of a registrar or proxy (RFC 2617 section 3.2.1), under sip.js's names. */
export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly algorithm: string | undefined;
  readonly stale: boolean;
  readonly qop: readonly string[] | undefined;
}

const pair = /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))/gs;

/**
 * Reads `WWW-Authenticate` or `Proxy-Authenticate`; `null` when it is none that a MD5 digest answers. What stands in quotes
 * keeps its escapes: it goes back as it came.
 */
export function readChallenge(text: string): Challenge | null {
  if (!/^\s*Digest\s/i.test(text)) return null;
  const values = new Map<string, string>();
  for (const [, name = '', quoted, bare = ''] of text.matchAll(pair)) values.set(name.toLowerCase(), quoted ?? bare);
  const algorithm = values.get('algorithm')?.toUpperCase();
  const nonce = values.get('nonce');
  if (nonce === undefined || (algorithm !== undefined && algorithm !== 'MD5')) return null;
  return {
    realm: values.get('realm') ?? '',
    nonce,
    opaque: values.get('opaque'),
    algorithm,
    stale: values.get('stale')?.toLowerCase() === 'true',
    qop: values
      .get('qop')
      ?.toLowerCase()
      .split(/\s*,\s*/),
  };
}
