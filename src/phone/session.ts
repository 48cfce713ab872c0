import { Emitter } from '../emitter.js';
import { AudioSink } from '../media/audio-sink.js';
import type { Peer } from '../media/peer.js';
import type { Result } from '../result.js';
import type { SipCall, SipEnd } from '../sip/sip-port.js';
import { CallTimer, type TimerType } from './call-timer.js';
import { endCause, endReason, type EndReason } from './end-reason.js';
import { move, type CallFact, type CallState } from './session-state.js';

/** What a page may rename about a call (manual, `StaticCallStatus`). */
export interface StaticCallStatus {
  name: string;
  /** URL of a picture. */
  avatar: string;
  company: string;
}

/** The state of a call (manual, `CallStatus`). */
export interface CallStatus extends StaticCallStatus {
  number: string;
  callId: string;
  communicationType: 'outbound' | 'inbound';
  isVideo: boolean;
  /** Inbound: it rings here and waits to be answered. */
  isRing: boolean;
  isHold: boolean;
  isMute: boolean;
  callStatus: Exclude<CallState, 'ended'>;
  /** When it was placed or came in: milliseconds since 1970. */
  callStartTime: number;
  recordStatus: 'stop' | 'recording' | 'pause';
  isTransfer: boolean;
  isConference: boolean;
}

interface Told {
  callId: string;
  session: Session;
}

export interface SessionEvents {
  /** 2xx received or sent. */
  accepted: [Told];
  /** Both sides are connected. */
  confirmed: [Told];
  /** A call that was connected is over. */
  ended: [{ callId: string; cause: string; reason: EndReason }];
  /** A call that never was connected is over. `code` is the SIP status, or 0. */
  failed: [{ callId: string; cause: string; code: number; reason: EndReason }];
  streamAdded: [{ callId: string; communicationType: 'outbound' | 'inbound'; stream: MediaStream }];
  statusChange: [newStatus: CallStatus, oldStatus: CallStatus];
  staticStatusChange: [newStatus: StaticCallStatus, oldStatus: StaticCallStatus];
}

/** What a session asks of its phone: the call rules are decided there. */
export interface SessionOwner {
  answer(callId: string): Promise<Result>;
}

/** Why and when a session ended. */
export interface SessionEnd {
  readonly reason: EndReason;
  readonly cause: string;
  /** The SIP status, or 0. */
  readonly code: number;
  readonly at: number;
}

/** One call (manual, chapter "Session"). */
export class Session extends Emitter<SessionEvents> {
  readonly #call: SipCall;
  readonly #owner: SessionOwner;
  readonly #timer = new CallTimer();
  #status: CallStatus;
  #state: CallState;
  #peer: Peer | null = null;
  #sink: AudioSink | null = null;
  /** When both sides were connected: milliseconds since 1970. */
  answeredAt: number | null = null;
  end: SessionEnd | null = null;

  constructor(call: SipCall, owner: SessionOwner, peer: Peer | null) {
    super();
    this.#call = call;
    this.#owner = owner;
    const inbound = call.direction === 'inbound';
    this.#state = inbound ? 'connecting' : 'calling';
    this.#status = {
      ...call.remote,
      avatar: '',
      callId: call.id,
      communicationType: call.direction,
      isVideo: call.offersVideo,
      isRing: inbound,
      isHold: false,
      isMute: false,
      callStatus: inbound ? 'connecting' : 'calling',
      callStartTime: Date.now(),
      recordStatus: 'stop',
      isTransfer: false,
      isConference: false,
    };
    if (!inbound) this.#timer.enter('calling');
    if (peer) this.#usePeer(peer);
    call.on('progress', () => this.#onFact('progress'));
    call.on('accepted', () => this.emit('accepted', this.#told()));
    call.on('confirmed', () => this.#onFact('confirm'));
    call.on('ended', (end) => this.#onEnd(end));
  }

  /** A copy: changing it changes nothing. */
  get status(): CallStatus {
    return { ...this.#status };
  }

  get timer(): TimerType {
    return this.#timer.read();
  }

  /** What comes from the other side; `null` before there are media. */
  get remoteStream(): MediaStream | null {
    return this.#peer?.remoteStream ?? null;
  }

  /** The connection of this call, for statistics. */
  get connection(): RTCPeerConnection | null {
    return this.#peer?.connection ?? null;
  }

  /** Answers a ringing call; the same as `phone.answer(callId)`. */
  answer(): Promise<Result> {
    return this.#owner.answer(this.#call.id);
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

  /** Sends tones (RFC 4733), characters of `0123456789*#`. `false` when the call can't take them. */
  dtmf(tones: string): boolean {
    return this.#state === 'talking' && /^[0-9*#]+$/.test(tones) && this.#peer !== null && this.#peer.sendTones(tones);
  }

  mute(): boolean {
    return this.#mute(true);
  }

  unmute(): boolean {
    return this.#mute(false);
  }

  /** Renames the other side. */
  setStaticStatus(change: Partial<StaticCallStatus>): this {
    const { name, avatar, company } = this.#status;
    const old: StaticCallStatus = { name, avatar, company };
    this.#change({ ...old, ...change });
    this.emit('staticStatusChange', { ...old, ...change }, old);
    return this;
  }

  /** Used by the phone: the call is being answered with this peer. Rejects when no answer could be made. */
  async accept(peer: Peer): Promise<void> {
    this.#usePeer(peer);
    this.#change({ isRing: false });
    await this.#call.accept(peer);
  }

  #usePeer(peer: Peer): void {
    this.#peer = peer;
    this.#sink = new AudioSink(peer.remoteStream);
    const communicationType = this.#call.direction;
    peer.connection.addEventListener('track', () =>
      this.emit('streamAdded', { callId: this.#call.id, communicationType, stream: peer.remoteStream }),
    );
    peer.on('stateChange', (state) => {
      if (state === 'failed') this.#call.end({ why: this.answeredAt === null ? 'media' : 'network' });
    });
  }

  #mute(isMute: boolean): boolean {
    if (this.end || !this.#peer) return false;
    this.#peer.muted = isMute;
    this.#change({ isMute });
    return true;
  }

  #onFact(fact: CallFact): void {
    const state = move(this.#state, fact);
    if (state === null || state === 'ended') return;
    this.#state = state;
    if (state !== 'connecting') this.#timer.enter(state);
    if (state === 'talking') this.answeredAt = Date.now();
    this.#change({ callStatus: state, isRing: false });
    if (fact === 'confirm') this.emit('confirmed', this.#told());
  }

  #onEnd(sipEnd: SipEnd): void {
    const { direction, id: callId } = this.#call;
    const answered = this.answeredAt !== null;
    const reason = endReason(sipEnd, { direction, answered, rang: this.#state === 'ringing' });
    const cause = endCause(reason);
    this.#state = 'ended';
    this.end = Object.freeze({ reason, cause, code: sipEnd.status, at: Date.now() });
    this.#timer.enter(null);
    this.#sink?.stop();
    this.#peer?.close();
    if (answered) this.emit('ended', { callId, cause, reason });
    else this.emit('failed', { callId, cause, code: sipEnd.status, reason });
  }

  #change(change: Partial<CallStatus>): void {
    const old = this.#status;
    this.#status = { ...old, ...change };
    this.emit('statusChange', this.status, old);
  }

  #told(): Told {
    return { callId: this.#call.id, session: this };
  }
}
