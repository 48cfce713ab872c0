import { Inviter, URI, UserAgent, UserAgentState, type Invitation, type LogLevel } from 'sip.js';
// Not from `Core`: a namespace object as a value keeps everything that is in it.
import { TransportError } from 'sip.js/lib/core/exceptions/transport-error.js';
import { Emitter } from '../emitter.js';
import { createLogger } from '../logger.js';
import { reconnectDelay } from '../reconnect-policy.js';
import { Credentials, challengeOf, type Challenge } from './credentials.js';
import { Registration, retryAfter, type RegistrationOutcome } from './registration.js';
import { InboundCall } from './inbound-call.js';
import { OutboundCall } from './outbound-call.js';
import { descriptionHandler } from './sip-js-description.js';
import type { CallMedia, SipAccount, SipCall, SipEndpoint, SipPort, SipPortEvents } from './sip-port.js';
import { SipSocket, type SipSocketOptions } from './sip-socket.js';

const log = createLogger('sip');

/** Of sip.js's own lines only warnings and errors are passed on, as details: what they mean is decided here. */
function relayLog(level: LogLevel, category: string, _label: string | undefined, content: string): void {
  if (level === 'warn' || level === 'error') log.debug(`${category}: ${content}`);
}

/** How long a phone that was closed waits for a call that could not be ended at once (ms). */
const lingerTime = 2000;

/** States of a transaction without a final answer (RFC 3261 section 17.1). */
const unanswered = new Set<string>(['Calling', 'Trying', 'Proceeding']);

/** 401 and 407 come after our answer to the challenge: the credentials are wrong, and stay so. */
const refusedForGood = new Set([401, 403, 404, 407]);

/**
 * The SIP port over sip.js: one user agent, one socket at a time, one registration at a time.
 *
 * `prepare()` connects and fetches the registrar's challenge while the sign-in is still under way, `useAccount()` brings
 * what the sign-in told, `start()` registers.
 */
export class SipJsAgent extends Emitter<SipPortEvents> implements SipPort {
  registered = false;
  readonly #endpoint: SipEndpoint;
  readonly #userAgent: UserAgent;
  readonly #calls = new Set<(InboundCall | OutboundCall) & { answered: boolean }>();
  #headers: readonly string[] = [];
  #credentials: Credentials | null = null;
  #challenge: Challenge | null = null;
  #registration: Registration | null = null;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  /** The application wants to be registered. */
  #wanted = false;
  /** The challenge is being fetched: what comes of it ends in a registration, if that is wanted by then. */
  #preparing = false;
  #stopped = false;

