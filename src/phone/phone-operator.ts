import { Emitter } from '../emitter.js';
import { MicrophonePermission, openMicrophone } from '../media/microphone.js';
import { Peer } from '../media/peer.js';
import { PHONE_ERROR, PHONE_SUCCESS, isResult, type Result } from '../result.js';
import type { SipCall, SipPort } from '../sip/sip-port.js';
import { mayAnswer, mayCall, mayRing, type CallFacts, type PhoneFacts } from './call-rules.js';
import { cleanNumber } from './dial-number.js';
import { Session } from './session.js';

/** Without call waiting the PBX's rule is one call at a time; holding one of several comes with call waiting. */
const callLimit = 1;

/** A microphone that takes longer than this (ms) has probably made the browser ask the person. */
const promptTime = 150;

export interface PhoneConfig {
  readonly deviceIds: { cameraId?: string; microphoneId?: string };
  readonly iceServers: readonly RTCIceServer[];
  /** Told of each outgoing call when its INVITE is sent. */
  readonly onCall: () => void;
}

interface Told {
  callId: string;
  session: Session;
}

export interface PhoneOperatorEvents {
  connected: [];
  /** The connection is lost; the phone tries again by itself, first in `retryIn` milliseconds. */
  disconnected: [{ retryIn: number }];
  registered: [];
  /** `final`: it will not be tried again by itself. */
  registrationFailed: [Result & { status: number; final: boolean }];
  isRegisteredChange: [boolean];
  newRTCSession: [Told];
  incoming: [Told];
  startSession: [Told];
  deleteSession: [{ callId: string; cause: string; session: Session }];
  /** An outgoing call waits for its microphone (a number), or no longer does (`null`). */
  dialling: [number: string | null];
}

/** The calls of one extension (manual, chapter "PhoneOperator"). */
export class PhoneOperator extends Emitter<PhoneOperatorEvents> {
  /** Call-ID → session, from `newRTCSession` until just before `deleteSession`. */
  readonly sessions = new Map<string, Session>();
  currentSessionID: string | null = null;
  readonly deviceIds: { cameraId?: string; microphoneId?: string };
  readonly #sip: SipPort;
  readonly #config: PhoneConfig;
  readonly #permission = new MicrophonePermission();
  #dialling = false;
  #lastCallAt = -Infinity;
  #destroyed = false;

