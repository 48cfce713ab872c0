import { Emitter } from '../emitter.js';
import type { Peer } from '../media/peer.js';
import type { Report } from '../media/report.js';
import type { Result } from '../result.js';
import { SipRefusal, type RemoteIdentity, type SipCall, type SipEnd } from '../sip/sip-port.js';
import type { CallOptions } from './call-setup.js';
import { knownFields, type CallStatus, type StaticCallStatus } from './call-status.js';
import { CallTimer, type TimerType } from './call-timer.js';
import { endCause, endReason, type EndReason } from './end-reason.js';
import { checkEventName } from '../known-events.js';
import { sessionEvents, type SessionEvents, type SessionTold } from './session-events.js';
import { HoldControl } from './hold-control.js';
import { RtcSessionView } from './rtc-session-view.js';
import { SessionMedia, type MediaSetting } from './session-media.js';
import { move, type CallFact, type CallState } from './session-state.js';

export type { CallStatus, SessionEvents, StaticCallStatus };

/** What a session asks of its phone: what concerns more than one call is decided there. */
export interface SessionOwner {
  /** Our own number. */
  readonly extension: string;
  /** The host in the addresses of the PBX. */
  readonly host: string;
  readonly mediaSetting: MediaSetting;
  readonly incomingList: Session[];
  answer(callId: string, option?: CallOptions): Promise<Result>;
  unhold(callId: string): boolean;
  blindTransfer(callId: string, number: string): boolean;
  attendedTransfer(callId: string, number: string): boolean;
  startRecord(callId: string): boolean;
  pauseRecord(callId: string): boolean;
  audioToVideo(callId: string): boolean;
  videoToAudio(callId: string): boolean;
  renegotiate(callId: string, offerToReceiveVideo?: boolean): boolean;
}

/** Why and when a session ended. */
export interface SessionEnd {
  readonly reason: EndReason;
  readonly cause: string;
  /** The SIP status, or 0. */
  readonly code: number;
  readonly at: number;
}

