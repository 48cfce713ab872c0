import { Core, Invitation, Inviter, SessionState, type Referral, type Session, type SessionDelegate } from 'sip.js';
import { Emitter } from '../emitter.js';
import type { CallMedia, EndCause, SipCall, SipCallEvents, SipEnd } from './sip-port.js';
import { setMedia } from './sip-js-description.js';

/** The manual's time limit for a call that nobody answers. */
const noAnswerTime = 300_000;

const busyHere = 486;
const requestTerminated = 487;

/** What both directions share: one end, however many messages try to end it. */
abstract class SipJsCall<Kind extends Session> extends Emitter<SipCallEvents> implements SipCall {
  abstract readonly direction: 'outbound' | 'inbound';
  abstract readonly id: string;
  abstract readonly remote: SipCall['remote'];
  abstract readonly offersVideo: boolean;
  protected over = false;
  readonly #noAnswer = setTimeout(() => this.end({ status: 480, why: 'no-answer' }), noAnswerTime);

  constructor(protected readonly session: Kind) {
    super();
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

  end({ status = busyHere, why }: { status?: number; why?: EndCause } = {}): void {
    if (this.over) return;
    const refusal = this.session instanceof Invitation && this.session.state !== SessionState.Established;
    const code = refusal ? status : this.session.state === SessionState.Established ? 0 : requestTerminated;
    // Told before the messages go out, so that what they set off finds the call ended.
    this.finish({ by: why ? 'system' : 'us', status: code, elsewhere: false, ...(why && { why }) });
    this.#terminate(status);
  }

  #terminate(status: number): void {
    const ignore = () => undefined; // the call is over for us, whatever becomes of the message
    const { session } = this;
    if (session.state === SessionState.Established) session.bye().catch(ignore);
    else if (session.state === SessionState.Terminated || session.state === SessionState.Terminating) return;
    else if (session instanceof Invitation) session.reject({ statusCode: status }).catch(ignore);
    else if (session instanceof Inviter) session.cancel().catch(ignore);
  }

  protected delegate(): SessionDelegate {
    return {
      onBye: (bye) => {
        bye.accept().catch(() => undefined);
        this.finish({ by: 'peer', status: 0, elsewhere: false });
      },
      // Without an answer of ours sip.js would obey and place the call.
      onRefer: (referral: Referral) => void referral.reject({ statusCode: 603 }),
    };
  }

  protected finish(end: SipEnd): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.#noAnswer);
    this.session.stateChange.removeListener(this.#onState);
    this.emit('ended', end);
  }

  /** The dialog may have ended while the answer was still being applied; then the call must not look connected. */
  protected confirm(): void {
    if (this.over) {
      this.#terminate(busyHere);
      return;
    }
    clearTimeout(this.#noAnswer);
    if (this.session.dialog?.sessionState === Core.SessionState.Terminated) {
      this.finish({ by: 'peer', status: 0, elsewhere: false });
      void this.session.dispose();
      return;
    }
    this.emit('confirmed');
  }
}

export class OutboundCall extends SipJsCall<Inviter> {
  readonly direction = 'outbound';
  readonly remote: SipCall['remote'];
  readonly offersVideo = false;

  constructor(inviter: Inviter, number: string) {
    super(inviter);
    this.remote = { number, name: '', company: '' };
    inviter.delegate = this.delegate();
  }

  get id(): string {
    return this.session.request.callId;
  }

  /** Sends the INVITE when the offer is there. */
  async invite(media: CallMedia): Promise<void> {
    setMedia(this.session, media);
    await this.session.invite({
      requestDelegate: {
        onProgress: () => this.over || this.emit('progress'),
        onAccept: () => {
          // sip.js calls this when the answer is applied and the ACK is on its way, or when that failed.
          if (!this.over) this.emit('accepted');
          if (this.session.state === SessionState.Established) this.confirm();
        },
        onReject: ({ message }) => this.finish({ by: 'peer', status: message.statusCode ?? 500, elsewhere: false }),
        onRedirect: ({ message }) => this.finish({ by: 'peer', status: message.statusCode ?? 302, elsewhere: false }),
      },
    });
  }

  accept(): Promise<void> {
    return Promise.reject(new Error('An outgoing call is answered by the other side.'));
  }
}

export class InboundCall extends SipJsCall<Invitation> {
  readonly direction = 'inbound';
  readonly remote: SipCall['remote'];
  readonly offersVideo: boolean;

  constructor(invitation: Invitation) {
    super(invitation);
    const { uri, displayName } = invitation.remoteIdentity;
    const company = invitation.request.getHeader('Contacts-Company') ?? '';
    this.remote = { number: uri.user ?? '', name: displayName ?? '', company };
    this.offersVideo = hasLiveVideo(invitation.request.body);
    invitation.delegate = {
      ...this.delegate(),
      onAck: () => this.confirm(),
      onCancel: ({ request }) =>
        this.finish({ by: 'peer', status: requestTerminated, elsewhere: saysElsewhere(request.getHeader('Reason')) }),
    };
  }

  get id(): string {
    return this.session.request.callId;
  }

  override ring(): void {
    this.session.progress({ statusCode: 180 }).catch(() => undefined);
  }

  async accept(media: CallMedia): Promise<void> {
    setMedia(this.session, media);
    await this.session.accept();
    // A CANCEL during accept() resolves it all the same.
    if (!this.over) this.emit('accepted');
  }
}

/** A video section that is neither refused (port 0) nor inactive (RFC 8866). */
function hasLiveVideo(sdp: string | undefined): boolean {
  const section = sdp?.split(/\r?\n(?=m=)/).find((part) => part.startsWith('m=video'));
  return section !== undefined && !section.startsWith('m=video 0 ') && !/^a=inactive\s*$/m.test(section);
}

/** `Reason: SIP;cause=200;text="Call completed elsewhere"` or `Q.850;cause=26` (RFC 3326). */
export function saysElsewhere(reason: string | undefined): boolean {
  return /\bSIP\s*;\s*cause\s*=\s*200\b|\bQ\.850\s*;\s*cause\s*=\s*26\b/i.test(reason ?? '');
}
