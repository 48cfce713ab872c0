import { Emitter } from '../emitter.js';
import { checkEventName } from '../known-events.js';
import type { Peer } from '../media/peer.js';
import { DeviceWatcher } from '../media/devices.js';
import { PHONE_ERROR, PHONE_SUCCESS, type Result } from '../result.js';
import type { SipCall, SipPort } from '../sip/sip-port.js';
import { CallRecords, type CallRecord } from './call-record.js';
import { mayAnswer, mayCall, mayRing, type CallFacts, type PhoneFacts } from './call-rules.js';
import { callCancelled, CallSetup, cleanOptions, type CallOptions } from './call-setup.js';
import { cleanNumber } from './dial-number.js';
import { watchNetwork } from './network-watch.js';
import type { DeviceIds, PhoneConfig, PhoneUpdate } from './phone-config.js';
import { phoneEvents, type PhoneOperatorEvents } from './phone-events.js';
import type { RecordMessage } from './recording.js';
import type { MediaSetting } from './session-media.js';
import { Session } from './session.js';
import type { StaticCallStatus } from './call-status.js';

/** A microphone that takes longer than this (ms) has probably made the browser ask the person. */
const promptTime = 150;

export type { CallOptions, PhoneOperatorEvents };

/** The calls of one extension (manual, chapter "PhoneOperator"). */
export class PhoneOperator extends Emitter<PhoneOperatorEvents> {
  /** Call-ID → session, from `newRTCSession` until just before `deleteSession`. */
  readonly sessions = new Map<string, Session>();
  currentSessionID: string | null = null;
  readonly config: PhoneConfig;
  readonly #ending = new AbortController();
  readonly #sip: SipPort;
  readonly #setup: CallSetup;
  #devices: DeviceWatcher | null = null;
  #lastCallAt = -Infinity;
  #toldRegistered = false;
  readonly #records = new CallRecords<Session>();
  /** The page's word beside the PBX's: `false` is one call at a time, from the next one on. @internal */
  allowsSecondCall = true;

