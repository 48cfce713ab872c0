import type { Peer } from '../media/peer.js';
import type { Report } from '../media/report.js';
import { Emitter } from '../emitter.js';
import { checkEventName } from '../known-events.js';
import type { Result } from '../result.js';
import { SipRefusal, type SipCall, type SipEnd } from '../sip/sip-port.js';
import { mayRecord, recordChange, RecordRequest, type RecordMessage } from './recording.js';
import type { CallOptions } from './call-setup.js';
import { cleanNumber } from './dial-number.js';
import { knownFields, type CallStatus, type StaticCallStatus } from './call-status.js';
import { CallTimer, type TimerType } from './call-timer.js';
import { endCause, endReason } from './end-reason.js';
import { HoldControl } from './hold-control.js';
import { tellMedia } from './media-events.js';
import { Reconnection } from './reconnection.js';
import { RtcSessionView } from './rtc-session-view.js';
import { sessionEvents, type SessionEvents, type SessionTold } from './session-events.js';
import { SessionMedia } from './session-media.js';
import type { SessionEnd, SessionOwner } from './session-owner.js';
import { move, type CallFact, type CallState } from './session-state.js';
import { SessionStatus } from './session-status.js';
import { sendTones } from './tones.js';
import { settleVideo, VideoControl } from './video.js';

export type { CallStatus, SessionEnd, SessionEvents, StaticCallStatus };

/** One call (manual, chapter "Session"). */
export class Session extends Emitter<SessionEvents> {
  /** When both sides were connected: milliseconds since 1970. */
  answeredAt: number | null = null;
  end: SessionEnd | null = null;
  /** The PBX's `uniqueid` of the call, once its call record is written. */
  uniqueid: string | null = null;
  /** The other side sends sound before it answers: no ringing tone of our own is needed. */
  earlyMedia = false;
  /** Asked when the other side turns pictures on; without it the answer is yes, and ours stay off. */
  agreeChangeVideo?: (call: { callId: string; name: string }) => Promise<boolean>;
  readonly timer: TimerType;
  /** The SIP side of it, for its phone. @internal */
  readonly call: SipCall;
  readonly #owner: SessionOwner;
  readonly #timer: CallTimer;
  readonly #parent: Session | null;
  readonly #hold: HoldControl;
  readonly #video: VideoControl;
  readonly #recording = new RecordRequest();
  /** A transfer takes this consultation's place: the PBX may end it before it reports success. */
  #handedOver = false;
  /** Another call is the one that is talked in. */
  #aside = false;
  /** It is muted because the other side did not take the hold. */
  #mutedAside = false;
  /** No packets arrive although they should. */
  #hearsNothing = false;
  readonly #tick = setInterval(() => this.emit('updateTimer', this.timer), 1000);
  readonly #status: SessionStatus;
  #state: CallState;
  #media: SessionMedia | null = null;
  #view: RtcSessionView | null = null;
  #lastReport: Report | null = null;
  #reconnection: Reconnection | null = null;

