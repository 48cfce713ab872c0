import type { IncomingRequestMessage } from 'sip.js/lib/core/messages/incoming-request-message.js';
import type { LoggerFactory as SipJsLoggerFactory } from 'sip.js/lib/core/log/logger-factory.js';
import { TransportError } from 'sip.js/lib/core/exceptions/transport-error.js';
import { URI } from 'sip.js/lib/grammar/uri.js';
import { Emitter } from '../emitter.js';
import { createLogger } from '../logger.js';
import { reconnectDelay } from '../reconnect-policy.js';
import { SipConnection } from './connection.js';
import type { Challenge } from './challenge.js';
import { Credentials, challengeOf } from './credentials.js';
import { LoggerFactory } from './logger-factory.js';
import { readMessage } from './message.js';
import { refusalOf } from './refused-request.js';
import { Registration, retryAfter, type RegistrationOutcome } from './registration.js';
import { canBeAnswered, InboundCall } from './session/inbound.js';
import { replacedCall } from './session/replaces.js';
import { InviteServer } from './session/invite-server.js';
import { OutboundCall } from './session/outbound.js';
import { busyHere, type SipStack } from './session/session.js';
import { UserAgent } from './user-agent.js';
import type { UserAgentClient } from './user-agent-client.js';
import type { CallMedia, SipAccount, SipCall, SipEndpoint, SipPort, SipPortEvents } from './sip-port.js';

const log = createLogger('sip');

/** How long a phone that was closed waits for a call that could not be ended at once (ms). */
const lingerTime = 2000;

/** 401 and 407 come after our answer to the challenge: the credentials are wrong, and stay so. */
const refusedForGood = new Set([401, 403, 404, 407]);

/**
 * The SIP port over sip.js's transactions and dialogs: one connection, one registration at a time, and the calls.
 *
 * `prepare()` connects and fetches the registrar's challenge while the sign-in is still under way, `useAccount()` brings
 * what the sign-in told, `start()` registers.
 */
export class SipAgent extends Emitter<SipPortEvents> implements SipPort, SipStack {
  registered = false;
  readonly agent: UserAgent;
  readonly #endpoint: SipEndpoint;
  readonly #connection: SipConnection;
  readonly #loggers = new LoggerFactory() as unknown as SipJsLoggerFactory;
  readonly #calls = new Map<string, InboundCall | OutboundCall>();
  #contact: URI;
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
  /** Those who wait for a registration over a new socket. */
  #waiting: (() => void)[] = [];
  /** The calls do not know the socket yet. A refresh of the registration comes over the same one. */
  #isNewSocket = false;