  constructor(sip: SipPort, config: PhoneConfig) {
    super((name) => void checkEventName('phone', phoneEvents, name));
    this.config = config;
    this.#sip = sip;
    this.#setup = new CallSetup(config, this.#ending.signal);
    sip.on('connected', () => this.emit('connected'));
    sip.on('disconnected', (told) => {
      this.emit('disconnected', told);
      this.#tellRegistered();
    });
    sip.on('registered', () => {
      this.emit('registered');
      this.#tellRegistered();
    });
    sip.on('registrationFailed', ({ status, final, gaveUp }) => {
      const result = gaveUp ? PHONE_ERROR.RE_REGISTRY_MAX_LIMIT_TIMES : PHONE_ERROR.REGISTRY_FAILED;
      this.emit('registrationFailed', { ...result, status, final });
      this.#tellRegistered();
    });
    sip.on('invite', (call) => this.#onInvite(call));
    watchNetwork(sip, this.sessions, this.#ending.signal);
  }

  get deviceIds(): DeviceIds {
    return this.config.deviceIds;
  }

  /** Which microphones, cameras and speakers there are, and what becomes of them. */
  get devices(): DeviceWatcher {
    this.#devices ??= new DeviceWatcher();
    return this.#devices;
  }

  /** There is no camera, as far as is known. */
  get isNoneCamera(): boolean {
    return this.devices.cameras.length === 0;
  }

  get extension(): string {
    return this.config.extension;
  }

  /** @internal */
  get closing(): AbortSignal {
    return this.#ending.signal;
  }

  /** @internal */
  get host(): string {
    return this.#sip.host;
  }

  /** @internal */
  get mediaSetting(): MediaSetting {
    const { deviceIds, audio } = this.config;
    return { deviceIds, audio, devices: this.devices };
  }

  get reRegistryPhoneTimes(): number {
    return this.config.reRegistryPhoneTimes;
  }

  get recordPermissions(): number {
    return this.config.recordPermissions;
  }

  get videoPlan(): string {
    return this.config.videoPlan;
  }

  get isRegistered(): boolean {
    return this.#sip.registered;
  }

  get isMaxCall(): boolean {
    return !mayRing(this.#facts());
  }

  /** Connects and registers; listen before you call it. */
  start(): this {
    this.#sip.start();
    return this;
  }

  /** Unregisters and closes the connection, until `start()` is called again. Calls that are not answered end. */
  disconnect(): boolean {
    this.#sip.suspend();
    return true;
  }

  /** Registers anew; with another SIP account when one is given. */
  reRegister(authorizationUser?: string, ha1?: string): this {
    this.#sip.changeAccount(authorizationUser, ha1);
    return this;
  }

  /**
   * Places a call; with `transferId` a consultation of that call. Resolves when the INVITE is on its way. What the number has
   * behind it as an extension (`x12`, `,,12#`) is sent as tones once the call is answered. `terminate('')` takes it back while
   * it waits for its microphone; the promise then rejects with `reason: 'cancelled'`.
   * @throws Result -210 another call is being set up, -209 not a number, -208 more than one a second, -205 no more calls,
   *   -207 no call to consult about, -206 -290 -291 -202 -203 microphone or camera
   */
  async call(text: string, option?: CallOptions, transferId?: string): Promise<Result> {
    const wish = cleanOptions(option);
    const { number = null, tones = '' } = cleanNumber(text);
    const parent = transferId === undefined ? null : (this.sessions.get(transferId) ?? null);
    const refusal = mayCall(this.#facts(), number, parent !== null);
    if (refusal || number === null) throw refusal ?? PHONE_ERROR.INVALID_NUMBER;
    if (transferId !== undefined && !parent) throw PHONE_ERROR.ATTENDED_PARENT_NOT_FOUND;
    const waiting = setTimeout(() => this.emit('dialling', number), promptTime);
    try {
      await this.#setup.run(parent ? 'consultation' : 'call', wish, async ({ peer, ready, giveUp, givenUp }) => {
        parent?.call.on('ended', () => giveUp(PHONE_ERROR.ATTENDED_PARENT_NOT_FOUND));
        this.#setup.offerEarly(peer);
        await ready;
        if (parent?.end) throw PHONE_ERROR.ATTENDED_PARENT_NOT_FOUND;
        this.#lastCallAt = performance.now();
        // Nothing else is done before the INVITE is out: drawing the call takes longer than sending it.
        const call = await this.#sip.call(number, peer, wish.extraHeaders);
        if (givenUp.aborted) call.end();
        if (givenUp.reason === callCancelled) throw callCancelled;
        this.config.onCall();
        const session = this.#keep(call, peer, parent);
        if (session.end) return;
        if (tones) session.once('confirmed', () => session.dtmf(tones));
        this.emit('startSession', { callId: call.id, session });
        this.#holdOthers(call.id);
      });
      return PHONE_SUCCESS.SUCCESS;
    } finally {
      clearTimeout(waiting);
      this.emit('dialling', null);
    }
  }

  /**
   * Answers a call that rings; the others go on hold. Resolves when the answer is sent. A refused microphone leaves it
   * ringing. A number that fits one ringing call only is understood too, as the manual's sample has it. A call that is being
   * placed and still waits for its microphone gives way (its promise rejects with -210).
   * @throws Result -211 it does not ring, -210 another call is being set up, -206 -290 -291 -202 -203 microphone or camera
   */
  async answer(callId: string, option?: CallOptions): Promise<Result> {
    const session = this.sessions.get(callId) ?? this.#ringingFrom(callId);
    const refusal = mayAnswer(this.#facts(), session?.status.isRing ? factsOf(session) : undefined);
    if (refusal || !session) throw refusal ?? PHONE_ERROR.NOT_FOUND_CALL_ID;
    const answeredId = session.status.callId;
    const seen = { offerToReceiveVideo: session.status.isVideo, ...cleanOptions(option) };
    await this.#setup.run('answer', seen, async ({ peer, ready, giveUp }) => {
      session.call.on('ended', () => giveUp(PHONE_ERROR.NOT_FOUND_CALL_ID));
      await ready;
      if (session.end) throw PHONE_ERROR.NOT_FOUND_CALL_ID;
      this.#holdOthers(answeredId);
      this.currentSessionID = answeredId;
      const accepted = session.accept(peer);
      this.emit('startSession', { callId: answeredId, session });
      await accepted;
      if (session.end) throw PHONE_ERROR.NOT_FOUND_CALL_ID;
    });
    return PHONE_SUCCESS.SUCCESS;
  }

  get currentSession(): Session | null {
    return (this.currentSessionID !== null && this.sessions.get(this.currentSessionID)) || null;
  }

  /** The calls that ring here. */
  get incomingList(): Session[] {
    return this.getSessions().filter(({ status }) => status.isRing);
  }

  /** The session of a call; without an argument all of them, as the manual has it. */
  getSession(): Session[];
  getSession(callId: string): Session | null;
  getSession(callId?: string): Session[] | Session | null {
    return callId === undefined ? this.getSessions() : (this.sessions.get(callId) ?? null);
  }

  getSessions(): Session[] {
    return [...this.sessions.values()];
  }

  getCurrentSession(): Session | null {
    return this.currentSession;
  }

  setCurrentSession(callId: string): boolean {
    if (!this.sessions.has(callId)) return false;
    this.currentSessionID = callId;
    return true;
  }

  setSessionStaticStatus(callId: string, change: Partial<StaticCallStatus>, startManualModel = false): boolean {
    return this.#with(callId, (session) => Boolean(session.setStaticStatus(change, startManualModel)));
  }

  // What is asked of a call by its id: `false` when there is no such call. `Session` says what each does.

  reject(callId: string): boolean {
    return this.terminate(callId);
  }

  hangup(callId: string): boolean {
    return this.terminate(callId);
  }

  /** Ends a call. With an empty id the one that is being placed and still waits for its microphone: it has none yet. */
  terminate(callId: string): boolean {
    return callId ? this.#with(callId, (session) => session.terminate()) : this.#setup.cancel();
  }

  dtmf(callId: string, tones: string): boolean {
    return this.#with(callId, (session) => session.dtmf(tones));
  }

  mute(callId: string): boolean {
    return this.#with(callId, (session) => session.mute());
  }

  unmute(callId: string): boolean {
    return this.#with(callId, (session) => session.unmute());
  }

  hold(callId: string): boolean {
    return this.#with(callId, (session) => session.hold());
  }

  unhold(callId: string): boolean {
    return this.#with(callId, (session) => session.unhold());
  }

  blindTransfer(callId: string, text: string): boolean {
    return this.#with(callId, (session) => session.blindTransfer(text));
  }

  attendedTransfer(callId: string, text: string): boolean {
    return this.#with(callId, (session) => session.attendedTransfer(text));
  }

  audioToVideo(callId: string): boolean {
    return this.#with(callId, (session) => session.audioToVideo());
  }

  videoToAudio(callId: string): boolean {
    return this.#with(callId, (session) => session.videoToAudio());
  }

  renegotiate(callId: string, offerToReceiveVideo?: boolean): boolean {
    return this.#with(callId, (session) => session.renegotiate(offerToReceiveVideo));
  }

  startRecord(callId: string): boolean {
    return this.#with(callId, (session) => session.startRecord());
  }

  pauseRecord(callId: string): boolean {
    return this.#with(callId, (session) => session.pauseRecord());
  }

  #with(callId: string, action: (session: Session) => boolean): boolean {
    const session = this.sessions.get(callId);
    return session !== undefined && action(session);
  }

