import type { NameAddrHeader } from 'sip.js/lib/grammar/name-addr-header.js';
import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import type { OutgoingRequestMessage } from 'sip.js/lib/core/messages/outgoing-request-message.js';
import { allowedMethods, type UserAgent } from './user-agent.js';
import type { AnswerDelegate } from './user-agent-client.js';

/** A registrar that says nothing for this long has failed (ms). */
const answerTime = 10_000;
/** Seconds asked for; the PBX may grant less. */
const expires = 1800;
/** A sleeping tab would miss a refresh shortly before the end. */
const refreshAfter = 0.75;

export type RegistrationOutcome =
  { ok: true } | { ok: false; status: number; phrase: string; message: IncomingResponseMessage | null };

/** A registrar that asks for more than this (s) has not thought of a phone; a timer takes no more than 24 days. */
const longestWait = 3600;

/** How long the registrar wants to be left alone, in ms (`Retry-After`, RFC 3261 section 20.33); 0 when it does not say. */
export function retryAfter(message: IncomingResponseMessage | null): number {
  return Math.min(parseInt(message?.getHeader('Retry-After') ?? '') || 0, longestWait) * 1000;
}

/**
 * One registration on one socket (RFC 3261 section 10.2), kept alive until it is forgotten. Each attempt after a failure
 * is a new one. Not sip.js's Registerer: it is five times as large, and hangs in several cases (a 200 without our Contact,
 * a socket that died in between).
 */
export class Registration {
  readonly #request: OutgoingRequestMessage;
  #expires = expires;
  #registered = false;
  /** A request is on its way; the next one must not go out before its answer. */
  #waiting = false;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #refresh: ReturnType<typeof setTimeout> | undefined;

  /**
   * `sign` may put the credentials into a request before it is challenged.
   * `settle` hears the outcome of the first REGISTER, and again when a refresh of it fails later.
   */
  constructor(
    private readonly agent: UserAgent,
    private readonly extraHeaders: readonly string[],
    private readonly sign: (request: OutgoingRequestMessage) => void,
    private settle: (outcome: RegistrationOutcome) => void,
  ) {
    const { aor } = agent;
    const registrar = aor.clone();
    registrar.user = undefined;
    this.#request = agent.makeOutgoingRequestMessage('REGISTER', registrar, aor, aor);
  }

  register(): void {
    this.#deadline = setTimeout(() => this.#fail(408, 'No answer from the registrar'), answerTime);
    this.#send(this.#expires, this.extraHeaders, {
      onAccept: (message) => this.#onAccept(message),
      onReject: (message) => this.#onReject(message),
    });
  }

  /** Takes the binding back (REGISTER with expiry 0); the message is on the socket when this returns. */
  unregister(extraHeaders: readonly string[]): void {
    this.forget();
    if (this.#registered && !this.#waiting) this.#send(0, extraHeaders);
  }

  /** No more news from this one. */
  forget(): void {
    clearTimeout(this.#deadline);
    clearTimeout(this.#refresh);
    this.settle = () => undefined;
  }

  #send(seconds: number, extraHeaders: readonly string[], delegate?: AnswerDelegate): void {
    const request = this.#request;
    request.setHeader('cseq', `${++request.cseq} REGISTER`);
    request.extraHeaders = [
      ...extraHeaders,
      `Contact: ${this.agent.contact};expires=${seconds}`,
      `Allow: ${allowedMethods}`,
    ];
    this.sign(request);
    this.#waiting = true;
    this.agent.request(request, delegate);
  }

  #onAccept(message: IncomingResponseMessage): void {
    clearTimeout(this.#deadline);
    this.#waiting = false;
    const granted = this.#grantedTime(message);
    if (!granted) {
      this.#fail(500, 'No binding in the answer');
      return;
    }
    this.#registered = true;
    this.#refresh = setTimeout(() => this.register(), granted * refreshAfter * 1000);
    this.settle({ ok: true });
  }

  /**
   * Seconds; 0 when none of the bindings is ours (section 10.2.4). A PBX may give our Contact back with other parameters:
   * the user part tells it. It is that of our other clients as well, who may have asked for longer.
   */
  #grantedTime(message: IncomingResponseMessage): number {
    for (let index = message.getHeaders('contact').length - 1; index >= 0; index--) {
      const binding = message.parseHeader('contact', index) as NameAddrHeader | undefined;
      if (binding?.uri.user !== this.agent.aor.user) continue;
      const granted = Number(binding?.getParam('expires') ?? message.getHeader('expires') ?? this.#expires);
      return Math.min(granted, this.#expires) || 0;
    }
    return 0;
  }

  #onReject(message: IncomingResponseMessage): void {
    this.#waiting = false;
    const minimum = Number(message.getHeader('min-expires'));
    if (message.statusCode === 423 && minimum > this.#expires) {
      this.#expires = minimum;
      clearTimeout(this.#deadline);
      this.register();
    } else if (this.#registered) this.#fail(408, 'Registration lost');
    else this.#fail(message.statusCode ?? 500, message.reasonPhrase ?? '', message);
  }

  #fail(status: number, phrase: string, message: IncomingResponseMessage | null = null): void {
    const { settle } = this;
    this.forget();
    this.#registered = false;
    settle({ ok: false, status, phrase, message });
  }
}