  /** `parent` is the call that a consultation belongs to. */
  constructor(call: SipCall, owner: SessionOwner, peer: Peer | null, parent: Session | null = null) {
    super((name) => void checkEventName('session', sessionEvents, name));
    this.call = call;
    this.#owner = owner;
    this.#parent = parent;
    this.#video = new VideoControl(call, {
      media: () => this.#media,
      cameraId: () => owner.config.deviceIds.cameraId,
      signal: owner.closing,
      changed: (isVideo) => this.#change({ isVideo }),
      refused: (status) => this.#warn('video', status),
    });
    this.#hold = new HoldControl(call, {
      pending: () => {
        if (!this.end) this.#change({});
      },
      confirmed: (isHold) => this.#onHold(isHold),
      refused: (wish, status) => {
        // Nobody may hear what is said in another call.
        if (wish && this.#aside && !this.status.isMute) this.#mutedAside = this.mute();
        this.#warn(wish ? 'hold' : 'unhold', status);
      },
    });
    this.timer = this.#timer = new CallTimer(() => this.emit('updateTimer', this.timer));
    const inbound = call.direction === 'inbound';
    this.#state = inbound ? 'connecting' : 'calling';
    this.#status = new SessionStatus(call, parent, peer?.video ?? call.offersVideo, {
      changed: (status, old) => this.emit('statusChange', status, old),
      renamed: (names, old) => this.emit('staticStatusChange', names, old),
    });
    if (!inbound) this.#timer.start('callingDuration');
    if (peer) this.#usePeer(peer);
    call.on('progress', ({ earlyMedia }) => {
      this.earlyMedia ||= earlyMedia;
      this.#onFact('progress');
      this.emit('progress', this.#told());
    });
    call.on('accepted', () => this.emit('accepted', this.#told()));
    call.on('confirmed', () => this.#onFact('confirm'));
    call.on('identity', (identity) => {
      if (this.#status.identify(identity) && this.#state === 'talking') this.emit('reinvite', this.#told());
    });
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
    return this.#status.copy;
  }

  /** The call that this consultation belongs to. */
  get parent(): Session | null {
    return this.#parent;
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

  /** The media are lost, and we are looking for a new way for them; the call is kept meanwhile. Beyond the manual. */
  get reconnecting(): boolean {
    return this.#reconnection?.active ?? false;
  }

  /** Header fields of the INVITE that a page may read: name in lower case → values. Beyond the manual. */
  get headers(): SipCall['headers'] {
    return this.call.headers;
  }

  /** The calls that ring here, this one or others. */
  get incomingList(): Session[] {
    return this.#owner.incomingList;
  }

  /** A view of the call as programs for the vendor's SDK look at its stack (`connection`, `isEstablished()` …). */
  get RTCSession(): RtcSessionView {
    this.#view ??= new RtcSessionView({
      id: () => this.call.id,
      direction: () => this.call.direction,
      state: () => this.#state,
      isRing: () => this.status.isRing,
      peer: () => this.#media?.peer ?? null,
      remote: () => this.status,
      host: () => this.#owner.host,
    });
    return this.#view;
  }

  /** Answers a ringing call; the same as `phone.answer(callId)`. */
  answer(option?: CallOptions): Promise<Result> {
    return this.#owner.answer(this.call.id, option);
  }

  /** Ends the call in the way its state asks for, so the manual's `type` decides nothing. `false` when it is over. */
  terminate(): boolean {
    if (this.end) return false;
    this.call.end();
    return true;
  }

  reject(): boolean {
    return this.terminate();
  }

  hangup(): boolean {
    return this.terminate();
  }

  /** Ends the call and forgets all listeners (manual). */
  destroy(): void {
    this.terminate();
    this.removeAllListeners();
  }

  /** Sends tones, characters of `0123456789*#`: in the media (RFC 4733), or as INFO. `false` when the call can't. */
  dtmf(text: string): boolean {
    const peer = this.#state === 'talking' && this.#media?.peer;
    return peer ? sendTones(this.call, peer, text, () => this.#warn('dtmf', 0)) : false;
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
    const aside = this.#aside;
    if (this.#mutedAside) this.unmute();
    this.#aside = false;
    if (this.#state !== 'talking' || !(this.#hold.ask(this.#media?.peer, false) || aside)) return false;
    this.#owner.bringForward(this);
    return true;
  }

  /** Used by the phone when another call takes this one's place: on hold, or muted where that is refused. @internal */
  stepAside(): void {
    if (this.#state !== 'talking' || this.#hold.wish) return;
    this.#aside = true;
    this.hold();
  }

  /**
   * Hands the other side over to a number. A transfer that is refused brings the call back (`warningMessage`). While one is
   * under way no other is begun: `true` for a second click, too.
   */
  blindTransfer(text: string): boolean {
    const { number, tones } = cleanNumber(text);
    // REFER has no place for what would be dialled after the answer.
    if (number === undefined || tones !== undefined || this.#state !== 'talking') return false;
    void this.#handOver(number);
    return true;
  }

  /**
   * Completes an attended transfer, of the consultation or of the call that it belongs to; the consultation may still be
   * ringing. Without a consultation one is begun with `text`.
   */
  attendedTransfer(text: string): boolean {
    const consultation = this.#parent ? this : this.#owner.consultationOf(this);
    const call = this.#parent ?? this;
    if (consultation) {
      if (!consultation.call.dialogId || call.end) return false;
      void call.#handOver(consultation.status.number, consultation);
      return true;
    }
    if (cleanNumber(text).number === undefined || this.#state !== 'talking') return false;
    // Why it was refused is no SIP status; that nothing comes of it must be told.
    this.#owner.consult(this, text).catch(() => this.#warn('transfer', 0));
    return true;
  }

  async #handOver(number: string, consultation?: Session): Promise<void> {
    if (this.call.transferring) return;
    const replaces = consultation?.call.dialogId ?? undefined;
    if (consultation) consultation.#handedOver = true;
    try {
      await this.call.transfer(number, replaces);
      this.call.end({ why: 'transferred' });
      consultation?.call.end({ why: 'transferred' });
    } catch (error) {
      if (consultation) consultation.#handedOver = false;
      this.#warn('transfer', error instanceof SipRefusal ? error.status : 0);
    }
  }

  /** Turns our camera on; the other side is asked by re-INVITE. */
  audioToVideo(): boolean {
    if (this.#state !== 'talking' || !this.#media) return false;
    void this.#video.turnOn();
    return true;
  }

  /** Turns pictures off, both ways. */
  videoToAudio(): boolean {
    if (this.#state !== 'talking' || !this.#media?.peer.video) return false;
    void this.#video.turnOff(this.#media);
    return true;
  }

  /** Negotiates the media anew; `offerToReceiveVideo` asks for the other side's picture, or no longer. */
  renegotiate(offerToReceiveVideo?: boolean): boolean {
    if (this.#state !== 'talking' || !this.#media) return false;
    this.#video.renegotiate(this.#media, offerToReceiveVideo);
    return true;
  }

  startRecord(): boolean {
    return this.#record('start');
  }

  pauseRecord(): boolean {
    return this.#record('pause');
  }

  #record(request: 'start' | 'pause'): boolean {
    const { recordPermissions, recordFeatureCode } = this.#owner.config;
    if (recordFeatureCode === '' || !mayRecord(recordPermissions, this.status.recordStatus, request)) return false;
    return this.#recording.send(() => this.dtmf(recordFeatureCode));
  }

  /** Topic 20048 speaks of this call. @internal */
  applyRecordMessage(message: RecordMessage): void {
    const change = recordChange(message);
    if (!change) return;
    this.#recording.settle();
    this.#change(change);
  }

  /** The network is another one, or reachable again. @internal */
  onNetworkChange(): void {
    this.#reconnection?.restart();
  }

  /** Ends the counting of durations. */
  stopTimer(): this {
    this.#timer.stopAll();
    clearInterval(this.#tick);
    return this;
  }

  /** Writes fields of the status (manual, `setStatus`). What the call really does is not changed by it. */
  setStatus(change: Partial<CallStatus>): this {
    this.#change(knownFields(change));
    return this;
  }

  /** Renames the other side; with `startManualModel` the PBX's names no longer overwrite it. */
  setStaticStatus(change: Partial<StaticCallStatus>, startManualModel = false): this {
    this.#status.rename(change, startManualModel);
    return this;
  }

  /** Names that were looked up; those that the application has taken over stay. @internal */
  suggestNames(names: Partial<StaticCallStatus>): void {
    if (!this.end) this.#status.suggest(names);
  }

  /** Used by the phone: the call is being answered with this peer. Rejects when no answer could be made. @internal */
  async accept(peer: Peer): Promise<void> {
    this.#usePeer(peer);
    this.#change({ isRing: false, isVideo: peer.video });
    await this.call.accept(peer);
  }

  /** Used by the phone: takes the place of another call, muted or on hold as that one was. Rejects as `accept`. @internal */
  async replace(old: Session, peer: Peer): Promise<void> {
    const { isMute, isHold } = old.status;
    // Before anything is heard there.
    peer.muted = isMute || isHold;
    await this.accept(peer);
    if (peer.muted) this.mute();
    this.#mutedAside = isHold && !isMute;
    if (isHold) this.once('confirmed', () => this.stepAside());
    old.call.end({ why: 'transferred' });
  }

  #usePeer(peer: Peer): void {
    const info = { callId: this.call.id, extension: this.#owner.config.extension, startedAt: Date.now() };
    this.#media = new SessionMedia(peer, info, this.#owner.mediaSetting);
    peer.on('stateChange', (state) => {
      if (state === 'failed' && this.answeredAt === null) this.call.end({ why: 'media' });
    });
    tellMedia(this, this.#media);
    this.#view?.opened();
  }

  #mute(isMute: boolean): boolean {
    if (this.end || !this.#media) return false;
    this.#media.peer.muted = isMute;
    this.#mutedAside = false;
    if (!isMute) this.#aside = false;
    this.#change({ isMute });
    return true;
  }

  #onHold(isHold: boolean): void {
    if (isHold) this.#timer.start('holdDuration');
    else this.#timer.stop('holdDuration');
    this.#change({ isHold });
  }

  #warn(action: SessionEvents['warningMessage'][0]['action'], code: number): void {
    if (!this.end) this.emit('warningMessage', { callId: this.call.id, action, code });
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
    this.#change({
      callStatus: state,
      isRing: false,
      ...(state === 'talking' && { isVideo: settleVideo(this.#media) }),
    });
    if (fact === 'confirm') this.emit('confirmed', this.#told());
  }

  #connected(): void {
    const { peer } = this.#media ?? {};
    if (!peer) return;
    // What counts as a hold is said during the call.
    peer.offeredDirection = null;
    this.#media?.start().on('audio', ({ noAudioIn, noAudioOut }) => {
      this.#reconnection?.onFlow(noAudioIn !== 'no-packets' && noAudioOut !== 'no-packets');
      this.#hearsNothing = noAudioIn === 'no-packets';
      if (peer.offeredDirection !== null && !this.status.isHold) this.#onRenegotiated();
    });
    // Not asked for the first offer: who answers a call with pictures has said so.
    peer.agreeToVideo = () =>
      this.agreeChangeVideo?.({ callId: this.call.id, name: this.status.name }) ?? Promise.resolve(true);
    this.#reconnection = new Reconnection(peer, this.call, {
      isRegistered: () => this.#owner.isRegistered,
      changed: (active) => this.emit(active ? 'reconnecting' : 'reconnected', this.#told()),
    });
  }

  /**
   * The PBX says by any direction but the open one that we are on hold. Without a direction sound goes both ways (RFC 8866
   * section 6.7), but the vendor's SDK takes that for a hold, and PBXs use it so: what arrives decides.
   */
  #onRenegotiated(): void {
    const peer = this.#media?.peer;
    const direction = peer?.offeredDirection;
    const isRemoteHold = direction === 'absent' ? this.#hearsNothing : direction !== 'sendrecv';
    const isVideo = peer?.hasVideo ?? false;
    const { isRemoteHold: wasHeld, isVideo: wasVideo } = this.status;
    if (isRemoteHold !== wasHeld || isVideo !== wasVideo) this.#change({ isRemoteHold, isVideo });
  }

  #onEnd(sipEnd: SipEnd): void {
    const { direction, id: callId } = this.call;
    const answered = this.answeredAt !== null;
    const end: SipEnd = this.#handedOver && sipEnd.by === 'peer' ? { ...sipEnd, why: 'transferred' } : sipEnd;
    const reason = endReason(end, { direction, answered, rang: this.#state === 'ringing' });
    const cause = endCause(reason);
    this.#state = 'ended';
    this.end = Object.freeze({ reason, cause, code: sipEnd.status, at: Date.now() });
    this.stopTimer();
    this.#lastReport = this.#media?.report ?? null;
    this.#reconnection?.close();
    this.#reconnection = null;
    this.#media?.close();
    this.#media = null;
    if (answered) this.emit('ended', { callId, cause, reason });
    else if (reason === 'media' && sipEnd.by === 'system') this.emit('clientError', { callId, cause, reason });
    else this.emit('failed', { callId, cause, code: sipEnd.status, reason });
  }

  #change(change: Partial<CallStatus>): void {
    this.#status.change(change);
  }

  #told(): SessionTold {
    return { callId: this.call.id, session: this };
  }
}
