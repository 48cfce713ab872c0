import type { IncomingRegisterRequest, IncomingRequestMessage, NameAddrHeader, URI } from 'sip.js/lib/core/index.js';
import type { Changes } from './changes.js';
import { authenticationRefusal, type DigestAuthenticator } from './digest.js';
import type { Refusals } from './refusals.js';
import type { PhoneIdentity, SipAgent } from './sip-endpoint.js';

export interface Binding {
  extension: string;
  contact: URI;
  agent: SipAgent;
  userAgent: string;
  /** Milliseconds since 1970. */
  expires: number;
}

/** The longest and the default life of a binding, seconds. */
const MAXIMUM_EXPIRES = 3600;
const DEFAULT_EXPIRES = 1800;

/** Undefined for a REGISTER without a single Contact, such as one that only asks. */
function identityOf(message: IncomingRequestMessage): PhoneIdentity | undefined {
  if (message.getHeaders('contact').length !== 1 || message.getHeader('contact') === '*') return undefined;
  const contact = message.parseHeader('contact') as NameAddrHeader;
  const instance = contact.getParam('+sip.instance') ?? undefined;
  return { contact: contact.uri.toString(), instance, callId: message.callId };
}

/**
 * The registrar (RFC 3261 section 10.3). A binding belongs to the socket it came from as well as to its Contact,
 * because all web clients of one extension send the same Contact.
 */
export class Registrar {
  readonly #authenticator: DigestAuthenticator;
  readonly #refusals: Refusals;
  readonly #changes: Changes;
  readonly #now: () => number;
  readonly #bindings = new Map<string, Binding & { timer: ReturnType<typeof setTimeout> }>();

  constructor(authenticator: DigestAuthenticator, refusals: Refusals, changes: Changes, now: () => number) {
    this.#authenticator = authenticator;
    this.#refusals = refusals;
    this.#changes = changes;
    this.#now = now;
  }

  /** Called with an agent after its first REGISTER. */
  onNew: (agent: SipAgent) => void = () => undefined;

  /** Answers a REGISTER that came in over the agent's socket. */
  register(agent: SipAgent, request: IncomingRegisterRequest): void {
    const refusal = this.#refusals.take('register');
    if (refusal) {
      request.reject({ statusCode: refusal.status ?? 503 });
      return;
    }
    const { message } = request;
    const authentication = this.#authenticator.authenticate(message);
    if (!('extension' in authentication)) {
      request.reject(authenticationRefusal(authentication));
      return;
    }
    const extension = authentication.extension.number;
    if (message.to.uri.user !== extension) {
      request.reject({ statusCode: 403, reasonPhrase: 'Not your address' });
      return;
    }
    const isNew = agent.extension === '';
    agent.extension = extension;
    agent.domain = message.to.uri.host;
    agent.phone = identityOf(message) ?? agent.phone;
    if (isNew) this.onNew(agent);

    if (message.getHeader('contact') === '*') this.#removeWhere((binding) => binding.extension === extension);
    else this.#update(agent, extension, request);

    const contacts = this.bindings(extension)
      .filter((binding) => binding.agent === agent)
      .map((binding) => {
        // sip.js computes its next refresh from this parameter alone and floods the registrar when it is missing.
        const seconds = Math.max(1, Math.round((binding.expires - this.#now()) / 1000));
        return `Contact: <${binding.contact.toString()}>;expires=${seconds}`;
      });
    request.accept({ statusCode: 200, extraHeaders: [...contacts, `Date: ${new Date(this.#now()).toUTCString()}`] });
    this.#changes.notify();
  }

  bindings(extension: string): Binding[] {
    return this.all().filter((binding) => binding.extension === extension);
  }

  all(): Binding[] {
    return [...this.#bindings.values()];
  }

  /** The agent's socket is gone: nobody can be reached over it any more. */
  removeAgent(agent: SipAgent): void {
    if (this.#removeWhere((binding) => binding.agent === agent)) this.#changes.notify();
  }

  close(): void {
    this.#removeWhere(() => true);
  }

  #update(agent: SipAgent, extension: string, request: IncomingRegisterRequest): void {
    const { message } = request;
    const header = Number(message.getHeader('expires') ?? DEFAULT_EXPIRES);
    for (let index = 0; index < message.getHeaders('contact').length; index += 1) {
      const contact = message.parseHeader('contact', index) as NameAddrHeader;
      const wanted = contact.hasParam('expires') ? Number(contact.getParam('expires')) : header;
      const seconds = Math.min(Number.isFinite(wanted) ? wanted : DEFAULT_EXPIRES, MAXIMUM_EXPIRES);
      const key = `${agent.id} ${contact.uri.toString()}`;
      this.#remove(key);
      if (seconds <= 0) continue;
      const timer = setTimeout(() => {
        this.#remove(key);
        this.#changes.notify();
      }, seconds * 1000);
      this.#bindings.set(key, {
        extension,
        contact: contact.uri,
        agent,
        userAgent: message.getHeader('user-agent') ?? '',
        expires: this.#now() + seconds * 1000,
        timer,
      });
    }
  }

  #removeWhere(matches: (binding: Binding) => boolean): boolean {
    const keys = [...this.#bindings].filter(([, binding]) => matches(binding)).map(([key]) => key);
    for (const key of keys) this.#remove(key);
    return keys.length > 0;
  }

  #remove(key: string): void {
    clearTimeout(this.#bindings.get(key)?.timer);
    this.#bindings.delete(key);
  }
}
