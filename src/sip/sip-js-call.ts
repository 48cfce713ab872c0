import { Invitation, Inviter, SessionState, type Referral, type Session, type SessionDelegate } from 'sip.js';
import { SessionState as DialogState } from 'sip.js/lib/core/session/session.js';
import { Emitter } from '../emitter.js';
import { Negotiation } from './negotiation.js';
import { remoteIdentity } from './remote-identity.js';
import { SessionTimer, parseSessionExpires, type SessionExpires } from './session-timer.js';
import { SipRefusal, type CallMedia, type DialogId, type EndCause } from './sip-port.js';
import type { SipCall, SipCallEvents, SipEnd } from './sip-port.js';
import { Transfer } from './transfer.js';

/** The manual's time limit for a call that nobody answers. */
const noAnswerTime = 300_000;

const busyHere = 486;
const requestTerminated = 487;
/** After these two the dialog is gone at the other side (RFC 3261 section 12.2.1.2). */
const dialogIsGone = new Set([408, 481]);

/** What both directions share: one end, however many messages try to end it. */
export abstract class SipJsCall<Kind extends Session> extends Emitter<SipCallEvents> implements SipCall {
  abstract readonly direction: 'outbound' | 'inbound';
  abstract readonly id: string;
  abstract readonly remote: SipCall['remote'];
  abstract readonly offersVideo: boolean;
  protected over = false;
  ended: SipEnd | null = null;
  #confirmed = false;
  readonly #noAnswer = setTimeout(() => this.end({ status: 480, why: 'no-answer' }), noAnswerTime);
  readonly #negotiation: Negotiation;
  readonly #transfer: Transfer;
  readonly #timer = new SessionTimer(
    () => void this.renegotiate().catch(() => !this.over && this.#timer.again()),
    () => this.end({ why: 'network' }),
  );
  /** Set when both sides agreed on session timers; `ours`: we refresh. Seconds. */
  #session: { interval: number; ours: boolean } | null = null;

  constructor(
    protected readonly session: Kind,
    host: string,
  ) {
    super();
    this.#negotiation = new Negotiation(session, session instanceof Inviter, (request) => this.#refreshed(request));
    this.#transfer = new Transfer(session, host);
    session.stateChange.addListener(this.#onState);
  }

  readonly #onState = (state: SessionState): void => {
    if (state !== SessionState.Terminated) return;
    // The message that ended it is told in the same turn, after this. If none is, a description could not be used.
    queueMicrotask(() => this.finish({ by: 'system', status: 488, elsewhere: false, why: 'media' }));
  };

  ring(): void {
    // Only an incoming call rings here.
  }

  abstract accept(media: CallMedia): Promise<void>;

  get dialogId(): DialogId | null {
    const { dialog } = this.session;
    return dialog ? { callId: dialog.callId, localTag: dialog.localTag, remoteTag: dialog.remoteTag } : null;
  }

  async renegotiate(): Promise<void> {
    try {
      await this.#negotiation.reinvite(() => this.#timerHeaders());
    } catch (error) {
      if (error instanceof SipRefusal && dialogIsGone.has(error.status)) this.end({ why: 'network' });
      throw error;
    }
    this.#restartTimer();
  }

  get transferring(): boolean {
    return this.#transfer.pending;
  }

  transfer(number: string, replaces?: DialogId): Promise<void> {
    return this.#transfer.send(number, replaces);
  }

  async sendToneInfo(tone: string): Promise<void> {
    const content = `Signal=${tone}\r\nDuration=160\r\n`;
    const body = { contentDisposition: 'render', contentType: 'application/dtmf-relay', content };
    await this.session.info({ requestOptions: { body } });
  }

  end({ status = busyHere, why }: { status?: number; why?: EndCause } = {}): void {
    if (this.over) return;
    const refusal = this.session instanceof Invitation && this.session.state !== SessionState.Established;
    const code = refusal ? status : this.session.state === SessionState.Established ? 0 : requestTerminated;
    this.#close();
    // Before it is told: a listener may close the phone, and with it the socket.
    this.#terminate(status);
    this.#tell({ by: why ? 'system' : 'us', status: code, elsewhere: false, ...(why && { why }) });
  }

  /** Nothing more is to be sent or awaited. */
  get gone(): boolean {
    return this.session.state === SessionState.Terminated;
  }

