import { Emitter, type Listener } from '../emitter.js';
import { checkEventName, knownEvents } from '../known-events.js';
import { createLogger } from '../logger.js';
import { webSocketUrl } from '../pbx-url.js';
import { PBX_ERROR, PBX_SUCCESS, type Result } from '../result.js';
import { numberOf, type Answer } from './answer-fields.js';
import { inSnakeCase } from './call-report.js';
import { cdrParameters, readCdrResult, type CdrNotifyData, type CdrQuery, type CdrResult } from './cdr.js';
import { ClientLog } from './client-log.js';
import { failure, type RuntimeError, type SignInFailure } from './failure.js';
import { readServices, type Services } from './licence.js';
import { ContactLookUp, type Contact } from './look-up.js';
import { NotificationSocket } from './notification-socket.js';
import { writtenRecord, type NotifiedPhone } from './notified-phone.js';
import { PbxApi } from './pbx-api.js';
import { configInfo, type PhoneConfigInfo } from './phone-config-info.js';
import type { ClientState, Reaction } from './reaction.js';
import { fetchToken, loadProfile, login, type ClientKind, type PbxProfile } from './sign-in.js';
import { reactionTo, topicMeaning, topicsOf } from './topics.js';

export type { PhoneConfigInfo };

const log = createLogger('pbx');

export interface PbxOperatorEvents {
  /** The PBX ended this client's session. When the listeners have returned, everything is torn down. */
  runtimeError: [RuntimeError];
  /** A call record was written or changed; ask for the list again with `cdrQuery`. */
  cdrChange: [CdrNotifyData];
}

const events = knownEvents<PbxOperatorEvents>({ runtimeError: true, cdrChange: true });

/** @internal Built by `init()`. */
export interface PbxOperatorOptions {
  readonly username: string;
  readonly secret: string;
  readonly url: URL;
  readonly userAgent: ClientKind;
  readonly disableCallWaiting: boolean;
  /** Sends log lines to the PBX. */
  readonly uploadLog: boolean;
}

/** The PBX as a client sees it (manual, chapter "PBXOperator"). */
export class PBXOperator extends Emitter<PbxOperatorEvents> {
  /** Extension number or e-mail address, as it was signed in with. */
  readonly username: string;
  /** The login signature. */
  secret: string;
  readonly url: URL;
  /** The PBX's notifications, for applications that listen to further topics. */
  readonly socket: NotificationSocket;
  #options: PbxOperatorOptions;
  readonly #api: PbxApi;
  readonly #contacts: ContactLookUp;
  readonly #clientLog: ClientLog | null;
  #state: 'new' | 'signing-in' | 'signed-in' | 'logged-out' | 'destroyed' = 'new';
  #profile: PbxProfile | null = null;
  #client: ClientState | null = null;
  #renewal: Promise<void> | null = null;
  #services: Promise<Services> = Promise.resolve(new Map());
  #target: { phone: NotifiedPhone; end: (error: RuntimeError) => void } | null = null;
  /** Set by `keepPhone()`: the phone outlives the session that the PBX has ended. */
  #keeps = false;
  #kept: { phone: NotifiedPhone; end: (error: RuntimeError) => void } | null = null;
  /** What came while the phone was not built yet. */
  #early: { topic: number; message: Answer }[] = [];