const tones = /^[0-9*#]+$/;

/** One call (manual, chapter "Session"). */
export class Session extends Emitter<SessionEvents> {
  /** When both sides were connected: milliseconds since 1970. */
  answeredAt: number | null = null;
  end: SessionEnd | null = null;
  /** A transfer takes this consultation's place: the PBX may end it before it reports success. @internal */
  handedOver = false;
  /** The PBX's `uniqueid` of the call, once its call record is written. */
  uniqueid: string | null = null;
  /** The other side sends sound before it answers: no ringing tone of our own is needed. */
  earlyMedia = false;
  /** Asked when the other side turns pictures on; without it the answer is yes, and ours stay off. */
  agreeChangeVideo?: (call: { callId: string; name: string }) => Promise<boolean>;
  readonly timer: TimerType;
  readonly #timer: CallTimer;
  readonly #call: SipCall;
  readonly #owner: SessionOwner;
  readonly #parent: Session | null;
  readonly #hold: HoldControl;
  readonly #tick = setInterval(() => this.emit('updateTimer', this.timer), 1000);
  #status: Omit<CallStatus, 'transferParent'>;
  #state: CallState;
  #media: SessionMedia | null = null;
  #view: RtcSessionView | null = null;
  #lastReport: Report | null = null;
  #manualNames = false;

  /** `parent` is the call that a consultation belongs to. */
  constructor(call: SipCall, owner: SessionOwner, peer: Peer | null, parent: Session | null = null) {
    super((name) => void checkEventName('session', sessionEvents, name));
    this.#call = call;
    this.#owner = owner;
    this.#parent = parent;
    this.#hold = new HoldControl(call, {
      pending: () => this.change({}),
      confirmed: (isHold) => this.#onHold(isHold),
      refused: (wish, status) => {
        if (this.end) return;
        this.change({});
        this.warn(wish ? 'hold' : 'unhold', status);
      },
    });
    this.timer = this.#timer = new CallTimer(() => this.emit('updateTimer', this.timer));
    const inbound = call.direction === 'inbound';
    this.#state = inbound ? 'connecting' : 'calling';
    this.#status = {
      ...call.remote,
      avatar: '',
      callId: call.id,
      communicationType: call.direction,
      isVideo: peer?.video ?? call.offersVideo,
      isRing: inbound,
      isHold: false,
      isRemoteHold: false,
      isMute: false,
      callStatus: inbound ? 'connecting' : 'calling',
      callStartTime: Date.now(),
      recordStatus: 'stop',
      isTransfer: parent !== null,
      isConference: false,
    };
    if (!inbound) this.#timer.start('callingDuration');
    if (peer) this.#usePeer(peer);
    call.on('progress', ({ earlyMedia }) => {
      this.earlyMedia ||= earlyMedia;
      this.#onFact('progress');
      this.emit('progress', this.#told());
    });
    call.on('accepted', () => this.emit('accepted', this.#told()));
    call.on('confirmed', () => this.#onFact('confirm'));
    call.on('identity', (identity) => this.#onIdentity(identity));
    call.on('renegotiated', () => this.#onRenegotiated());
    call.on('info', ({ contentType, body }) => this.emit('newInfo', { callId: call.id, contentType, body }));
    call.on('ended', (end) => this.#onEnd(end));
  }

  /** A hold or resume that the other side has not confirmed yet. */
  get holdPending(): boolean {
    return this.#hold.pending;
  }

  /** A copy: changing it changes nothing. */
  get status(): CallStatus {
    const parent = this.#parent;
    if (!parent) return { ...this.#status };
    const { callId, avatar, name, number } = parent.status;
    const { callDuration, holdDuration } = parent.timer;
    return { ...this.#status, transferParent: { callId, avatar, name, number, callDuration, holdDuration } };
  }

  /** The call that this consultation belongs to. */
  get parent(): Session | null {
    return this.#parent;
  }

  /** The calls that ring here, this one or others. */
  get incomingList(): Session[] {
    return this.#owner.incomingList;
  }

  /** The SIP side of it, for its phone. @internal */
  get call(): SipCall {
    return this.#call;
  }

  /** Our camera's picture, without sound; `null` before there are media. */
  get localStream(): MediaStream | null {
    return this.#media?.peer.localStream ?? null;
  }

  /** What comes from the other side; `null` before there are media. */
  get remoteStream(): MediaStream | null {
    return this.#media?.peer.remoteStream ?? null;
  }

  /** The connection of this call, for statistics. */
  get connection(): RTCPeerConnection | null {
    return this.#media?.peer.connection ?? null;
  }

  /** Call quality as the manual has it; `null` before there are media. */
  get callReport(): Report | null {
    return this.#media?.report ?? this.#lastReport;
  }

  /** What else belongs to its media, for its phone. @internal */
  get media(): SessionMedia | null {
    return this.#media;
  }

  /** A view of the call as programs for the vendor's SDK look at its stack (`connection`, `isEstablished()` …). */
  get RTCSession(): RtcSessionView {
    this.#view ??= new RtcSessionView({
      id: () => this.#call.id,
      direction: () => this.#call.direction,
      state: () => this.#state,
      isRing: () => this.#status.isRing,
      connection: () => this.connection,
      remote: () => this.#status,
      host: () => this.#owner.host,
    });
    return this.#view;
  }

  /** Answers a ringing call; the same as `phone.answer(callId)`. */
  answer(option?: CallOptions): Promise<Result> {
    return this.#owner.answer(this.#call.id, option);
  }

  reject(): boolean {
    return this.terminate();
  }

  hangup(): boolean {
    return this.terminate();
  }

  /** Ends the call in the way its state asks for, so the manual's `type` decides nothing. `false` when it is over. */
  terminate(): boolean {
    if (this.end) return false;
    this.#call.end();
    return true;
  }

  /** Sends tones, characters of `0123456789*#`: in the media (RFC 4733), or as INFO. `false` when the call can't. */
  dtmf(text: string): boolean {
    if (this.#state !== 'talking' || typeof text !== 'string' || !tones.test(text) || !this.#media) return false;
    if (!this.#media.peer.sendTones(text)) void this.#sendToneInfos(text);
    return true;
  }

  async #sendToneInfos(text: string): Promise<void> {
    try {
      for (const tone of text) await this.#call.sendToneInfo(tone);
    } catch {
      this.warn('dtmf', 0);
    }
  }

  mute(): boolean {
    return this.#mute(true);
  }

  unmute(): boolean {
    return this.#mute(false);
  }

  /** Puts the other side on hold; `isHold` follows when it has confirmed. `false` when that can't be asked for now. */
  hold(): boolean {
    return this.#state === 'talking' && this.#hold.ask(this.#media?.peer, true);
  }

  /** Takes the other side back; the other calls go on hold. */
  unhold(): boolean {
    return this.#owner.unhold(this.#call.id);
  }

  /** Used by the phone, when the other calls have been taken care of. @internal */
  resume(): boolean {
    return this.#state === 'talking' && this.#hold.ask(this.#media?.peer, false);
  }

  blindTransfer(number: string): boolean {
    return this.#owner.blindTransfer(this.#call.id, number);
  }

  attendedTransfer(number: string): boolean {
    return this.#owner.attendedTransfer(this.#call.id, number);
  }

  /** Turns our camera on; the other side is asked by re-INVITE. */
  audioToVideo(): boolean {
    return this.#owner.audioToVideo(this.#call.id);
  }

  /** Turns pictures off, both ways. */
  videoToAudio(): boolean {
    return this.#owner.videoToAudio(this.#call.id);
  }

  /** Negotiates the media anew; `offerToReceiveVideo` asks for the other side's picture, or no longer. */
  renegotiate(offerToReceiveVideo?: boolean): boolean {
    return this.#owner.renegotiate(this.#call.id, offerToReceiveVideo);
  }

  startRecord(): boolean {
    return this.#owner.startRecord(this.#call.id);
  }

  pauseRecord(): boolean {
    return this.#owner.pauseRecord(this.#call.id);
  }

  /** Ends the counting of durations. */
  stopTimer(): this {
    this.#timer.stopAll();
    clearInterval(this.#tick);
    return this;
  }

  /** Writes fields of the status (manual, `setStatus`). What the call really does is not changed by it. */
  setStatus(change: Partial<CallStatus>): this {
    this.change(knownFields(change));
    return this;
  }

  /** Renames the other side; with `startManualModel` the PBX's names no longer overwrite it. */
  setStaticStatus(change: Partial<StaticCallStatus>, startManualModel = false): this {
    this.#manualNames ||= startManualModel;
    const { name, avatar, company } = this.#status;
    const old: StaticCallStatus = { name, avatar, company };
    const known = knownFields(change);
    const now = { name: known.name ?? name, avatar: known.avatar ?? avatar, company: known.company ?? company };
    this.change(now);
    this.emit('staticStatusChange', now, old);
    return this;
  }

  /** Names that were looked up; those that the application has taken over stay. @internal */
  suggestNames(names: Partial<StaticCallStatus>): void {
    if (!this.#manualNames && !this.end && Object.keys(names).length > 0) this.setStaticStatus(names);
  }

  /** Used by the phone: the call is being answered with this peer. Rejects when no answer could be made. @internal */
  async accept(peer: Peer): Promise<void> {
    this.#usePeer(peer);
    this.change({ isRing: false, isVideo: peer.video });
    await this.#call.accept(peer);
  }

  /** Negotiates what the peer's wishes are now; tells whether the other side took it. @internal */
  async negotiate(): Promise<boolean> {
    try {
      await this.#call.renegotiate();
      this.change({ isVideo: this.#media?.peer.hasVideo ?? false });
      return true;
    } catch (error) {
      this.warn('video', error instanceof SipRefusal ? error.status : 0);
      return false;
    }
  }

  /** Hands the other side over, to a number or to the other side of `consultation`. @internal */
  async transfer(number: string, consultation?: Session): Promise<void> {
    const replaces = consultation?.call.dialogId ?? undefined;
    if (consultation) consultation.handedOver = true;
    try {
      await this.#call.transfer(number, replaces);
      this.#call.end({ why: 'transferred' });
      consultation?.call.end({ why: 'transferred' });
    } catch (error) {
      if (consultation) consultation.handedOver = false;
      this.warn('transfer', error instanceof SipRefusal ? error.status : 0);
      throw error;
    }
  }

  /** Ends the call and forgets all listeners (manual). */
  destroy(): void {
    this.terminate();
    this.removeAllListeners();
  }

  #usePeer(peer: Peer): void {
    const { id: callId, direction: communicationType } = this.#call;
    const info = { callId, extension: this.#owner.extension, startedAt: Date.now() };
    const media = (this.#media = new SessionMedia(peer, info, this.#owner.mediaSetting));
    const stream = peer.remoteStream;
    peer.connection.addEventListener('track', () => {
      this.emit('streamAdded', { callId, communicationType, stream });
      this.emit('updateRemoteStream', { callId, stream });
    });
    peer.connection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate) this.emit('icecandidate', { callId, candidate });
    });
    peer.on('description', (description) => this.emit('sdp', { callId, ...description }));
    // Nobody can listen to a session that is still being made.
    setTimeout(() => this.#tellConnection(peer));
    peer.on('localStream', (localStream) => this.emit('updateLocalStream', { callId, stream: localStream }));
    peer.on('stateChange', (state) => {
      if (state === 'failed') this.#call.end({ why: this.answeredAt === null ? 'media' : 'network' });
    });
    media.on('quality', ({ report, networkLevel, mos }) => {
      this.emit('callReport', { callId, callReport: report });
      this.emit('quality', { callId, networkLevel, mos });
    });
    media.on('audio', (facts) => this.emit('audio', { callId, ...facts }));
    media.on('input', (input) => this.emit('input', { callId, ...input }));
    media.on('silenced', (silenced) => this.emit('silenced', { callId, ...silenced }));
    media.on('blocked', (blocked) => this.emit('blocked', { callId, blocked }));
    this.#view?.opened();
  }

  #tellConnection({ connection }: Peer): void {
    const { id: callId } = this.#call;
    this.emit('peerconnection', { callId, peerconnection: connection });
    const offer = connection.localDescription;
    if (offer) this.emit('sdp', { callId, originator: 'local', type: offer.type, sdp: offer.sdp });
  }

  #mute(isMute: boolean): boolean {
    if (this.end || !this.#media) return false;
    this.#media.peer.muted = isMute;
    this.change({ isMute });
    return true;
  }

  #onHold(isHold: boolean): void {
    if (isHold) this.#timer.start('holdDuration');
    else this.#timer.stop('holdDuration');
    this.change({ isHold });
  }

  /** @internal */
  warn(action: SessionEvents['warningMessage'][0]['action'], code: number): void {
    if (!this.end) this.emit('warningMessage', { callId: this.#call.id, action, code });
  }

  #onFact(fact: CallFact): void {
    const state = move(this.#state, fact);
    if (state === null || state === 'ended') return;
    this.#state = state;
    this.#timer.stop('callingDuration');
    if (state === 'ringing') this.#timer.start('ringDuration');
    if (state === 'talking') {
      this.#timer.stop('ringDuration');
      this.#timer.start('callDuration');
      this.answeredAt = Date.now();
      this.#connected();
    }
    this.change({ callStatus: state, isRing: false });
    if (fact === 'confirm') this.emit('confirmed', this.#told());
  }

  #connected(): void {
    if (!this.#media) return;
    this.#media.start();
    // Not asked for the first offer: who answers a call with pictures has said so.
    this.#media.peer.agreeToVideo = () =>
      this.agreeChangeVideo?.({ callId: this.#call.id, name: this.#status.name }) ?? Promise.resolve(true);
  }

  #onIdentity({ number, name }: RemoteIdentity): void {
    const { number: oldNumber, name: oldName } = this.#status;
    if (number === oldNumber && (name === oldName || !name)) return;
    this.change({ number });
    this.suggestNames(number === oldNumber ? { name } : { name, avatar: '', company: '' });
    if (this.#state === 'talking') this.emit('reinvite', this.#told());
  }

  #onRenegotiated(): void {
    // The PBX says by any direction but the open one, or by none, that we are on hold.
    const peer = this.#media?.peer;
    const isRemoteHold = peer?.offeredDirection !== 'sendrecv';
    const isVideo = peer?.hasVideo ?? false;
    const { isRemoteHold: wasHeld, isVideo: wasVideo } = this.#status;
    if (isRemoteHold !== wasHeld || isVideo !== wasVideo) this.change({ isRemoteHold, isVideo });
  }

  #onEnd(sipEnd: SipEnd): void {
    const { direction, id: callId } = this.#call;
    const answered = this.answeredAt !== null;
    const end: SipEnd = this.handedOver && sipEnd.by === 'peer' ? { ...sipEnd, why: 'transferred' } : sipEnd;
    const reason = endReason(end, { direction, answered, rang: this.#state === 'ringing' });
    const cause = endCause(reason);
    this.#state = 'ended';
    this.end = Object.freeze({ reason, cause, code: sipEnd.status, at: Date.now() });
    this.stopTimer();
    this.#lastReport = this.#media?.report ?? null;
    this.#media?.close();
    this.#media = null;
    if (answered) this.emit('ended', { callId, cause, reason });
    else if (reason === 'media' && sipEnd.by === 'system') this.emit('clientError', { callId, cause, reason });
    else this.emit('failed', { callId, cause, code: sipEnd.status, reason });
  }

  /** @internal */
  change(change: Partial<CallStatus>): void {
    const old = this.status;
    this.#status = { ...this.#status, ...change };
    this.emit('statusChange', this.status, old);
  }

  #told(): SessionTold {
    return { callId: this.#call.id, session: this };
  }
}