  constructor(endpoint: SipEndpoint) {
    super();
    this.#endpoint = endpoint;
    const { server, openedSocket, host, extension, userAgent } = endpoint;
    this.#userAgent = new UserAgent({
      uri: new URI('sip', extension, host),
      contactName: extension,
      viaHost: host,
      userAgentString: userAgent,
      transportConstructor: SipSocket,
      transportOptions: { server, openedSocket } satisfies SipSocketOptions,
      sessionDescriptionHandlerFactory: descriptionHandler,
      sipExtensionExtraSupported: ['timer'],
      sendInitialProvisionalResponse: false, // a busy phone answers 486 without a 180 before it
      noAnswerTimeout: 3600, // our own limit comes first, and says why
      gracefulShutdown: false, // no unload handler: it would cost the back/forward cache
      logConfiguration: false, // it would print the HA1
      logBuiltinEnabled: false,
      logConnector: relayLog,
      delegate: {
        onConnect: () => this.#onConnect(),
        onDisconnect: () => this.#onDisconnect(),
        onInvite: (invitation) => this.#onInvite(invitation),
      },
    });
    // Asterisk answers REGISTER with `;transport=ws` added to our Contact. With a contact name of our own sip.js wants the
    // Contact back unchanged; without one it looks at the user part alone. The Contact itself is made by now.
    this.#userAgent.configuration.contactName = '';
    this.#userAgent.userAgentCore.configuration.authenticationFactory = () => this.#credentials ?? undefined;
    this.#setContact(false);
  }

  get host(): string {
    return this.#endpoint.host;
  }

  /** Connects, and asks for the challenge; nothing is told of it. */
  prepare(): void {
    this.#preparing = true;
    this.#userAgent.start().catch(() => this.#onDisconnect());
  }

  useAccount({ displayName, authorizationUser, ha1, behindNat, accessType }: SipAccount): void {
    this.#headers = accessType ? [`User-Agent-Access-Type: ${accessType}`] : [];
    this.#userAgent.userAgentCore.configuration.displayName = displayName;
    this.#setContact(behindNat);
    this.#setCredentials(authorizationUser, ha1);
  }

  start(): void {
    this.#wanted = true;
    if (this.#preparing) return;
    if (this.#userAgent.isConnected()) this.#onConnect();
    else this.#connect();
  }

  #connect(): void {
    const isStarted = this.#userAgent.state === UserAgentState.Started;
    const connecting = isStarted ? this.#userAgent.reconnect() : this.#userAgent.start();
    connecting.catch(() => this.#onDisconnect());
  }

  /** The PBX tells its clients apart by flags in the Contact: `sip:1000@host;nat;webclient`. */
  #setContact(behindNat: boolean): void {
    const { extension, host, userAgent } = this.#endpoint;
    const flags = { ...(behindNat && { nat: null }), [userAgent.toLowerCase()]: null };
    // null is sip.js's way to write a flag.
    this.#userAgent.contact.uri = new URI('sip', extension, host, undefined, flags);
  }

  #setCredentials(user: string, ha1: string): void {
    const challenge = this.#credentials?.challenge ?? this.#challenge;
    this.#credentials = new Credentials(this.#userAgent.getLoggerFactory(), user, ha1, challenge);
  }

  suspend(): void {
    const wasWanted = this.#wanted;
    this.#wanted = this.#preparing = false;
    clearTimeout(this.#retry);
    // Without the socket nothing more is heard of those that ring; connected ones live on in their media.
    for (const call of this.#calls) if (!call.answered) call.end({ status: 480, why: 'phone-closed' });
    this.#registration?.unregister(this.#headers);
    this.#registration = null;
    this.registered = false;
    this.#userAgent.transport.disconnect().catch(() => undefined);
    if (wasWanted) this.emit('disconnected', { retryIn: Infinity });
  }

  probe(): void {
    if (this.#userAgent.isConnected()) (this.#userAgent.transport as SipSocket).probe();
    else if (this.#wanted && !this.#preparing && !this.#stopped) {
      clearTimeout(this.#retry);
      this.#connect();
    }
  }

  changeAccount(authorizationUser?: string, ha1?: string): void {
    if (authorizationUser && ha1) this.#setCredentials(authorizationUser, ha1);
    if (this.#userAgent.isConnected()) this.#register();
  }

  async call(number: string, media: CallMedia, extraHeaders: readonly string[] = []): Promise<SipCall> {
    const target = new URI('sip', number, this.#endpoint.host);
    const inviter = new Inviter(this.#userAgent, target, { extraHeaders: [...extraHeaders] });
    this.#credentials?.sign(inviter.request);
    const call = new OutboundCall(inviter, number, this.#endpoint.host);
    await call.invite(media);
    this.#keep(call);
    if (this.#stopped) call.end({ why: 'phone-closed' });
    return call;
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#retry);
    const calls = [...this.#calls];
    for (const call of calls) call.end({ status: 480, why: 'phone-closed' });
    this.#registration?.unregister(this.#headers);
    this.registered = false;
    this.removeAllListeners();
    const stop = (): void => void this.#userAgent.stop().catch(() => undefined);
    const open = calls.filter(({ gone }) => !gone);
    if (open.length === 0) {
      stop();
      return;
    }
    // A BYE waits for the ACK, a CANCEL may cross a 200 that wants a BYE: without the socket the other side stays behind.
    const limit = setTimeout(stop, lingerTime);
    void Promise.all(open.map((call) => call.whenGone())).then(() => {
      clearTimeout(limit);
      stop();
    });
  }

  #keep(call: InboundCall | OutboundCall): void {
    const kept = Object.assign(call, { answered: false });
    this.#calls.add(kept);
    call.on('confirmed', () => (kept.answered = true));
    call.on('ended', () => this.#calls.delete(kept));
  }

  #onInvite(invitation: Invitation): void {
    const call = new InboundCall(invitation, this.#endpoint.host);
    this.#keep(call);
    this.emit('invite', call);
  }

  #onConnect(): void {
    log.info('connected');
    if (this.#wanted) this.emit('connected');
    if (this.#wanted || this.#preparing) this.#register();
  }

  /** The socket was lost, or could not be opened. */
  #onDisconnect(): void {
    this.#preparing = false;
    if (this.#stopped || !this.#wanted) return;
    this.#registration?.forget();
    this.#registration = null;
    this.registered = false;
    // Nobody tells these calls that their answers cannot come any more; connected ones live on in their media.
    for (const call of this.#calls) if (!call.answered) call.end({ why: 'network' });
    this.#failRequests();
    const retryIn = this.#connectLater();
    log.warn(`disconnected, next attempt in ${retryIn} ms`);
    this.emit('disconnected', { retryIn });
    if (retryIn === Infinity) this.#tellGaveUp(0, 'No connection');
  }

  /**
   * What waits for an answer gets none any more: 503 (RFC 3261 section 8.1.3.1). sip.js would wait for its timers, half a
   * minute in which a call could not negotiate anew.
   */
  #failRequests(): void {
    for (const { transaction } of this.#userAgent.userAgentCore.userAgentClients.values()) {
      // The other phone may ring: this INVITE is cancelled when there is a connection again, which needs its transaction.
      if (transaction.request.method === 'INVITE' && !transaction.request.toTag) continue;
      if (unanswered.has(transaction.state)) transaction['onTransportError'](new TransportError('Disconnected'));
    }
  }

  #tellGaveUp(status: number, phrase: string): void {
    this.emit('registrationFailed', { status, phrase, final: true, gaveUp: true });
  }

  /** The time until the next attempt in ms; infinite when there is none. */
  #connectLater(): number {
    if (this.#attempt >= this.#endpoint.retries) return Infinity;
    const delay = reconnectDelay(this.#attempt++, Math.random());
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#userAgent.reconnect().catch(() => this.#onDisconnect());
    }, delay);
    return delay;
  }

  #register(): void {
    this.#registration?.forget();
    this.#registration = new Registration(
      this.#userAgent,
      this.#headers,
      (request) => this.#credentials?.sign(request),
      (outcome) => (this.#preparing ? this.#onPrepared(outcome) : this.#onRegistration(outcome)),
    );
    this.#registration.register();
  }

  #onPrepared(outcome: RegistrationOutcome): void {
    this.#preparing = false;
    if (!outcome.ok && outcome.message) this.#challenge = challengeOf(outcome.message);
    if (this.#challenge) this.#credentials?.expect(this.#challenge);
    if (this.#wanted) this.#onConnect();
  }

  #onRegistration(outcome: RegistrationOutcome): void {
    this.registered = outcome.ok;
    if (outcome.ok) {
      log.info('registered');
      this.#attempt = 0;
      this.emit('registered');
      return;
    }
    const { status, phrase, message } = outcome;
    const final = refusedForGood.has(status);
    log.warn(`registration failed: ${status} ${phrase}`);
    if (!final && this.#attempt >= this.#endpoint.retries) {
      this.#tellGaveUp(status, phrase);
      return;
    }
    if (!final) {
      clearTimeout(this.#retry);
      const delay = Math.max(reconnectDelay(this.#attempt++, Math.random()), retryAfter(message));
      this.#retry = setTimeout(() => this.#registerAgain(), delay);
    }
    this.emit('registrationFailed', { status, phrase, final, gaveUp: false });
  }

  #registerAgain(): void {
    if (this.#userAgent.isConnected()) this.#register();
  }
}