  constructor(options: PbxOperatorOptions) {
    super();
    this.#options = options;
    ({ username: this.username, secret: this.secret, url: this.url } = options);
    this.#api = new PbxApi(options.url);
    this.#contacts = new ContactLookUp(this.#api, options.url);
    const secrets = () => [this.secret, this.token, this.#profile?.ha1 ?? ''];
    this.#clientLog = options.uploadLog ? new ClientLog(this.#api, secrets) : null;
    this.socket = new NotificationSocket((topic, message) => this.#onNotification(topic, message));
  }

  /** Listens; a name that is no event of ours is told in the log. */
  override on<Name extends keyof PbxOperatorEvents>(
    name: Name,
    listener: Listener<PbxOperatorEvents[Name]>,
    options?: { signal?: AbortSignal },
  ): this {
    checkEventName('pbx', events, name);
    return super.on(name, listener, options);
  }

  /** The access token of this session; empty before the sign-in. */
  get token(): string {
    return this.#api.token;
  }

  get extensionNumber(): string {
    return this.#profile?.extensionNumber ?? '';
  }

  get extensionId(): string {
    return this.#profile?.extensionId ?? '';
  }

  get extensionName(): string {
    return this.#profile?.extensionName ?? '';
  }

  get info(): { token: string; extensionId: string; url: URL } {
    return { token: this.token, extensionId: this.extensionId, url: this.url };
  }

  get isInited(): boolean {
    return this.#state === 'signed-in';
  }

  /**
   * Signs in. `init()` of the package does it; calling it again changes nothing.
   * @throws SignInFailure -105 when it is signed in already, else as `init()`
   */
  async init(): Promise<PhoneConfigInfo> {
    if (this.#state === 'destroyed') throw failure(PBX_ERROR.UNKNOWN_ERROR, 'cancelled');
    if (this.#state !== 'new') throw failure(PBX_ERROR.PBX_ALREADY_INITIALIZED, 'already-signed-in');
    this.#state = 'signing-in';
    try {
      const profile = await this.#signIn();
      this.#state = 'signed-in';
      this.#renewable();
      log.info(`signed in as ${profile.extensionNumber}`);
      this.#clientLog?.start({ extensionNumber: profile.extensionNumber, extensionId: profile.extensionId });
      return { ...PBX_SUCCESS.SUCCESS, ...configInfo(profile) };
    } catch (error) {
      if (!this.#isDestroyed) this.#state = 'new';
      throw error;
    }
  }

  /** @internal What the sign-in told; the phone is built from it. */
  get profile(): PbxProfile {
    if (!this.#profile) throw failure(PBX_ERROR.UNKNOWN_ERROR, 'cancelled');
    return this.#profile;
  }

  /** @internal From now on notifications reach the phone; `end` tears everything down. */
  attach(phone: NotifiedPhone, end: (error: RuntimeError) => void): void {
    if (this.#isDestroyed) return;
    this.#target = { phone, end };
    for (const { topic, message } of this.#early.splice(0)) this.#onNotification(topic, message);
    const asked = this.#services;
    asked.then(
      // What was notified since is newer than this answer.
      (services) => asked === this.#services && this.#perform({ kind: 'services', services }),
      () => log.info('the licence could not be asked for'),
    );
  }

  /**
   * Looks up the call records of this extension.
   * @throws SignInFailure -103 a parameter is wrong (`describe` names it) or the PBX refused (`errcode`), -102 unreachable
   */
  async cdrQuery(params: CdrQuery): Promise<CdrResult> {
    return readCdrResult(await this.#api.get('/v1.0/cdr/searchpersonal', cdrParameters(params)));
  }

  /** Ends the session at the PBX; calls and registration of the phone live on until `destroy()`. */
  async logout(): Promise<Result> {
    if (this.#state === 'signed-in') this.#state = 'logged-out';
    this.#api.renew = null;
    this.socket.stop();
    const answer = await this.#api.get('/v1.0/logout', {}, { outlives: true });
    log.info('logged out');
    return { ...PBX_SUCCESS.SUCCESS, errcode: numberOf(answer, 'errcode') };
  }

  /** @internal While `runtimeError` is told: the phone and its calls shall go on, until `signInAgain()` or `destroy()`. */
  keepPhone(): void {
    this.#keeps = true;
  }

  /**
   * @internal After `keepPhone()`: another session, with another signature, for the same phone.
   * @throws SignInFailure as `init()`; it may be tried again
   */
  async signInAgain(secret: string): Promise<void> {
    this.secret = secret;
    this.#options = { ...this.#options, secret };
    this.#api.token = '';
    const { registerName, ha1, recordPermissions } = await this.#signIn();
    this.#state = 'signed-in';
    this.#renewable();
    const kept = this.#kept;
    this.#kept = null;
    if (!kept || this.#isDestroyed) return;
    this.attach(kept.phone, kept.end);
    kept.phone.update({ recordPermissions });
    kept.phone.reRegister(registerName, ha1);
  }

  /** Stops listening to the PBX. Answers that are still under way reach nobody. */
  destroy(): void {
    if (this.#isDestroyed) return;
    this.#state = 'destroyed';
    this.#target = null;
    this.#early = [];
    this.socket.stop();
    this.#clientLog?.stop();
    this.#api.abort();
    this.removeAllListeners();
  }

  /** @internal Name and picture of a number. Never rejects, takes 2 s at most. */
  lookUp(number: string): Promise<Contact> {
    return this.#contacts.find(number);
  }

  /** @internal A call is about to be placed. */
  announceCall(): void {
    this.#api.post('/v1.0/dct/init', { type: 'call' }).catch(() => undefined);
  }

  /** @internal Sends the quality report of a call that ended, if the PBX wants it. */
  async sendReport(report: object): Promise<void> {
    const services = await this.#services.catch(() => null);
    if (services?.get('fqdn') !== 'connected' || this.#profile?.product.cloud !== false) return;
    await this.#api.post('/v1.0/rascallreport/web', inSnakeCase(report), { outlives: true }).catch(() => undefined);
  }

  /** After an await the state may be another one than before it. */
  get #isDestroyed(): boolean {
    return this.#state === 'destroyed';
  }

  async #signIn(): Promise<PbxProfile> {
    const { username, url, userAgent, disableCallWaiting } = this.#options;
    const product = await login(this.#api, url.host, this.#options);
    try {
      // Beside the questions below: what changes while they are answered must not be missed, and nothing waits for it.
      const loading = loadProfile(this.#api, product, userAgent);
      const askServices = () => this.#api.get('/v1.0/licenseservice/get').then(readServices);
      this.#subscribe(topicsOf(product.version), askServices);
      this.#services = askServices();
      this.#services.catch(() => undefined); // told when it is used
      const profile = await loading;
      const { chinese, cloud } = product;
      const { extensionNumber, global } = profile;
      this.#client = { username, userAgent, disableCallWaiting, chinese, cloud, extensionNumber, global };
      return (this.#profile = profile);
    } catch (error) {
      // The PBX gave us a token and we can't use it.
      this.logout().catch(() => undefined);
      this.#api.token = '';
      throw error;
    }
  }

  #subscribe(topics: number[] = [], check?: () => Promise<unknown>): void {
    const path = `/api/v1.0/subscribe?access_token=${encodeURIComponent(this.token)}`;
    this.socket.start(webSocketUrl(this.url, path), topics, check);
  }

  #renewable(): void {
    this.#api.renew = () => (this.#renewal ??= this.#renewToken().finally(() => (this.#renewal = null)));
  }

  /** The PBX takes our token no longer: a new one for the same signature. Calls and registration don't need it. */
  async #renewToken(): Promise<void> {
    log.info('the access token has expired');
    // A PBX may tell the one who was signed in before that somebody else is: that is us.
    this.socket.pause();
    try {
      this.#api.token = await fetchToken(new PbxApi(this.url), this.#options);
    } catch (error) {
      // With an errcode it is the PBX itself that says no.
      if ((error as SignInFailure).errcode !== undefined)
        this.#end({ ...PBX_ERROR.RE_LOGIN, reason: 'sign-in-needed' }, false);
      throw error;
    } finally {
      if (this.isInited) this.#subscribe();
    }
  }

  #onNotification(topic: number, message: Answer): void {
    if (!this.#client || !this.#target) {
      this.#early.push({ topic, message });
      return;
    }
    const reaction = reactionTo(topic, message, this.#client);
    log.info(`notification ${topic} (${topicMeaning(topic)})${reaction?.kind === 'malformed' ? ': malformed' : ''}`);
    if (reaction) this.#perform(reaction);
  }

  #perform(reaction: Reaction): void {
    const phone = this.#target?.phone;
    if (!phone) return;
    switch (reaction.kind) {
      case 'end':
        return this.#end(reaction.error, reaction.logout);
      case 'phone':
        return phone.update(reaction.change);
      case 'global':
        if (this.#client) this.#client = { ...this.#client, global: reaction.global };
        return phone.update(reaction.change);
      case 'services':
        this.#services = Promise.resolve(reaction.services);
        return phone.update({ videoPlan: reaction.services.get('video') ?? '' });
      case 'record-status':
        return phone.applyRecordStatus(reaction.status);
      case 'call-record': {
        const record = writtenRecord(reaction.data, this.extensionNumber);
        if (record) phone.applyCallRecord(record);
        this.emit('cdrChange', reaction.data);
        return;
      }
      case 'account':
        phone.reRegister(reaction.authorizationUser, reaction.ha1);
        return;
      case 'subscribe-again':
        this.socket.resubscribe();
        return;
      case 'none':
      case 'malformed':
    }
  }

  /** First everybody hears it, then everything goes. */
  #end(error: RuntimeError, logout: boolean): void {
    log.error(`the PBX ended this session: ${error.reason} (${error.code})`);
    const target = this.#target;
    this.#target = null; // nothing more is done about what still comes
    this.#keeps = false;
    this.emit('runtimeError', error);
    if (logout) this.logout().catch(() => undefined);
    if (!this.#keeps) return target?.end(error);
    this.#kept = target;
    this.#state = 'logged-out';
    this.#api.renew = null;
    this.socket.pause();
  }
}