  whenGone(): Promise<void> {
    return new Promise((resolve) => {
      const onState = (): void => {
        if (!this.gone) return;
        this.session.stateChange.removeListener(onState);
        resolve();
      };
      this.session.stateChange.addListener(onState);
      onState();
    });
  }

  #terminate(status: number): void {
    const ignore = () => undefined; // the call is over for us, whatever becomes of the message
    const { session } = this;
    if (session.state === SessionState.Established) whenConnected(session, () => void session.bye().catch(ignore));
    else if (session.state === SessionState.Terminated || session.state === SessionState.Terminating) return;
    else if (session instanceof Invitation) session.reject({ statusCode: status }).catch(ignore);
    else if (session instanceof Inviter) whenConnected(session, () => void session.cancel().catch(ignore));
  }

  protected delegate(): SessionDelegate {
    return {
      onBye: (bye) => {
        bye.accept().catch(() => undefined);
        const why: { why?: EndCause } = this.#transfer.pending ? { why: 'transferred' } : {};
        this.#transfer.onBye();
        this.finish({ by: 'peer', status: 0, elsewhere: false, ...why });
      },
      onInvite: (request, _response, status) => {
        this.noteIdentity(request);
        if (status < 300) this.emit('renegotiated');
      },
      onInfo: (info) => {
        info.accept().catch(() => undefined);
        const { body } = info.request;
        this.emit('info', { contentType: info.request.getHeader('Content-Type') ?? '', body });
      },
      onNotify: (notification) => this.#transfer.onNotify(notification),
      // Without an answer of ours sip.js would obey and place the call.
      onRefer: (referral: Referral) => void referral.reject({ statusCode: 603 }),
    };
  }

  protected noteIdentity(message: Parameters<typeof remoteIdentity>[0]): void {
    const identity = remoteIdentity(message);
    if (identity && !this.over) this.emit('identity', identity);
  }

  protected finish(end: SipEnd): void {
    if (this.over) return;
    this.#close();
    this.#tell(end);
  }

  /** What the messages of the end set off finds the call over. */
  #close(): void {
    this.over = true;
    clearTimeout(this.#noAnswer);
    this.#timer.stop();
    this.session.stateChange.removeListener(this.#onState);
  }

  #tell(end: SipEnd): void {
    this.ended = end;
    this.emit('ended', end);
    this.removeAllListeners();
  }

  /** The dialog may have ended while the answer was still being applied; then the call must not look connected. */
  protected confirm(): void {
    if (this.over) {
      this.#terminate(busyHere);
      return;
    }
    // The ACK of each later re-INVITE comes here, too.
    if (this.#confirmed) return;
    this.#confirmed = true;
    clearTimeout(this.#noAnswer);
    if (this.session.dialog?.sessionState === DialogState.Terminated) {
      this.finish({ by: 'peer', status: 0, elsewhere: false });
      void this.session.dispose();
      return;
    }
    this.#negotiation.guard();
    this.emit('confirmed');
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

  /** For our own re-INVITE; the one who refreshes stays the same. */
  #timerHeaders(): string[] {
    if (!this.#session) return [];
    return [`Session-Expires: ${this.#session.interval};refresher=${this.#session.ours ? 'uac' : 'uas'}`];
  }

  /** A re-INVITE of the other side refreshes the session too. */
  #refreshed(request: Parameters<typeof remoteIdentity>[0]): string[] {
    const asked = parseSessionExpires(request.getHeader('Session-Expires'));
    this.agreeOnTimer(asked, 'uas');
    return asked ? timerAnswer(asked) : [];
  }
}

/** A call that ends while there is no connection: the other side must hear of it as soon as there is one again. */
function whenConnected({ userAgent: { transport } }: Session, action: () => void): void {
  if (transport.isConnected()) {
    action();
    return;
  }
  const onState = (): void => {
    if (!transport.isConnected()) return;
    transport.stateChange.removeListener(onState);
    action();
  };
  transport.stateChange.addListener(onState);
}

/**
 * Header lines of a 200 that agrees on session timers (RFC 4028 section 9). When nobody said who refreshes, the PBX does:
 * its timers are not throttled in a hidden tab.
 */
export function timerAnswer({ interval, refresher }: SessionExpires): string[] {
  return [`Session-Expires: ${interval};refresher=${refresher ?? 'uac'}`, 'Require: timer'];
}
