import type { LoggerFactory } from 'sip.js/lib/core/log/logger-factory.js';
import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import type { OutgoingRequestMessage } from 'sip.js/lib/core/messages/outgoing-request-message.js';
import { DigestAuthentication } from 'sip.js/lib/core/messages/digest-authentication.js';
import type { Challenge } from './challenge.js';

/**
 * The digest of one account (RFC 2617), which remembers the last challenge: a nonce that is still valid may be used at
 * once, so that a request goes out once and not twice. A stale one is challenged again, and answered as ever.
 */
export class Credentials extends DigestAuthentication {
  #challenge: Challenge | null = null;

  constructor(loggers: LoggerFactory, user: string, ha1: string, challenge: Challenge | null) {
    super(loggers, ha1, user, undefined);
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

  override authenticate(request: OutgoingRequestMessage, challenge: Challenge, body?: string): boolean {
    // Each nonce has a count of its own, and its requests are counted through.
    if (this.#challenge?.nonce !== challenge.nonce) this['nc'] = 0;
    this.#challenge = challenge;
    return super.authenticate(request, challenge, body);
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