  /** @internal */
  consult(about: Session, number: string): Promise<Result> {
    return this.call(number, {}, about.status.callId);
  }

  /** @internal */
  consultationOf(parent: Session): Session | undefined {
    return this.getSessions().find((session) => session.parent === parent);
  }

  /** @internal */
  bringForward(session: Session): void {
    const { callId } = session.status;
    this.#holdOthers(callId);
    this.currentSessionID = callId;
  }

  #ringingFrom(number: string): Session | undefined {
    const ringing = this.incomingList.filter(({ status }) => status.number === number);
    return ringing.length === 1 ? ringing[0] : undefined;
  }

  #holdOthers(callId: string): void {
    for (const [id, session] of this.sessions) if (id !== callId) session.stepAside();
  }

  /**
   * Uses other devices from now on, also in the calls that are up. Ids as the browser names them; empty: the default one.
   * @throws Result -202 -203 -290 -291 when one can't be opened; that call keeps the old one
   */
  async setDevices(change: DeviceIds): Promise<void> {
    Object.assign(this.config.deviceIds, change);
    await Promise.all(this.getSessions().flatMap(({ media }) => media?.choose(change) ?? []));
  }

  /** Tells the listeners of an event, as the phone itself does. */
  emitEvent<Name extends keyof PhoneOperatorEvents>(name: Name, ...args: PhoneOperatorEvents[Name]): boolean {
    return this.emit(name, ...args);
  }

  /** The PBX changed something of ours. @internal */
  update(change: PhoneUpdate): void {
    const { recordPermissions, videoPlan } = this.config;
    Object.assign(this.config, change);
    if (this.recordPermissions !== recordPermissions) this.emit('recordPermissionsChange', this.recordPermissions);
    if (this.videoPlan !== videoPlan) this.emit('videoPlanChange', this.videoPlan);
  }

  /** Topic 20048. @internal */
  applyRecordStatus(message: RecordMessage): void {
    const { caller_sip_callid: caller = '', callee_sip_callid: callee = '' } = message;
    (this.sessions.get(caller) ?? this.sessions.get(callee))?.applyRecordMessage(message);
  }

  /** Topic 20049: the PBX has written a call record. @internal */
  applyCallRecord(record: CallRecord): void {
    const session = this.#records.join(record, this.getSessions());
    if (!session) return;
    const { uniqueid } = record;
    session.uniqueid = uniqueid;
    this.emit('callRecord', { callId: session.status.callId, uniqueid, session });
  }

  /** Ends every call, unregisters, closes the connection. Everything is sent before it returns. */
  destroy(): void {
    if (this.#ending.signal.aborted) return;
    this.#ending.abort();
    this.#sip.stop();
    this.#devices?.close();
    this.removeAllListeners();
  }

  #onInvite(call: SipCall): void {
    const replaced = call.replaces && this.sessions.get(call.replaces.id);
    if (replaced) {
      void this.#replace(replaced, call);
      return;
    }
    if (!mayRing(this.#facts())) {
      call.end();
      return;
    }
    const session = this.#keep(call, null, null);
    call.ring();
    this.emit('incoming', { callId: call.id, session }, session);
    this.#lookUp(session);
  }

  /** Answers a call in place of another one (RFC 3891): it does not ring, and the user goes on talking. */
  async #replace(old: Session, call: SipCall): Promise<void> {
    const session = this.#keep(call, null, old.parent);
    if (this.currentSession === old) this.currentSessionID = call.id;
    this.#lookUp(session);
    const video = call.offersVideo && Boolean(old.localStream?.getVideoTracks().length);
    try {
      await this.#setup.run('answer', { video, offerToReceiveVideo: call.offersVideo }, async ({ peer, ready }) => {
        await ready;
        if (old.end || session.end) throw PHONE_ERROR.NOT_FOUND_CALL_ID;
        const replaced = session.replace(old, peer);
        this.emit('startSession', { callId: call.id, session });
        await replaced;
      });
    } catch {
      // The old one goes on (RFC 3891 section 3).
      if (this.currentSession === session && !old.end) this.currentSessionID = old.status.callId;
      call.end({ status: 480, why: 'media' });
    }
  }

  #lookUp(session: Session): void {
    const { number } = session.status;
    void this.config.lookUp(number).then((known) => {
      // Somebody else may be on the line by now.
      if (session.status.number === number) session.suggestNames(known);
    });
  }

  #keep(call: SipCall, peer: Peer | null, parent: Session | null): Session {
    const callId = call.id;
    const session = new Session(call, this, peer, parent);
    this.sessions.set(callId, session);
    // A call that we place is what we look at; one that comes in does not push another aside.
    if (peer || !this.currentSession) this.currentSessionID = callId;
    // The session's own `ended` and `failed` come first: its listener was there before this one.
    call.on('ended', () => this.#forget(session));
    call.on('confirmed', () => this.#onConfirmed(session));
    this.emit('newRTCSession', { callId, session });
    // The socket was lost, or the phone closed, while the INVITE was being made: nobody could hear of it then.
    if (call.ended) call.emit('ended', call.ended);
    if (peer) this.#lookUp(session);
    return session;
  }

  /** Another call may have come to the front while this one was being connected, and could not be held yet. */
  #onConfirmed(session: Session): void {
    const current = this.currentSession;
    if (current && current !== session && !current.status.isRing && !current.status.isHold) session.stepAside();
  }

  #forget(session: Session): void {
    const { callId } = session.status;
    this.sessions.delete(callId);
    this.#records.expect(session);
    if (this.currentSessionID === callId) {
      const next = session.parent && !session.parent.end ? session.parent : this.getSessions()[0];
      this.currentSessionID = next?.status.callId ?? null;
    }
    if (session.answeredAt !== null && session.callReport) this.config.sendReport(session.callReport);
    this.emit('deleteSession', { callId, cause: session.end?.cause ?? '', session });
    // A consultation is about a call; without that one there is nothing to consult about.
    if (session.end?.reason !== 'transferred') this.consultationOf(session)?.terminate();
  }

  /** A refresh is no change. */
  #tellRegistered(): void {
    if (this.isRegistered === this.#toldRegistered) return;
    this.#toldRegistered = this.isRegistered;
    this.emit('isRegisteredChange', this.isRegistered);
  }

  #facts(): PhoneFacts {
    // A consultation is part of the call that it is about.
    const calls = this.getSessions().map(factsOf);
    const limit = this.config.callWaiting && this.allowsSecondCall ? 2 : 1;
    return { calls, limit, setup: this.#setup.attempt, lastCallAt: this.#lastCallAt, now: performance.now() };
  }
}

function factsOf({ status }: Session): CallFacts {
  return { direction: status.communicationType, state: status.callStatus, consultation: status.isTransfer };
}
