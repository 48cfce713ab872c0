import type { IncomingRequestMessage } from 'sip.js/lib/core/messages/incoming-request-message.js';
import { hasUsableAudio, offersVideo } from '../../sdp.js';
import { sdpType } from '../body.js';
import { numberOf, remoteIdentity } from '../remote-identity.js';
import type { CallMedia, SipCall } from '../sip-port.js';
import { hasOption, readableHeaders } from './headers.js';
import type { InviteServer } from './invite-server.js';
import { saysElsewhere } from './reason.js';
import { ReliableResponse } from './reliable.js';
import { SipSession, type SipStack } from './session.js';
import type { InviteState } from './state.js';
import { parseSessionExpires, timerAnswer } from './timer.js';

const requestTerminated = 487;
const notAcceptableHere = 488;
const serverTimeout = 504;

/** Answers of a PBX that no longer knows the call. */
const callIsGone = new Set([404, 481]);

/** How often a PBX is asked whether a call still rings whose CANCEL may not arrive (ms). */
const askInterval = 5000;

/** Whether an INVITE can be answered at all: it offers sound that this browser knows, or lets us make the offer. */
export function canBeAnswered({ body }: IncomingRequestMessage): boolean {
  return body === '' || hasUsableAudio(body);
}

/** A call that comes in. */
export class InboundCall extends SipSession {
  readonly direction = 'inbound';
  readonly remote: { number: string; name: string; company: string };
  readonly offersVideo: boolean;
  readonly headers: SipCall['headers'];
  readonly #request: InviteServer;
  #reliable: ReliableResponse | null = null;
  #asking: ReturnType<typeof setTimeout> | undefined;
  #expires: ReturnType<typeof setTimeout> | undefined;
  /** The caller gave up while our answer was on its way, and another phone took the call. */
  #takenElsewhere = false;

  constructor(
    stack: SipStack,
    request: InviteServer,
    readonly replaces: SipCall | null,
  ) {
    super(stack, 'ringing');
    this.#request = request;
    const { message } = request;
    const company = message.getHeader('contacts-company') ?? '';
    const from = { number: numberOf(message.from.uri), name: message.from.displayName };
    this.remote = { ...(remoteIdentity(message) ?? from), company };
    this.offersVideo = offersVideo(message.body);
    this.headers = readableHeaders(message);
    request.onCancel = (cancel) => this.onCancel(cancel);
    // How long the caller waits (RFC 3261 section 13.3.1); a timer takes no more than 24 days.
    const seconds = Number(message.getHeader('expires'));
    if (seconds > 0 && seconds < 3600) this.#expires = setTimeout(() => this.#onExpired(), seconds * 1000);
  }

  get id(): string {
    return this.#request.message.callId;
  }

  ring(): void {
    if (this.state !== 'ringing') return;
    const isReliable = hasOption(this.#request.message, 'require', '100rel');
    const progress = (): void => {
      const extraHeaders = isReliable ? ['Require: 100rel', `RSeq: ${this.#reliable?.sequence ?? 1}`] : [];
      this.adopt(this.#request.answer(180, { extraHeaders }));
    };
    // Without a PRACK the caller's side does not work as it says (RFC 3262 section 3).
    if (isReliable)
      this.#reliable = new ReliableResponse(progress, () => this.end({ status: serverTimeout, why: 'network' }));
    progress();
  }

  protected override onPrack(message: IncomingRequestMessage): void {
    this.#reliable?.onPrack(message.getHeader('rack'));
  }

  async accept(media: CallMedia): Promise<void> {
    if (!this.move('accept')) throw new Error('The call does not ring.');
    clearTimeout(this.#expires);
    this.media = media;
    const { message } = this.#request;
    const offer = message.body;
    let content: string;
    try {
      if (offer) await media.acceptOffer(offer);
      content = offer ? await media.answer() : await media.offer();
    } catch (error) {
      this.end({ status: notAcceptableHere, why: 'media' });
      throw error;
    }
    // The caller may have given up meanwhile.
    if (this.over) return;
    const asked = parseSessionExpires(message.getHeader('session-expires'));
    const body = { contentDisposition: 'session', contentType: sdpType, content };
    this.#reliable?.stop();
    this.adopt(this.#request.answer(200, { body, extraHeaders: asked ? timerAnswer(asked) : [] }));
    this.move('answer');
    this.agreeOnTimer(asked, 'uas');
    this.emit('accepted');
  }

  protected override async onFirstAck(sdp: string): Promise<void> {
    // The caller left the offer to us: this is the answer to it.
    if (this.#request.message.body === '') {
      try {
        if (!hasUsableAudio(sdp)) throw new Error('The answer has no sound that we know.');
        await this.media?.acceptAnswer(sdp);
      } catch {
        this.move('confirm');
        this.endWithoutMedia();
        return;
      }
    }
    // Two phones that answer at once both get an ACK; the BYE to the slower one follows.
    if (!this.#takenElsewhere) this.confirm();
  }

  /** A CANCEL, also one that crosses our 200: that one only says what the BYE after it means. */
  onCancel(message: IncomingRequestMessage): void {
    const elsewhere = saysElsewhere(message);
    if (this.state === 'answered') {
      this.#takenElsewhere = elsewhere;
      return;
    }
    if (this.state !== 'ringing' && this.state !== 'answering') return;
    // The CANCEL is answered; the INVITE wants a final response of its own (RFC 3261 section 9.2).
    this.#request.reply(requestTerminated);
    this.finish({ by: 'peer', status: requestTerminated, elsewhere });
  }

  protected override get answeredElsewhere(): boolean {
    return this.#takenElsewhere;
  }

  #onExpired(): void {
    if (this.state === 'ringing') this.end({ status: requestTerminated, why: 'no-answer' });
  }

  protected giveUp(status: number, state: InviteState): void {
    // A BYE waits for the ACK (RFC 3261 section 15).
    if (state === 'answered') return;
    this.#request.reply(status);
    this.release();
  }

  protected override onClose(): void {
    clearTimeout(this.#asking);
    clearTimeout(this.#expires);
    this.#reliable?.stop();
  }

  override onConnectionLost(): void {
    super.onConnectionLost();
    clearTimeout(this.#asking);
  }

  /**
   * It rings on over a new socket, unless the caller gives up: Asterisk sends the CANCEL to the old one. An OPTIONS within the
   * call tells (RFC 3261 section 12.2.2), but not at once, as a call that was cancelled is known until the CANCEL times out.
   */
  onConnectionBack(): void {
    if (this.state !== 'ringing') return;
    const askLater = (): void => {
      clearTimeout(this.#asking);
      if (this.state === 'ringing') this.#asking = setTimeout(() => this.onConnectionBack(), askInterval);
    };
    this.dialog?.request('OPTIONS', {
      onAccept: askLater,
      onReject: (message) => {
        const { statusCode = 0 } = message;
        // Without any header it is our own: nothing came back.
        if (!message.hasHeader('Via')) return;
        if (callIsGone.has(statusCode)) this.finish({ by: 'peer', status: requestTerminated, elsewhere: false });
        else askLater();
      },
    });
  }
}
