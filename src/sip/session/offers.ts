import type { IncomingRequestMessage } from 'sip.js/lib/core/messages/incoming-request-message.js';
import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import { hasUsableAudio } from '../../sdp.js';
import { sdpType } from '../body.js';
import { SipRefusal, type CallMedia } from '../sip-port.js';
import type { UserAgentServer } from '../user-agent-server.js';
import type { SessionDialog } from './dialog.js';
import type { SipStack } from './session.js';

/** What the offers of one call need of it. */
export interface OffersHost {
  readonly stack: SipStack;
  readonly dialog: SessionDialog | null;
  readonly media: CallMedia | null;
  /** Both sides are connected: nothing else may be negotiated before. */
  readonly confirmed: boolean;
  readonly ownsCallId: boolean;
  /** Header lines of our next re-INVITE. */
  requestHeaders(): string[];
  /** Header lines of our 200 to a request of the other side that refreshes the session. */
  answerHeaders(request: IncomingRequestMessage): string[];
  /** The other side wants a longer session timer (422, RFC 4028 section 6). */
  onIntervalTooSmall(seconds: number): void;
  /** The other side's offer is answered, or its answer to our offer in an offerless re-INVITE is applied. */
  onRenegotiated(): void;
  /** The two sides no longer agree on any sound. */
  onUnusable(): void;
}

/** The other side is in the middle of an offer of its own (RFC 3261 section 14.2). */
const requestPending = 491;
const notAcceptableHere = 488;
const intervalTooSmall = 422;
/** No answer is to come: the socket broke (RFC 3261 section 8.1.3.1). */
const serviceUnavailable = 503;
const tries = 5;

/** How long to wait after a 491, in ms: the owner of the Call-ID waits longer (RFC 3261 section 14.1). */
export function glareDelay(ownsCallId: boolean, random: number): number {
  const [from, steps] = ownsCallId ? [2100, 190] : [0, 200];
  return from + Math.floor(random * (steps + 1)) * 10;
}

const description = (content: string) => ({ contentDisposition: 'session', contentType: sdpType, content });

/** The final answer to our request, as far as it decides what comes next. */
interface Outcome {
  /** 0: what the other side answered could not be used. */
  readonly status: number;
  /** The answer came from the network; else sip.js made it, as nothing came. */
  readonly real: boolean;
  readonly message: IncomingResponseMessage | null;
}

const ours = (status: number): Outcome => ({ status, real: false, message: null });

/**
 * Offer and answer within a call (RFC 3264, RFC 6337): re-INVITEs of both sides and UPDATEs of the other side (RFC 3311).
 * One exchange at a time: ours wait in a queue, and the other side gets 491 while ours is under way.
 */
export class Offers {
  #offering = false;
  #answering = false;
  #queue: Promise<unknown> = Promise.resolve();
  #lost: () => void = () => undefined;
  /** Takes the answer to our offer in the 200 to an offerless re-INVITE. */
  #onAckBody: ((sdp: string) => Promise<void>) | null = null;

  constructor(private readonly host: OffersHost) {}

  /**
   * Sends a re-INVITE with the media's next offer, after those that wait already. Resolves when the other side took it.
   * One whose socket breaks is made once more when the phone is registered again: its addresses may be others then.
   * @throws SipRefusal
   */
  renegotiate(): Promise<void> {
    const turn = this.#queue.then(() => this.#untilAnswered());
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** The socket broke: the answer to what is under way does not come any more. */
  onConnectionLost(): void {
    this.#lost();
  }

  async #untilAnswered(): Promise<void> {
    let left = tries;
    while (this.host.confirmed) {
      const outcome = await this.#attempt();
      const { status, real, message } = outcome;
      if (status >= 200 && status < 300) return;
      if (!this.host.confirmed || --left === 0) throw new SipRefusal(status);
      if (status === serviceUnavailable && !real) await this.host.stack.whenReady();
      else if (status === intervalTooSmall) this.host.onIntervalTooSmall(Number(message?.getHeader('min-se')));
      else if (status === requestPending || message?.hasHeader('retry-after')) await this.#afterGlare();
      else throw new SipRefusal(status);
    }
    throw new SipRefusal(requestPending);
  }

