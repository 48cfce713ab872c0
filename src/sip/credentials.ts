import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import type { OutgoingRequestMessage } from 'sip.js/lib/core/messages/outgoing-request-message.js';
import type { Challenge } from './challenge.js';
import { md5 } from './md5.js';

/**
 * The digest of one account (RFC 2617), which remembers the last challenge: a nonce that is still valid may be used at
 * once, so that a request goes out once and not twice. A stale one is challenged again, and answered as ever.
 */
export class Credentials {
  #challenge: Challenge | null = null;
  /** How often the nonce was used: each has a count of its own. */
  #uses = 0;
  #answer = '';

  constructor(
    private readonly user: string,
    /** MD5 of `user:realm:password`. */
    private readonly ha1: string,
    challenge: Challenge | null,
  ) {
    this.#challenge = challenge;
  }

  /** The challenge that was answered last. */
  get challenge(): Challenge | null {
    return this.#challenge;
  }

  /** A challenge that came before the account was known. */
  expect(challenge: Challenge): void {
    this.#challenge ??= challenge;
  }

  /** Makes the answer to a challenge (section 3.2.2). `false` when it asks for a protection that we do not have. */
  authenticate(request: OutgoingRequestMessage, challenge: Challenge): boolean {
    const { realm, nonce, opaque, qop } = challenge;
    if (qop && !qop.includes('auth')) return false;
    if (this.#challenge?.nonce !== nonce) this.#uses = 0;
    this.#challenge = challenge;
    const uri = request.ruri.toString();
    const count = (++this.#uses).toString(16).padStart(8, '0');
    const own = md5(`${Math.random()}${Date.now()}`).slice(0, 16);
    const middle = qop ? `${nonce}:${count}:${own}:auth` : nonce;
    const response = md5(`${this.ha1}:${middle}:${md5(`${request.method}:${uri}`)}`);
    const parts = { username: this.user, realm, nonce, uri, response, ...(opaque !== undefined && { opaque }) };
    this.#answer = [
      'Digest algorithm=MD5',
      ...Object.entries(parts).map(([name, value]) => `${name}="${value}"`),
      ...(qop ? ['qop=auth', `cnonce="${own}"`, `nc=${count}`] : []),
    ].join(', ');
    return true;
  }

  /** The answer to the challenge of the last `authenticate()`, as a header's value. sip.js asks for it by this name. */
  toString(): string {
    return this.#answer;
  }

  /** Answers the challenge that the request would get. */
  sign(request: OutgoingRequestMessage): void {
    if (this.#challenge && this.authenticate(request, this.#challenge)) {
      request.setHeader('authorization', this.toString());
    }
  }
}

/** The challenge of a 401 (RFC 3261 section 22.2); `null` when it has none that we can answer. */
export function challengeOf(message: IncomingResponseMessage): Challenge | null {
  return (message.parseHeader('www-authenticate') as Challenge | undefined) ?? null;
}
