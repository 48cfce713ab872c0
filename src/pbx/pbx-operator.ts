import { Emitter, type Listener } from '../emitter.js';
import { checkEventName, knownEvents } from '../known-events.js';
import { createLogger } from '../logger.js';
import { PBX_ERROR, PBX_SUCCESS, type Result } from '../result.js';
import type { Answer } from './answer-fields.js';
import { inSnakeCase } from './call-report.js';
import { cdrParameters, readCdrResult, type CdrNotifyData, type CdrQuery, type CdrResult } from './cdr.js';
import { ClientLog } from './client-log.js';
import { failure, type RuntimeError } from './failure.js';
import { ContactLookUp, type Contact } from './look-up.js';
import type { NotificationSocket } from './notification-socket.js';
import { writtenRecord, type NotifiedPhone } from './notified-phone.js';
import { configInfo, type PhoneConfigInfo } from './phone-config-info.js';
import { PbxSession, type PbxSessionOptions } from './pbx-session.js';
import type { Reaction } from './reaction.js';
import type { PbxProfile } from './sign-in.js';
import { reactionTo, topicMeaning } from './topics.js';

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
export interface PbxOperatorOptions extends PbxSessionOptions {
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
  /** @internal The PBX answers; `again`: after it could not be reached. */
  onAnswer: (again: boolean) => void = () => undefined;
  readonly #session: PbxSession;
  readonly #contacts: ContactLookUp;
  readonly #clientLog: ClientLog | null;
  #state: 'new' | 'signing-in' | 'signed-in' | 'logged-out' | 'destroyed' = 'new';
  #target: { phone: NotifiedPhone; end: (error: RuntimeError) => void } | null = null;
  /** Set by `keepPhone()`: the phone outlives the session that the PBX has ended. */
  #keeps = false;
  #kept: { phone: NotifiedPhone; end: (error: RuntimeError) => void } | null = null;
  /** What came while the phone was not built yet. */
  #early: { topic: number; message: Answer }[] = [];

  /** @internal Built by `init()`. */
  constructor(options: PbxOperatorOptions) {
    super();
    ({ username: this.username, secret: this.secret, url: this.url } = options);
    this.#session = new PbxSession(options, {
      notified: (topic, message) => this.#onNotification(topic, message),
      goesOn: () => this.isInited,
      answers: (again) => this.onAnswer(again),
      refused: () => this.#end({ ...PBX_ERROR.RE_LOGIN, reason: 'sign-in-needed' }, false),
    });
    const { api, socket } = this.#session;
    this.socket = socket;
    this.#contacts = new ContactLookUp(api, options.url);
    const secrets = () => [this.secret, this.token, this.#session.profile?.ha1 ?? ''];
    this.#clientLog = options.uploadLog ? new ClientLog(api, secrets) : null;
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
    return this.#session.api.token;
  }

  get extensionNumber(): string {
    return this.#session.profile?.extensionNumber ?? '';
  }

  get extensionId(): string {
    return this.#session.profile?.extensionId ?? '';
  }

  get extensionName(): string {
    return this.#session.profile?.extensionName ?? '';
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
      const profile = await this.#session.signIn(this.secret);
      this.#state = 'signed-in';
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
    const { profile } = this.#session;
    if (!profile) throw failure(PBX_ERROR.UNKNOWN_ERROR, 'cancelled');
    return profile;
  }

  /** @internal From now on notifications reach the phone; `end` tears everything down. */
  attach(phone: NotifiedPhone, end: (error: RuntimeError) => void): void {
    if (this.#isDestroyed) return;
    this.#target = { phone, end };
    for (const { topic, message } of this.#early.splice(0)) this.#onNotification(topic, message);
    const asked = this.#session.services;
    asked.then(
      // What was notified since is newer than this answer.
      (services) => asked === this.#session.services && this.#perform({ kind: 'services', services }),
      () => log.info('the licence could not be asked for'),
    );
  }

  /**
   * Looks up the call records of this extension.
   * @throws SignInFailure -103 a parameter is wrong (`describe` names it) or the PBX refused (`errcode`), -102 unreachable
   */
  async cdrQuery(params: CdrQuery): Promise<CdrResult> {
    return readCdrResult(await this.#session.api.get('/v1.0/cdr/searchpersonal', cdrParameters(params)));
  }

  /** Ends the session at the PBX; calls and registration of the phone live on until `destroy()`. */
  async logout(): Promise<Result> {
    if (this.#state === 'signed-in') this.#state = 'logged-out';
    return { ...PBX_SUCCESS.SUCCESS, errcode: await this.#session.logout() };
  }

  /** @internal While `runtimeError` is told: the phone and its calls shall go on, until `signInAgain()` or `destroy()`. */
  keepPhone(): void {
    this.#keeps = true;
  }

  /**
   * @internal Another session, with another signature, for the same phone: after `keepPhone()`, or while the old one lasts.
   * @throws SignInFailure as `init()`; it may be tried again
   */
  async signInAgain(secret: string): Promise<void> {
    this.secret = secret;
    // The PBX tells the old session that somebody else signed in: that is us.
    this.#session.pause();
    this.#kept ??= this.#target;
    this.#target = null;
    this.#session.api.token = '';
    const { registerName, ha1, recordPermissions } = await this.#session.signIn(secret);
    this.#state = 'signed-in';
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
    this.#clientLog?.stop();
    this.#session.close();
    this.removeAllListeners();
  }

  /** @internal Name and picture of a number. Never rejects, takes 2 s at most. */
  lookUp(number: string): Promise<Contact> {
    return this.#contacts.find(number);
  }

  /** @internal A call is about to be placed. */
  announceCall(): void {
    this.#session.api.post('/v1.0/dct/init', { type: 'call' }).catch(() => undefined);
  }

  /** @internal Sends the quality report of a call that ended, if the PBX wants it. */
  async sendReport(report: object): Promise<void> {
    const services = await this.#session.services.catch(() => null);
    if (services?.get('fqdn') !== 'connected' || this.#session.profile?.product.cloud !== false) return;
    await this.#session.api
      .post('/v1.0/rascallreport/web', inSnakeCase(report), { outlives: true })
      .catch(() => undefined);
  }

  /** After an await the state may be another one than before it. */
  get #isDestroyed(): boolean {
    return this.#state === 'destroyed';
  }

  #onNotification(topic: number, message: Answer): void {
    const { client } = this.#session;
    if (!client || !this.#target) {
      this.#early.push({ topic, message });
      return;
    }
    const reaction = reactionTo(topic, message, client);
    log.info(`notification ${topic} (${topicMeaning(topic)})${reaction?.kind === 'malformed' ? ': malformed' : ''}`);
    if (reaction) this.#perform(reaction);
  }

  #perform(reaction: Reaction): void {
    const session = this.#session;
    const phone = this.#target?.phone;
    if (!phone) return;
    switch (reaction.kind) {
      case 'end':
        return this.#end(reaction.error, reaction.logout);
      case 'phone':
        return phone.update(reaction.change);
      case 'global':
        if (session.client) session.client = { ...session.client, global: reaction.global };
        return phone.update(reaction.change);
      case 'services':
        session.services = Promise.resolve(reaction.services);
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
    this.#session.pause();
  }
}
