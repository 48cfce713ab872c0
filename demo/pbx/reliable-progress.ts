/** Reliable provisional responses (RFC 3262) of the PBX to one INVITE, and PRACK for those of a phone. */
import type {
  IncomingInviteRequest,
  IncomingPrackRequest,
  IncomingRequestMessage,
  IncomingResponseMessage,
} from 'sip.js/lib/core/index.js';

/** Milliseconds until the first repetition; 64 times as long until the INVITE is refused (RFC 3262 section 3). */
const T1 = 500;

const lists = (message: IncomingRequestMessage | IncomingResponseMessage, ...headers: string[]): boolean =>
  headers.some((name) => message.getHeaders(name).some((value) => /\b100rel\b/i.test(value)));

export const takesReliableProgress = (request: IncomingRequestMessage): boolean =>
  lists(request, 'supported', 'k', 'require');

/** The `RAck` header that acknowledges a phone's provisional response; undefined for one that needs none. */
export function rackHeader(response: IncomingResponseMessage): string | undefined {
  const sequence = response.getHeader('rseq');
  if (sequence === undefined || !lists(response, 'require')) return undefined;
  return `RAck: ${sequence} ${response.cseq} ${response.method}`;
}

type ProgressOptions = Parameters<IncomingInviteRequest['progress']>[0] & { extraHeaders: string[] };

/** One provisional response, repeated until the phone acknowledges it. */
export class ReliableProgress {
  readonly #sequence = 1 + Math.floor(Math.random() * 1000);
  readonly #request: IncomingInviteRequest;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isAcknowledged = false;
  #whenAcknowledged: (() => void) | undefined;

  constructor(request: IncomingInviteRequest) {
    this.#request = request;
  }

  /** @param onExpired the phone acknowledges nothing */
  send(options: ProgressOptions, onExpired: () => void): ReturnType<IncomingInviteRequest['progress']> {
    const extraHeaders = [...options.extraHeaders, 'Require: 100rel', `RSeq: ${this.#sequence}`];
    const send = () => this.#request.progress({ ...options, extraHeaders: [...extraHeaders] });
    const repeatAfter = (milliseconds: number): void => {
      this.#timer = setTimeout(() => {
        if (milliseconds >= 64 * T1) onExpired();
        else {
          send();
          repeatAfter(2 * milliseconds);
        }
      }, milliseconds);
    };
    repeatAfter(T1);
    const response = send();
    response.session.delegate = { onPrack: (request) => this.#acknowledged(request) };
    return response;
  }

  /** Runs an action at once, or as soon as the phone has acknowledged: no 200 may come before that. */
  then(action: () => void): void {
    if (this.#isAcknowledged) action();
    else this.#whenAcknowledged = action;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #acknowledged(request: IncomingPrackRequest): void {
    const expected = `${this.#sequence} ${this.#request.message.cseq} INVITE`;
    if (request.message.getHeader('rack')?.trim().replace(/\s+/g, ' ') !== expected) {
      request.reject({ statusCode: 481 });
      return;
    }
    request.accept();
    this.#isAcknowledged = true;
    this.stop();
    this.#whenAcknowledged?.();
  }
}
