import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import type { OutgoingRequestMessage } from 'sip.js/lib/core/messages/outgoing-request-message.js';
import { sdpType } from '../body.js';
import { allowedMethods } from '../user-agent.js';
import type { SessionDialog } from './dialog.js';
import { InviteClient } from './invite-client.js';
import type { SipStack } from './session.js';

/** How long the PBX has for its response to the repeated INVITE, and how long after each "it rings" it is asked again (ms). */
const pause = 1000;
/** Asterisk says nothing at all in a call that was refused (ms). */
const answerTime = 5000;
/** There is no final response to the first INVITE yet (RFC 3261 section 14.2). */
const stillRings = 500;
/** There is one, and it was not acknowledged. */
const requestPending = 491;

/** The call whose answer is looked for. */
export interface LostAnswerHost {
  readonly stack: SipStack;
  /** The INVITE that rings at the other side. */
  readonly request: OutgoingRequestMessage;
  /** The description in it. */
  readonly offer: string;
  /** What the other side's 180 began. */
  readonly dialog: SessionDialog | null;
  /** The other side has answered: a 200 with its description, and the dialog, which takes the place of the one before. */
  onAnswer(message: IncomingResponseMessage, dialog: SessionDialog): void;
  /** The PBX does not know the call any more, or does not tell. */
  onLost(): void;
}

/**
 * Finds out what became of an INVITE whose socket is lost. A PBX may tell it over the new one when the INVITE is repeated (RFC
 * 3261 section 17.2.1). Asterisk knows the repeated INVITE as such, but sends every response of it to the old socket: the
 * answer would never arrive, and the callee would hear silence.
 *
 * So it is asked by another INVITE, in the dialog that its 180 began: 500 while it rings; 491 once it is answered and waits
 * for the ACK of the 200 that was lost; after that ACK a 200, which is the answer to the same offer.
 */
export class LostAnswer {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;
  /** The lost 200 was acknowledged. */
  #acknowledged = false;

  constructor(private readonly host: LostAnswerHost) {
    void host.stack.agent.transport.send(host.request.toString());
    this.#askLater();
  }

  /** Asks no more. What was asked already may still be answered. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #askLater(): void {
    this.#timer = setTimeout(() => this.#ask(), pause);
  }

  #ask(): void {
    const { stack, dialog, offer } = this.host;
    // A PBX that has not said yet that it rings gave no dialog to ask in.
    if (!dialog) {
      this.#giveUp();
      return;
    }
    this.#timer = setTimeout(() => this.#giveUp(), answerTime);
    const request = dialog.createOutgoingRequestMessage('INVITE', {
      extraHeaders: [`Contact: ${stack.agent.contact}`, `Allow: ${allowedMethods}`],
      body: { contentDisposition: 'session', contentType: sdpType, content: offer },
    });
    // Its 200 begins a dialog of the same name.
    new InviteClient(stack.agent, request, {
      onTrying: () => undefined,
      onProgress: () => undefined,
      onAccept: (message, answered) => this.host.onAnswer(message, answered),
      onReject: (message) => this.#onRefused(message),
    });
  }

  #onRefused({ statusCode }: IncomingResponseMessage): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    if (statusCode === requestPending && !this.#acknowledged) {
      this.#acknowledge();
      this.#ask();
    } else if (statusCode === requestPending || statusCode === stillRings) this.#askLater();
    else this.#giveUp();
  }

  #acknowledge(): void {
    const { stack, request, dialog } = this.host;
    const { transport } = stack.agent;
    this.#acknowledged = true;
    const ack = dialog?.createOutgoingRequestMessage('ACK', { cseq: request.cseq });
    // An ACK to a 200 is a transaction of its own (RFC 3261 section 17.1.1.3).
    ack?.setViaHeader(`${request.branch}ack`, transport.protocol);
    if (ack) void transport.send(ack.toString());
  }

  #giveUp(): void {
    this.stop();
    this.host.onLost();
  }
}