  constructor(sip: SipPort, config: PhoneConfig) {
    super();
    this.#sip = sip;
    this.#config = config;
    this.deviceIds = config.deviceIds;
    sip.on('connected', () => this.emit('connected'));
    sip.on('disconnected', (told) => this.#unregistered(() => this.emit('disconnected', told)));
    sip.on('registered', () => {
      this.emit('registered');
      this.emit('isRegisteredChange', true);
    });
    sip.on('registrationFailed', ({ status, final }) =>
      this.#unregistered(() => this.emit('registrationFailed', { ...PHONE_ERROR.REGISTRY_FAILED, status, final })),
    );
    sip.on('invite', (call) => this.#onInvite(call));
  }

  get isRegistered(): boolean {
    return this.#sip.registered;
  }

  get currentSession(): Session | null {
    return (this.currentSessionID !== null && this.sessions.get(this.currentSessionID)) || null;
  }

  /** The calls that ring here. */
  get incomingList(): Session[] {
    return this.getSessions().filter(({ status }) => status.isRing);
  }

  get isMaxCall(): boolean {
    return !mayRing(this.#facts());
  }

  /** Connects and registers; listen before you call it. */
  start(): this {
    this.#sip.start();
    return this;
  }

  getSession(callId: string): Session | null {
    return this.sessions.get(callId) ?? null;
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

  /**
   * Places a call. Resolves when the INVITE is on its way.
   * @throws Result -210 another call is being set up, -209 not a number, -208 more than one a second, -205 no more calls,
   *   -206 -290 -202 -203 the microphone
   */
  async call(text: string): Promise<Result> {
    const cleaned = cleanNumber(text);
    const number = cleaned.number ?? null;
    const refusal = mayCall(this.#facts(), number);
    if (refusal) throw refusal;
    this.#dialling = true;
    const waiting = setTimeout(() => this.emit('dialling', number), promptTime);
    const microphone = this.#openMicrophone();
    const peer = new Peer(this.#config.iceServers);
    try {
      // Before the permission is given a browser hides its addresses, so an offer made earlier would lack them.
      if (this.#permission.granted) peer.offer().catch(() => undefined); // told again when it is sent
      await this.#use(peer, microphone);
      this.#lastCallAt = performance.now();
      // Nothing else is done before the INVITE is out: drawing the call takes longer than sending it.
      const call = await this.#sip.call(number ?? '', peer);
      this.#config.onCall();
      this.emit('startSession', { callId: call.id, session: this.#keep(call, peer) });
      return PHONE_SUCCESS.SUCCESS;
    } catch (error) {
      peer.close();
      throw isResult(error) ? error : PHONE_ERROR.UNKNOWN_ERROR;
    } finally {
      clearTimeout(waiting);
      this.#dialling = false;
      this.emit('dialling', null);
    }
  }

  /**
   * Answers a call that rings. Resolves when the answer is sent. A refused microphone leaves it ringing.
   * @throws Result -211 it does not ring, -210 another call is being set up, -206 -290 -202 -203 the microphone
   */
  async answer(callId: string): Promise<Result> {
    const session = this.sessions.get(callId);
    const ringing = session?.status.isRing ? factsOf(session) : undefined;
    const refusal = mayAnswer(this.#facts(), ringing);
    if (refusal || !session) throw refusal ?? PHONE_ERROR.NOT_FOUND_CALL_ID;
    this.#dialling = true;
    const microphone = this.#openMicrophone();
    const peer = new Peer(this.#config.iceServers);
    try {
      await this.#use(peer, microphone);
      if (session.end) throw PHONE_ERROR.NOT_FOUND_CALL_ID;
      this.currentSessionID = callId;
      const accepted = session.accept(peer);
      this.emit('startSession', { callId, session });
      await accepted;
      if (session.end) throw PHONE_ERROR.NOT_FOUND_CALL_ID;
      return PHONE_SUCCESS.SUCCESS;
    } catch (error) {
      peer.close();
      throw isResult(error) ? error : PHONE_ERROR.UNKNOWN_ERROR;
    } finally {
      this.#dialling = false;
    }
  }

  reject(callId: string): boolean {
    return this.terminate(callId);
  }

  hangup(callId: string): boolean {
    return this.terminate(callId);
  }

  /** Ends a call in the way its state asks for. `false` when there is no such call. */
  terminate(callId: string): boolean {
    return this.sessions.get(callId)?.terminate() ?? false;
  }

  dtmf(callId: string, tones: string): boolean {
    return this.sessions.get(callId)?.dtmf(tones) ?? false;
  }

  mute(callId: string): boolean {
    return this.sessions.get(callId)?.mute() ?? false;
  }

  unmute(callId: string): boolean {
    return this.sessions.get(callId)?.unmute() ?? false;
  }

  /** Ends every call, unregisters, closes the connection. Everything is sent before it returns. */
  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#sip.stop();
    this.removeAllListeners();
  }

  #openMicrophone(): Promise<MediaStreamTrack> {
    const microphone = openMicrophone(this.deviceIds.microphoneId);
    microphone.catch(() => undefined); // awaited later, perhaps later than it is refused
    return microphone;
  }

  async #use(peer: Peer, microphone: Promise<MediaStreamTrack>): Promise<void> {
    await peer.setMicrophone(await microphone);
    if (this.#destroyed) throw PHONE_ERROR.UNKNOWN_ERROR;
  }

  #onInvite(call: SipCall): void {
    if (!mayRing(this.#facts())) {
      call.end();
      return;
    }
    const session = this.#keep(call, null);
    call.ring();
    this.emit('incoming', { callId: call.id, session });
  }

  #keep(call: SipCall, peer: Peer | null): Session {
    const callId = call.id;
    const session = new Session(call, this, peer);
    this.sessions.set(callId, session);
    // A call that we place is what we look at; one that comes in does not push another aside.
    if (peer || !this.currentSession) this.currentSessionID = callId;
    // The session's own `ended` and `failed` come first: its listener was there before this one.
    call.on('ended', () => {
      this.sessions.delete(callId);
      if (this.currentSessionID === callId) this.currentSessionID = this.getSessions()[0]?.status.callId ?? null;
      this.emit('deleteSession', { callId, cause: session.end?.cause ?? '', session });
    });
    this.emit('newRTCSession', { callId, session });
    return session;
  }

  #unregistered(tell: () => void): void {
    tell();
    this.emit('isRegisteredChange', false);
  }

  #facts(): PhoneFacts {
    const calls = this.getSessions().map(factsOf);
    return { calls, limit: callLimit, dialling: this.#dialling, lastCallAt: this.#lastCallAt, now: performance.now() };
  }
}

function factsOf({ status }: Session): CallFacts {
  return { direction: status.communicationType, state: status.callStatus };
}