  constructor(endpoint: SipEndpoint) {
    super();
    this.#endpoint = endpoint;
    const { host, extension, userAgent } = endpoint;
    (this.#loggers as unknown as LoggerFactory).connector = (level, category, _label, content) =>
      // What they mean is decided here: for sip.js each odd message is a warning.
      log.debug(`${category} ${level}: ${content}`);
    this.#contact = this.#contactUri(false);
    const connection = (this.#connection = new SipConnection(endpoint));
    connection.on('opened', () => this.#onOpened());
    connection.on('lost', () => this.#onLost());
    connection.on('message', (text) => this.#receive(text));
    this.agent = new UserAgent({
      aor: new URI('sip', extension, host),
      host,
      userAgent,
      transport: connection,
      loggerFactory: this.#loggers,
      contact: () => `<${this.#contact.toString()}>`,
      credentials: () => this.#credentials,
      onInvite: (message) => this.#onInvite(message),
    });
  }

  get host(): string {
    return this.#endpoint.host;
  }

  /** Connects, and asks for the challenge; no event comes of it. */
  prepare(): void {
    this.#preparing = true;
    this.#connection.open();
  }

  useAccount({ displayName, authorizationUser, ha1, behindNat, accessType }: SipAccount): void {
    this.#headers = accessType ? [`User-Agent-Access-Type: ${accessType}`] : [];
    // In quotes, where two characters need a backslash (RFC 3261 section 25.1).
    this.agent.displayName = displayName.replaceAll(/["\\]/g, '\\$&').replaceAll(/[\r\n]/g, ' ');
    this.#contact = this.#contactUri(behindNat);
    this.#setCredentials(authorizationUser, ha1);
  }

  start(): void {
    this.#wanted = true;
    if (this.#preparing) return;
    if (this.#connection.isOpen) this.#onOpened();
    else this.#connection.open();
  }

  /** The PBX tells its clients apart by flags in the Contact: `sip:1000@host;nat;webclient`. */
  #contactUri(behindNat: boolean): URI {
    const { extension, host, userAgent } = this.#endpoint;
    const flags = { ...(behindNat && { nat: null }), [userAgent.toLowerCase()]: null };
    // null is sip.js's way to write a flag.
    return new URI('sip', extension, host, undefined, flags);
  }

  #setCredentials(user: string, ha1: string): void {
    const challenge = this.#credentials?.challenge ?? this.#challenge;
    this.#credentials = new Credentials(user, ha1, challenge);
  }

  suspend(): void {
    const wasWanted = this.#wanted;
    this.#wanted = this.#preparing = false;
    clearTimeout(this.#retry);
    // Without the socket nothing more is heard of those that ring; connected ones live on in their media.
    for (const call of this.#calls.values()) {
      if (call.state !== 'confirmed') call.end({ status: 480, why: 'phone-closed' });
    }
    this.#registration?.unregister(this.#headers);
    this.#registration = null;
    this.registered = false;
    this.#connection.close();
    if (wasWanted) this.emit('disconnected', { retryIn: Infinity });
  }

  probe(): void {
    if (this.#connection.isOpen) this.#connection.probe();
    else if (this.#wanted && !this.#preparing && !this.#stopped) {
      clearTimeout(this.#retry);
      // What suggests that the PBX is back counts more than how often it was not.
      this.#attempt = 0;
      this.#connection.open();
    }
  }

  changeAccount(authorizationUser?: string, ha1?: string): void {
    if (authorizationUser && ha1) this.#setCredentials(authorizationUser, ha1);
    if (this.#connection.isOpen) this.#register();
  }

  async call(number: string, media: CallMedia, extraHeaders: readonly string[] = []): Promise<SipCall> {
    const call = new OutboundCall(this, number, extraHeaders, (request) => this.#credentials?.sign(request));
    this.#keep(call);
    try {
      await call.invite(media);
    } catch (error) {
      call.end({ why: 'media' });
      throw error;
    }
    if (this.#stopped) call.end({ why: 'phone-closed' });
    else if (!this.#wanted) call.end({ why: 'network' });
    return call;
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#retry);
    const calls = [...this.#calls.values()];
    for (const call of calls) call.end({ status: 480, why: 'phone-closed' });
    this.#registration?.unregister(this.#headers);
    this.registered = false;
    this.removeAllListeners();
    const stop = (): void => {
      this.#connection.close();
      this.agent.dispose();
    };
    if (calls.length === 0) {
      stop();
      return;
    }
    // A BYE waits for the ACK, a CANCEL may cross a 200 that wants a BYE: without the socket the other side stays behind.
    const limit = setTimeout(stop, lingerTime);
    void Promise.all(calls.map(({ gone }) => gone)).then(() => {
      clearTimeout(limit);
      stop();
    });
  }

  whenReady(): Promise<void> {
    return new Promise((resolve) => {
      if (this.registered && this.#connection.isOpen) resolve();
      else this.#waiting.push(resolve);
    });
  }

  abandon(request: UserAgentClient): void {
    request.transaction['onTransportError'](new TransportError('Disconnected'));
  }

  withdraw(request: UserAgentClient): boolean {
    return this.#connection.withdraw(request.message.toString());
  }

  #keep(call: InboundCall | OutboundCall): void {
    this.#calls.set(call.id, call);
    this.#connection.inCall = true;
    call.on('ended', () => {
      this.#calls.delete(call.id);
      this.#connection.inCall = this.#calls.size > 0;
    });
  }

  #onInvite(message: IncomingRequestMessage): void {
    const request = new InviteServer(this.agent, message);
    const replaced = replacedCall(message, (callId) => this.#calls.get(callId));
    // Before it rings: a call in which nothing can be heard must not reach the user (RFC 3261 section 13.3.1.3).
    if (!canBeAnswered(message)) request.reply(488);
    else if (this.#stopped || !this.#wanted) request.reply(this.#stopped ? 480 : busyHere);
    else if (typeof replaced === 'number') request.reply(replaced);
    else {
      const call = new InboundCall(this, request, replaced);
      this.#keep(call);
      this.emit('invite', call);
    }
  }

  #receive(text: string): void {
    const message = readMessage(text);
    const refusal = refusalOf(text, message !== null);
    try {
      if (refusal !== null) {
        log.warn('a request of the PBX was refused: it is out of order');
        void this.#connection.send(refusal);
      } else if (message) this.agent.receive(message);
    } catch (error) {
      // sip.js throws at some messages that it does not expect. One of them must not be the last that is taken.
      log.warn(`a message of the PBX could not be used: ${error instanceof Error ? error.message : 'unknown error'}`);
    }
  }

  #onOpened(): void {
    log.info('connected');
    this.#isNewSocket = true;
    if (this.#wanted) this.emit('connected');
    if (this.#wanted || this.#preparing) this.#register();
    // Behind the REGISTER, by which the PBX knows whose socket this is.
    this.#connection.deliver();
  }

  /** The socket was lost, or could not be opened. */
  #onLost(): void {
    this.#preparing = false;
    if (this.#stopped || !this.#wanted) return;
    this.#registration?.forget();
    this.#registration = null;
    this.registered = false;
    for (const call of [...this.#calls.values()]) call.onConnectionLost();
    const retryIn = this.#connectLater();
    log.warn(`disconnected, next attempt in ${retryIn} ms`);
    this.emit('disconnected', { retryIn });
    if (retryIn === Infinity) this.#giveUp(0, 'No connection');
  }

  #giveUp(status: number, phrase: string): void {
    this.emit('registrationFailed', { status, phrase, final: true, gaveUp: true });
  }

  /** The time until the next attempt in ms; infinite when there is none. */
  #connectLater(): number {
    if (this.#attempt >= this.#endpoint.retries) return Infinity;
    const delay = reconnectDelay(this.#attempt++, Math.random());
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#connection.open(), delay);
    return delay;
  }

  #register(): void {
    this.#registration?.forget();
    this.#registration = new Registration(
      this.agent,
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
    if (this.#wanted) this.#onOpened();
  }

  #onRegistration(outcome: RegistrationOutcome): void {
    this.registered = outcome.ok;
    if (outcome.ok) {
      this.#onRegistered();
      return;
    }
    const { status, phrase, message } = outcome;
    const final = refusedForGood.has(status);
    log.warn(`registration failed: ${status} ${phrase}`);
    if (!final && this.#attempt >= this.#endpoint.retries) {
      this.#giveUp(status, phrase);
      return;
    }
    if (!final) {
      clearTimeout(this.#retry);
      const delay = Math.max(reconnectDelay(this.#attempt++, Math.random()), retryAfter(message));
      this.#retry = setTimeout(() => this.#registerAgain(), delay);
    }
    this.emit('registrationFailed', { status, phrase, final, gaveUp: false });
  }

  #onRegistered(): void {
    log.info('registered');
    this.#attempt = 0;
    if (this.#isNewSocket) for (const call of [...this.#calls.values()]) call.onConnectionBack();
    this.#isNewSocket = false;
    for (const resolve of this.#waiting.splice(0)) resolve();
    this.emit('registered');
  }

  #registerAgain(): void {
    if (this.#connection.isOpen) this.#register();
  }
}
