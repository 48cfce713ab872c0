import { Grammar } from 'sip.js/lib/grammar/index.js';
import { Md5 } from 'sip.js/lib/core/messages/md5.js';
import type { IncomingRequestMessage, ResponseOptions } from 'sip.js/lib/core/index.js';
import { REALM, type Extension, type Extensions } from './extensions.js';
import { randomToken } from './random.js';

/** The outcome of looking at a request's credentials. */
export type Authentication = { extension: Extension } | { challenge: string } | { forbidden: string };

/** The answer to a request without the right credentials. */
export function authenticationRefusal(refused: Exclude<Authentication, { extension: Extension }>): ResponseOptions {
  return 'challenge' in refused
    ? { statusCode: 401, extraHeaders: [`WWW-Authenticate: ${refused.challenge}`] }
    : { statusCode: 403, reasonPhrase: refused.forbidden };
}

/** The parameters of an Authorization header (RFC 7616 section 3.4), or undefined when it is not Digest. */
export function parseCredentials(header: string): Map<string, string> | undefined {
  const scheme = /^\s*Digest\s+/i.exec(header);
  if (!scheme) return undefined;
  const parameters = new Map<string, string>();
  const pattern = /([a-z0-9-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/gi;
  for (const [, name, quoted, token] of header.slice(scheme[0].length).matchAll(pattern)) {
    parameters.set((name ?? '').toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? token ?? '');
  }
  return parameters;
}

/** The `response` that a client with this HA1 must give. With `qop` absent, the old form of RFC 2069. */
export function digestResponse(ha1: string, method: string, credentials: ReadonlyMap<string, string>): string {
  const part = (name: string): string => credentials.get(name) ?? '';
  const ha2 = Md5.hashStr(`${method}:${part('uri')}`);
  const middle = credentials.has('qop') ? `:${part('nc')}:${part('cnonce')}:${part('qop')}` : '';
  return Md5.hashStr(`${ha1}:${part('nonce')}${middle}:${ha2}`);
}

/**
 * Digest authentication of SIP requests. A nonce is one that we gave, lives a while, and its counter must grow: a
 * repeated header is answered with a fresh challenge and `stale=true`, so that a client asks nobody for a password.
 */
export class DigestAuthenticator {
  readonly #extensions: Extensions;
  readonly #now: () => number;
  readonly #nonceMilliseconds: number;
  readonly #nonces = new Map<string, { expires: number; count: number }>();

  constructor(extensions: Extensions, now: () => number, nonceSeconds: number) {
    this.#extensions = extensions;
    this.#now = now;
    this.#nonceMilliseconds = nonceSeconds * 1000;
  }

  authenticate(message: IncomingRequestMessage): Authentication {
    const header = message.getHeader('authorization');
    const credentials = header === undefined ? undefined : parseCredentials(header);
    if (!credentials) return { challenge: this.#challenge(false) };

    const extension = this.#extensions.findByRegisterName(credentials.get('username') ?? '');
    if (!extension || credentials.get('realm') !== REALM) return { challenge: this.#challenge(false) };
    if (!isForThisRequest(credentials.get('uri'), message)) return { challenge: this.#challenge(false) };
    if (credentials.get('qop') !== 'auth') return { challenge: this.#challenge(false) };
    if (credentials.get('response') !== digestResponse(extension.ha1, message.method, credentials)) {
      return { challenge: this.#challenge(false) };
    }
    // Only who knows the HA1 gets here, so telling that the nonce is old gives nothing away.
    if (!this.#useNonce(credentials)) return { challenge: this.#challenge(true) };
    if (message.from.uri.user !== extension.number) return { forbidden: 'Credentials of another extension' };
    return { extension };
  }

  #useNonce(credentials: ReadonlyMap<string, string>): boolean {
    const nonce = this.#nonces.get(credentials.get('nonce') ?? '');
    const count = Number.parseInt(credentials.get('nc') ?? '', 16);
    if (!nonce || nonce.expires <= this.#now() || !(count > nonce.count)) return false;
    nonce.count = count;
    return true;
  }

  #challenge(stale: boolean): string {
    for (const [nonce, { expires }] of this.#nonces) if (expires <= this.#now()) this.#nonces.delete(nonce);
    const nonce = randomToken();
    this.#nonces.set(nonce, { expires: this.#now() + this.#nonceMilliseconds, count: 0 });
    return `Digest realm="${REALM}", nonce="${nonce}", algorithm=MD5, qop="auth"${stale ? ', stale=true' : ''}`;
  }
}

/** Credentials for one number must not open another: RFC 7616 section 3.4.6 lets the server compare the addresses. */
function isForThisRequest(uri: string | undefined, message: IncomingRequestMessage): boolean {
  const parsed = uri === undefined ? undefined : Grammar.URIParse(uri);
  const { ruri } = message;
  return parsed !== undefined && ruri !== undefined && parsed.user === ruri.user && parsed.host === ruri.host;
}