  #afterGlare(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, glareDelay(this.host.ownsCallId, Math.random())));
  }

  async #attempt(): Promise<Outcome> {
    const { dialog, media } = this.host;
    if (!dialog || !media) return ours(requestPending);
    // The offer of the other side that we are just answering comes first.
    if (this.#answering || this.#onAckBody) return ours(requestPending);
    this.#offering = true;
    try {
      const content = await media.offer();
      if (!this.host.confirmed) return ours(requestPending);
      const outcome = await this.#send(dialog, content);
      if (outcome.status < 200 || outcome.status >= 300) await media.rollback();
      return outcome;
    } catch {
      // An offer that could not be made, or not be sent while the other side's waits for its ACK.
      await media.rollback().catch(() => undefined);
      return ours(requestPending);
    } finally {
      this.#offering = false;
      this.#lost = () => undefined;
    }
  }

  #send(dialog: SessionDialog, content: string): Promise<Outcome> {
    return new Promise((resolve) => {
      const refused = (message: IncomingResponseMessage): void =>
        resolve({ status: message.statusCode ?? 500, real: message.hasHeader('Via'), message });
      const request = dialog.reinvite(
        {
          onAccept: (message) => {
            void this.#applyAnswer(message.body).then((usable) =>
              resolve({ status: usable ? 200 : 0, real: true, message }),
            );
          },
          onReject: refused,
        },
        { extraHeaders: this.host.requestHeaders(), body: description(content) },
      );
      this.#lost = () => {
        this.host.stack.abandon(request);
        resolve(ours(serviceUnavailable));
      };
    });
  }

  async #applyAnswer(sdp: string, delayed = false): Promise<boolean> {
    try {
      if (!hasUsableAudio(sdp)) throw new Error('The answer has no sound that we know.');
      await this.host.media?.acceptAnswer(sdp, { delayed });
      return true;
    } catch {
      this.host.onUnusable();
      return false;
    }
  }

  /** A re-INVITE of the other side, with or without an offer. */
  async onReinvite(request: UserAgentServer): Promise<void> {
    if (this.#offering) {
      request.reply(requestPending);
      return;
    }
    // The ACK, with the answer to our offer in it, is still to come or to be applied.
    if (!this.host.confirmed) {
      request.reply(500, { extraHeaders: ['Retry-After: 2'] });
      return;
    }
    await this.#answer(request, request.message.body);
  }

  /** An UPDATE of the other side (RFC 3311 section 5.2). Without an offer it only refreshes the session or the names. */
  async onUpdate(request: UserAgentServer): Promise<void> {
    const sdp = request.message.body;
    if (sdp && (this.#offering || this.#answering || !this.host.confirmed)) {
      // Our answer is on its way: the other side is to try again (section 5.2).
      if (this.#offering) request.reply(requestPending);
      else request.reply(500, { extraHeaders: ['Retry-After: 2'] });
    } else if (sdp) await this.#answer(request, sdp);
    else request.reply(200, { extraHeaders: this.#headersFor(request) });
  }

  #headersFor({ message }: UserAgentServer): string[] {
    return [`Contact: ${this.host.stack.agent.contact}`, ...this.host.answerHeaders(message)];
  }

  async #answer(request: UserAgentServer, offer: string): Promise<void> {
    const { media } = this.host;
    if (!media || (offer !== '' && !hasUsableAudio(offer))) {
      request.reply(notAcceptableHere);
      return;
    }
    this.#answering = true;
    let content: string;
    try {
      if (offer) await media.acceptOffer(offer);
      content = offer ? await media.answer() : await media.offer();
    } catch {
      await media.rollback().catch(() => undefined);
      if (this.host.confirmed) request.reply(notAcceptableHere);
      return;
    } finally {
      this.#answering = false;
    }
    if (!this.host.confirmed) return;
    if (!offer) this.#awaitAnswer(media);
    request.reply(200, { extraHeaders: this.#headersFor(request), body: description(content) });
    if (offer) this.host.onRenegotiated();
  }

  /** Our offer is in the 200: the ACK brings the answer (RFC 3261 section 14.2). */
  #awaitAnswer(media: CallMedia): void {
    this.#offering = true;
    this.#onAckBody = async (sdp) => {
      this.#offering = false;
      this.#onAckBody = null;
      if (sdp && (await this.#applyAnswer(sdp, true))) this.host.onRenegotiated();
      else if (!sdp) await media.rollback();
    };
  }

  /** An ACK within the call. */
  async onAck(sdp: string): Promise<void> {
    await this.#onAckBody?.(sdp);
  }
}
