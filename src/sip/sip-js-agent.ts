import { Inviter, URI, UserAgent, UserAgentState, type Invitation, type LogLevel } from 'sip.js';
import { Emitter } from '../emitter.js';
import { createLogger } from '../logger.js';
import { reconnectDelay } from '../reconnect-policy.js';
import { Registration, type RegistrationOutcome } from './registration.js';
import { InboundCall } from './inbound-call.js';
import { OutboundCall } from './outbound-call.js';
import { descriptionHandler } from './sip-js-description.js';
import type { CallMedia, SipAccount, SipCall, SipPort, SipPortEvents } from './sip-port.js';
import { SipSocket, type SipSocketOptions } from './sip-socket.js';

const log = createLogger('sip');

/** Of sip.js's own lines only warnings and errors are passed on, as details: what they mean is decided here. */
function relayLog(level: LogLevel, category: string, _label: string | undefined, content: string): void {
  if (level === 'warn' || level === 'error') log.debug(`${category}: ${content}`);
}

/** 401 and 407 come after our answer to the challenge: the credentials are wrong, and stay so. */
const refusedForGood = new Set([401, 403, 404, 407]);

/** The SIP port over sip.js: one user agent, one socket at a time, one registration at a time. */
export class SipJsAgent extends Emitter<SipPortEvents> implements SipPort {
  registered = false;
  readonly #account: SipAccount;
  readonly #userAgent: UserAgent;
  readonly #headers: readonly string[];
  readonly #calls = new Set<SipCall & { answered: boolean }>();
  #registration: Registration | null = null;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;
  #suspended = false;

  constructor(account: SipAccount) {
    super();
    this.#account = account;
    this.#headers = account.accessType ? [`User-Agent-Access-Type: ${account.accessType}`] : [];
    const { server, openedSocket, host, extension } = account;
    // The PBX tells its clients apart by flags in the Contact: `sip:1000@host;nat;webclient`.
    const flags = { ...(account.behindNat && { nat: null }), [account.userAgent.toLowerCase()]: null };
    this.#userAgent = new UserAgent({
      uri: new URI('sip', extension, host),
      displayName: account.displayName,
      authorizationUsername: account.authorizationUser,
      authorizationHa1: account.ha1,
      contactName: extension,
      contactParams: flags as unknown as Record<string, string>, // null is sip.js's way to write a flag
      viaHost: host,
      userAgentString: account.userAgent,
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
  }

  start(): void {
    this.#suspended = false;
    const { state } = this.#userAgent;
    const connecting = state === UserAgentState.Started ? this.#userAgent.reconnect() : this.#userAgent.start();
    connecting.catch(() => this.#onDisconnect());
  }

  suspend(): void {
    this.#suspended = true;
    clearTimeout(this.#retry);
    this.#registration?.unregister(this.#headers);
    this.#registration = null;
    this.registered = false;
    this.#userAgent.transport.disconnect().catch(() => undefined);
  }

  changeAccount(authorizationUser: string, ha1: string): void {
    this.#userAgent.configuration.authorizationUsername = authorizationUser;
    this.#userAgent.configuration.authorizationHa1 = ha1;
    if (this.#userAgent.isConnected()) this.#register();
  }

  async call(number: string, media: CallMedia, extraHeaders: readonly string[] = []): Promise<SipCall> {
    const target = new URI('sip', number, this.#account.host);
    const inviter = new Inviter(this.#userAgent, target, { extraHeaders: [...extraHeaders] });
    const call = new OutboundCall(inviter, number, this.#account.host);
    await call.invite(media);
    this.#keep(call);
    if (this.#stopped) call.end({ why: 'phone-closed' });
    return call;
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#retry);
    for (const call of this.#calls) call.end({ status: 480, why: 'phone-closed' });
    this.#registration?.unregister(this.#headers);
    this.registered = false;
    this.#userAgent.stop().catch(() => undefined);
    this.removeAllListeners();
  }

  #keep(call: SipCall): void {
    const kept = Object.assign(call, { answered: false });
    this.#calls.add(kept);
    call.on('confirmed', () => (kept.answered = true));
    call.on('ended', () => this.#calls.delete(kept));
  }

  #onInvite(invitation: Invitation): void {
    const call = new InboundCall(invitation, this.#account.host);
    this.#keep(call);
    this.emit('invite', call);
  }

  #onConnect(): void {
    log.info('connected');
    this.emit('connected');
    this.#register();
  }

  /** The socket was lost, or could not be opened. */
  #onDisconnect(): void {
    if (this.#stopped || this.#suspended) return;
    this.#registration?.forget();
    this.#registration = null;
    this.registered = false;
    // Nobody tells these calls that their answers cannot come any more; connected ones live on in their media.
    for (const call of this.#calls) if (!call.answered) call.end({ why: 'network' });
    const retryIn = this.#connectLater();
    log.warn(`disconnected, next attempt in ${retryIn} ms`);
    this.emit('disconnected', { retryIn });
    if (retryIn === Infinity) this.#tellGaveUp(0, 'No connection');
  }

  #tellGaveUp(status: number, phrase: string): void {
    this.emit('registrationFailed', { status, phrase, final: true, gaveUp: true });
  }

  /** The time until the next attempt in ms; infinite when there is none. */
  #connectLater(): number {
    if (this.#attempt >= this.#account.retries) return Infinity;
    const delay = reconnectDelay(this.#attempt++, Math.random());
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#userAgent.reconnect().catch(() => this.#onDisconnect());
    }, delay);
    return delay;
  }

  #register(): void {
    this.#registration?.forget();
    this.#registration = new Registration(this.#userAgent, this.#headers, (outcome) => this.#onRegistration(outcome));
    this.#registration.register();
  }

  #onRegistration(outcome: RegistrationOutcome): void {
    this.registered = outcome.ok;
    if (outcome.ok) {
      log.info('registered');
      this.#attempt = 0;
      this.emit('registered');
      return;
    }
    const { status, phrase } = outcome;
    const final = refusedForGood.has(status);
    log.warn(`registration failed: ${status} ${phrase}`);
    if (!final && this.#attempt >= this.#account.retries) {
      this.#tellGaveUp(status, phrase);
      return;
    }
    if (!final) {
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => this.#registerAgain(), reconnectDelay(this.#attempt++, Math.random()));
    }
    this.emit('registrationFailed', { status, phrase, final, gaveUp: false });
  }

  #registerAgain(): void {
    if (this.#userAgent.isConnected()) this.#register();
  }
}
