import { SessionState, type Core, type Session } from 'sip.js';
import { SipRefusal } from './sip-port.js';
import type { SipSocket } from './sip-socket.js';

/**
 * The other side is in the middle of an offer of its own, or still busy with our last one, which it says by a 500 with
 * `Retry-After` (RFC 3261 section 14.2).
 */
const requestPending = 491;
const tries = 5;

/** How long to wait after a 491, in ms: the owner of the Call-ID waits longer (RFC 3261 section 14.1). */
export function glareDelay(ownsCallId: boolean, random: number): number {
  const [from, steps] = ownsCallId ? [2100, 190] : [0, 200];
  return from + Math.floor(random * (steps + 1)) * 10;
}

/** What a re-INVITE of the other side says, after we have answered it. */
export type OnReinvite = (request: Core.IncomingRequestMessage) => void;

/**
 * The re-INVITEs of one call: one at a time, ours again after a 491, and a 491 to the other side while ours is in the
 * making (sip.js sees a collision only once ours is sent, and would then take the other side's offer as an answer).
 */
export class Negotiation {
  #offering = false;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly session: Session,
    private readonly ownsCallId: boolean,
    /** Header lines for our 200 to a re-INVITE of the other side. */
    private readonly answerHeaders: (request: Core.IncomingRequestMessage) => string[],
  ) {}

  /** Call it when the dialog is there. */
  guard(): void {
    const delegate = this.session.dialog?.delegate;
    if (!delegate?.onInvite) return;
    const original = delegate.onInvite.bind(delegate);
    delegate.onInvite = (request) => {
      if (this.#offering) {
        request.reject({ statusCode: requestPending });
        return;
      }
      const accept = request.accept.bind(request);
      request.accept = (options = { statusCode: 200 }) =>
        accept({
          ...options,
          extraHeaders: [...(options.extraHeaders ?? []), ...this.answerHeaders(request.message)],
        });
      original(request);
    };
  }

  /** Sends a re-INVITE with the media's next offer, after those that wait already. */
  reinvite(extraHeaders: () => string[]): Promise<void> {
    const turn = this.#queue.then(() => this.#send(extraHeaders));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #send(extraHeaders: () => string[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const status = await this.#attempt(extraHeaders());
      if (status >= 200 && status < 300) return;
      if (status !== requestPending || attempt === tries || !this.#established) throw new SipRefusal(status);
      const wait = glareDelay(this.ownsCallId, Math.random());
      await new Promise((resolve) => setTimeout(resolve, wait));
      if (!this.#established) throw new SipRefusal(requestPending);
    }
  }

  get #established(): boolean {
    return this.session.state === SessionState.Established;
  }

  /** The status of the answer. An offer that could not even be sent counts as a collision: the peer's waits for its ACK. */
  #attempt(extraHeaders: string[]): Promise<number> {
    this.#offering = true;
    // A dead socket is found out in seconds, not in the half minute that SIP waits for an answer.
    (this.session.userAgent.transport as SipSocket).probe();
    return new Promise<number>((resolve) => {
      this.session
        .invite({
          requestOptions: { extraHeaders },
          requestDelegate: {
            onAccept: () => resolve(this.#established ? 200 : 488),
            onReject: ({ message }) =>
              resolve(message.hasHeader('Retry-After') ? requestPending : (message.statusCode ?? 500)),
            onRedirect: ({ message }) => resolve(message.statusCode ?? 302),
          },
        })
        .then(
          () => (this.#offering = false),
          () => {
            void this.#rollback().then(() => resolve(requestPending));
          },
        );
    }).finally(() => (this.#offering = false));
  }

  async #rollback(): Promise<void> {
    await this.session.sessionDescriptionHandler?.rollbackDescription?.().catch(() => undefined);
  }
}
