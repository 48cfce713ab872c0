import type { IncomingRequestMessage } from 'sip.js/lib/core/messages/incoming-request-message.js';
import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import { Emitter } from '../../emitter.js';
import { remoteIdentity } from '../remote-identity.js';
import { SipRefusal } from '../sip-port.js';
import type { UserAgent } from '../user-agent.js';
import type { UserAgentClient } from '../user-agent-client.js';
import type { UserAgentServer } from '../user-agent-server.js';
import type { CallMedia, DialogId, EndCause, SipCall, SipCallEvents, SipEnd } from '../sip-port.js';
import type { SessionDialog } from './dialog.js';
import { Offers } from './offers.js';
import { saysElsewhere } from './reason.js';
import { Transfer } from './refer.js';
import { move, type InviteFact, type InviteState } from './state.js';
import { parseSessionExpires, SessionTimer, timerAnswer, type SessionExpires } from './timer.js';

/** What a session needs of the stack that it is part of. */
export interface SipStack {
  readonly agent: UserAgent;
  /** The host in all addresses, without port. */
  readonly host: string;
  /** Resolves when the phone is registered over a socket that is open; never when it is closed before. */
  whenReady(): Promise<void>;
  /** Ends the transaction of a request to which no answer can come. */
  abandon(request: UserAgentClient): void;
  /** Takes a request back that still waits for a socket. `false` when it has gone out, or may have. */
  withdraw(request: UserAgentClient): boolean;
}

/** The manual's time limit for a call that is not answered (ms). */
const noAnswerTime = 300_000;

export const busyHere = 486;
const requestTerminated = 487;
const notAcceptableHere = 488;
/** After these two the dialog is gone at the other side (RFC 3261 section 12.2.1.2). */
const dialogIsGone = new Set([408, 481]);

/**
 * One call in SIP's terms: the INVITE usage of RFC 3261 with its dialog, on the transactions and dialogs of sip.js. What
 * differs by direction is in `inbound.ts` and `outbound.ts`; what is negotiated during the call in `offers.ts`.
 */
export abstract class SipSession extends Emitter<SipCallEvents> implements SipCall {
  abstract readonly id: string;
  abstract readonly direction: 'outbound' | 'inbound';
  abstract readonly remote: SipCall['remote'];
  abstract readonly offersVideo: boolean;
  abstract readonly headers: SipCall['headers'];
  abstract readonly replaces: SipCall | null;
  ended: SipEnd | null = null;
  /** Resolves when nothing more is to be sent or awaited, which may be later than the end. */
  readonly gone: Promise<void>;
  protected media: CallMedia | null = null;
  protected dialog: SessionDialog | null = null;
  protected release: () => void = () => undefined;
  #state: InviteState;
  readonly #noAnswer = setTimeout(() => this.end({ status: 480, why: 'no-answer' }), noAnswerTime);
  readonly #offers: Offers;
  readonly #transfer: Transfer;
  readonly #timer = new SessionTimer(
    () => void this.renegotiate().catch(() => !this.over && this.#timer.again()),
    () => this.end({ why: 'network' }),
  );
  /** Set when both sides agreed on session timers; `ours`: we refresh. Seconds. */
  #session: { interval: number; ours: boolean } | null = null;
  /** The shortest interval that the other side takes, once it has said so. Seconds. */
  #shortest = 0;

  constructor(
    protected readonly stack: SipStack,
    state: 'calling' | 'ringing',
  ) {
    super();
    this.#state = state;
    this.gone = new Promise((resolve) => (this.release = resolve));
    this.#transfer = new Transfer(stack);
    this.#offers = new Offers(this.#offersHost());
  }

  /** Inbound: says 180. */
  abstract ring(): void;

  abstract accept(media: CallMedia): Promise<void>;

  /** Ends a call that is not confirmed, in the way that fits its direction and state. */
  protected abstract giveUp(status: number, state: InviteState): void;

  /** The socket broke. */
  onConnectionLost(): void {
    this.#offers.onConnectionLost();
  }

  /** The phone is registered over a new socket. */
  abstract onConnectionBack(): void;

  get state(): InviteState {
    return this.#state;
  }

  protected get over(): boolean {
    return this.#state === 'ended';
  }

  /** Nothing else writes the state. `false`: the fact means nothing now. */
  protected move(fact: InviteFact): boolean {
    const state = move(this.#state, fact);
    if (state !== null) this.#state = state;
    return state !== null;
  }

  get dialogId(): DialogId | null {
    const { dialog } = this;
    return dialog ? { callId: dialog.callId, localTag: dialog.localTag, remoteTag: dialog.remoteTag } : null;
  }

  get transferring(): boolean {
    return this.#transfer.pending;
  }

  async transfer(number: string, replaces?: DialogId): Promise<void> {
    if (this.#state !== 'confirmed' || !this.dialog) throw new SipRefusal(491);
    await this.#transfer.send(this.dialog, number, replaces);
  }

  async renegotiate(): Promise<void> {
    try {
      await this.#offers.renegotiate();
    } catch (error) {
      // In the middle of a transfer the PBX has let us go: the new party has the call.
      const why = this.transferring ? 'transferred' : 'network';
      if (error instanceof SipRefusal && dialogIsGone.has(error.status)) this.end({ why });
      throw error;
    }
    this.#restartTimer();
  }

  sendToneInfo(tone: string): Promise<void> {
    const content = `Signal=${tone}\r\nDuration=160\r\n`;
    const body = { contentDisposition: 'render', contentType: 'application/dtmf-relay', content };
    return new Promise((resolve, reject) => {
      const refused = (message: IncomingResponseMessage): void => reject(new SipRefusal(message.statusCode ?? 500));
      if (!this.dialog || this.#state !== 'confirmed') throw new SipRefusal(481);
      this.dialog.request('INFO', { onAccept: () => resolve(), onReject: refused }, { body });
    });
  }

  end({ status = busyHere, why }: { status?: number; why?: EndCause } = {}): void {
    if (this.over) return;
    const state = this.#state;
    const isAnswered = state === 'answered' || state === 'confirmed';
    const refuses = state === 'ringing' || state === 'answering';
    this.#close();
    // Before the end is emitted: a listener may close the phone, and with it the socket.
    if (state === 'confirmed') this.bye();
    else this.giveUp(status, state);
    const code = refuses ? status : isAnswered ? 0 : requestTerminated;
    this.#tell({ by: why ? 'system' : 'us', status: code, elsewhere: false, ...(why && { why }) });
  }

  /** Says BYE; the answer is of no interest, and the connection sends it until there is one. */
  protected bye(dialog = this.dialog): void {
    dialog?.request('BYE', { onAccept: this.release, onReject: this.release });
  }

  /** The other side ended it, or it could not come to be. */
  protected finish(end: SipEnd): void {
    if (this.over) return;
    this.#close();
    this.release();
    this.#tell(end);
  }

  /** What the messages of the end set off finds the call over. */
  #close(): void {
    this.move('end');
    clearTimeout(this.#noAnswer);
    this.#timer.stop();
    this.onClose();
  }

  /** Timers of a direction end here. */
  protected onClose(): void {
    // Neither direction has to have any.
  }

  #tell(end: SipEnd): void {
    this.ended = end;
    this.emit('ended', end);
    this.media?.close();
    this.removeAllListeners();
  }

  /** The call has a dialog, what comes in it comes here. An early one may be replaced by that of the answer. */
  protected adopt(dialog: SessionDialog): void {
    this.dialog = dialog;
    dialog.delegate = {
      onAck: (message) => this.#onAck(message),
      onAckTimeout: () => this.#onAckTimeout(),
      onRequest: (request) => this.#onRequest(request),
    };
  }

  #onRequest(request: UserAgentServer): void {
    const { message } = request;
    const { method } = message;
    if (method === 'INVITE') void this.#offers.onReinvite(request).then(() => this.noteIdentity(message));
    else if (method === 'UPDATE') {
      this.noteIdentity(message);
      void this.#offers.onUpdate(request);
    }
    // The phone places no calls on request of the PBX.
    else if (method === 'REFER') request.reply(603);
    else {
      request.reply(200);
      if (method === 'BYE') this.#onBye(message);
      else if (method === 'INFO')
        this.emit('info', { contentType: message.getHeader('content-type') ?? '', body: message.body });
      else if (method === 'NOTIFY') this.#transfer.onNotify(message);
      else if (method === 'PRACK') this.onPrack(message);
    }
  }

  /** Inbound: a reliable provisional response has arrived (RFC 3262). */
  protected onPrack(_message: IncomingRequestMessage): void {
    // Outbound calls get none.
  }

  #onAck(message: IncomingRequestMessage): void {
    const { body } = message;
    if (this.#state === 'answered') void this.onFirstAck(body);
    else if (this.#state === 'confirmed') void this.#offers.onAck(body);
    // It was ended here before the ACK, which a BYE must wait for (RFC 3261 section 15).
    else this.bye();
  }

  /** Inbound: the ACK of our 200, with the answer when we made the offer. */
  protected onFirstAck(_sdp: string): Promise<void> {
    this.confirm();
    return Promise.resolve();
  }

  /** Nothing acknowledged our 200 in time (RFC 3261 section 13.3.1.4). */
  #onAckTimeout(): void {
    this.bye();
    this.finish({ by: 'system', status: 408, elsewhere: false, why: 'network' });
  }

  #onBye(message: IncomingRequestMessage): void {
    const isTransfer = this.#transfer.pending;
    this.#transfer.onBye();
    this.release();
    const elsewhere = this.answeredElsewhere || (this.direction === 'inbound' && saysElsewhere(message));
    this.finish({ by: 'peer', status: 0, elsewhere, ...(isTransfer && { why: 'transferred' as const }) });
  }

  /** Inbound: another phone was faster. */
  protected get answeredElsewhere(): boolean {
    return false;
  }

  protected noteIdentity(message: Parameters<typeof remoteIdentity>[0]): void {
    const identity = remoteIdentity(message);
    if (identity && !this.over) this.emit('identity', identity);
  }

  protected confirm(): void {
    if (!this.move('confirm')) return;
    clearTimeout(this.#noAnswer);
    this.emit('confirmed');
  }

  /** The two sides agree on no sound: a call without any is none. */
  protected endWithoutMedia(): void {
    this.end({ status: notAcceptableHere, why: 'media' });
  }

  /** Begins session timers with what the INVITE or its 200 said; `role` is ours in that transaction. */
  protected agreeOnTimer(asked: SessionExpires | null, role: 'uac' | 'uas'): void {
    if (!asked) return;
    this.#session = { interval: asked.interval, ours: (asked.refresher ?? 'uac') === role };
    this.#restartTimer();
  }

  #restartTimer(): void {
    if (this.#session && !this.over) this.#timer.start(this.#session.interval, this.#session.ours);
  }

  #offersHost(): ConstructorParameters<typeof Offers>[0] {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the getters below are those of another object
    const session = this;
    return {
      stack: this.stack,
      get dialog() {
        return session.dialog;
      },
      get media() {
        return session.media;
      },
      get confirmed() {
        return session.#state === 'confirmed';
      },
      get ownsCallId() {
        return session.direction === 'outbound';
      },
      requestHeaders: () => this.#requestHeaders(),
      answerHeaders: (request) => {
        const asked = parseSessionExpires(request.getHeader('Session-Expires'));
        this.agreeOnTimer(asked, 'uas');
        return asked ? timerAnswer(asked) : [];
      },
      onIntervalTooSmall: (seconds) => {
        this.#shortest = seconds;
        if (this.#session && seconds > this.#session.interval) this.#session.interval = seconds;
      },
      onRenegotiated: () => {
        if (!this.over) this.emit('renegotiated');
      },
      onUnusable: () => this.endWithoutMedia(),
    };
  }

  /** The one who refreshes stays the same. */
  #requestHeaders(): string[] {
    const headers = [`Contact: ${this.stack.agent.contact}`];
    if (!this.#session) return headers;
    const { interval, ours } = this.#session;
    headers.push(`Session-Expires: ${interval};refresher=${ours ? 'uac' : 'uas'}`);
    return this.#shortest > 0 ? [...headers, `Min-SE: ${this.#shortest}`] : headers;
  }
}
