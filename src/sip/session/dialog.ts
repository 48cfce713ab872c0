import type { DialogState } from 'sip.js/lib/core/dialogs/dialog-state.js';
import type { IncomingRequestMessage } from 'sip.js/lib/core/messages/incoming-request-message.js';
import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import type { RequestOptions } from 'sip.js/lib/core/messages/outgoing-request.js';
import type { OutgoingRequestMessage } from 'sip.js/lib/core/messages/outgoing-request-message.js';
import { Dialog } from 'sip.js/lib/core/dialogs/dialog.js';
import { Timers } from 'sip.js/lib/core/timers.js';
import { InviteClientTransaction } from 'sip.js/lib/core/transactions/invite-client-transaction.js';
import { InviteServerTransaction } from 'sip.js/lib/core/transactions/invite-server-transaction.js';
import { NonInviteServerTransaction } from 'sip.js/lib/core/transactions/non-invite-server-transaction.js';
import { TransactionState } from 'sip.js/lib/core/transactions/transaction-state.js';
import type { UserAgent } from '../user-agent.js';
import { NonInviteClient, UserAgentClient, type AnswerDelegate } from '../user-agent-client.js';
import { UserAgentServer } from '../user-agent-server.js';
import { hasOption } from './headers.js';

/** What arrives in a dialog. */
export interface DialogDelegate {
  onAck(message: IncomingRequestMessage): void;
  /** Our 2xx to the first INVITE was not acknowledged in time (RFC 3261 section 13.3.1.4). */
  onAckTimeout(): void;
  /** Any request but ACK; it must be answered. */
  onRequest(request: UserAgentServer): void;
}

const methods = new Set(['BYE', 'INFO', 'MESSAGE', 'NOTIFY', 'PRACK', 'REFER', 'UPDATE']);

/** The dialog of an INVITE (RFC 3261 section 12). What is offered and answered in it is followed by `offers.ts`. */
export class SessionDialog extends Dialog {
  delegate: DialogDelegate | null = null;
  readonly #initial: InviteClientTransaction | InviteServerTransaction;
  /** Our 2xx to the first INVITE has no ACK yet. */
  #awaitsAck: boolean;
  /** Our re-INVITE, until its 2xx is acknowledged or it is refused. */
  #ours: UserAgentClient | null = null;
  /** The other side's re-INVITE, until it is refused or the ACK is here. */
  #theirs: UserAgentServer<InviteServerTransaction> | null = null;
  /** `RSeq` of the last reliable provisional response. */
  #reliable = 0;

  constructor(
    initial: InviteClientTransaction | InviteServerTransaction,
    readonly agent: UserAgent,
    state: DialogState,
  ) {
    // It asks for `dialogs`, `makeOutgoingRequestMessage()` and `replyStateless()`, which ours has.
    super(agent as never, state);
    this.#initial = initial;
    this.#awaitsAck = initial instanceof InviteServerTransaction;
    if (!state.early) this.#awaitAck();
  }

  override dispose(): void {
    this.#awaitsAck = false;
    this.#theirs = null;
    super.dispose();
  }

  /** The early dialog is that of the 2xx. */
  override confirm(): void {
    if (this.early) this.#awaitAck();
    super.confirm();
  }

  #awaitAck(): void {
    if (!(this.#initial instanceof InviteServerTransaction)) return;
    resendUntil(
      () => !this.#awaitsAck,
      this.#initial,
      () => this.delegate?.onAckTimeout(),
    );
  }

  /** Acknowledges the 2xx to our INVITE, or to the re-INVITE that is under way. */
  ack(): OutgoingRequestMessage {
    // After a challenge a re-INVITE has another transaction than it began with.
    const transaction = (this.#ours?.transaction ?? this.#initial) as InviteClientTransaction;
    this.#ours = null;
    const message = this.createOutgoingRequestMessage('ACK', { cseq: transaction.request.cseq });
    transaction.ackResponse(message);
    return message;
  }

  /** Sends a request other than INVITE and ACK. After a BYE the dialog is gone. */
  request(method: string, delegate?: AnswerDelegate, options?: RequestOptions): void {
    new NonInviteClient(this.agent, this.createOutgoingRequestMessage(method, options), delegate, this);
    if (method === 'BYE') this.dispose();
  }

  /**
   * Sends a re-INVITE; its 2xx is acknowledged.
   * @throws Error while another one is under way, ours or the other side's
   */
  reinvite(delegate: Required<AnswerDelegate>, options: RequestOptions): UserAgentClient {
    if (this.#ours ?? this.#theirs) throw new Error('A re-INVITE is under way.');
    const message = this.createOutgoingRequestMessage('INVITE', options);
    const handlers: AnswerDelegate = {
      onAccept: (response) => {
        this.ack();
        delegate.onAccept(response);
      },
      onReject: (response) => {
        // The transaction has acknowledged it.
        this.#ours = null;
        delegate.onReject(response);
      },
    };
    return (this.#ours = new UserAgentClient(InviteClientTransaction, this.agent, message, handlers, this));
  }

  override receiveRequest(message: IncomingRequestMessage): void {
    const { method } = message;
    if (method === 'ACK') {
      this.#onAck(message);
      return;
    }
    if (!this.sequenceGuard(message)) return;
    super.receiveRequest(message);
    if (method === 'INVITE') this.#onInvite(message);
    else if (methods.has(method)) {
      this.#take(new UserAgentServer(NonInviteServerTransaction, this.agent, message));
      if (method === 'BYE') this.dispose();
    } else this.agent.replyStateless(message, { statusCode: 501 });
  }

  #onAck(message: IncomingRequestMessage): void {
    const request = this.#awaitsAck ? this.#initial.request : this.#theirs?.message;
    if (request?.cseq !== message.cseq) return;
    if (this.#awaitsAck) this.#awaitsAck = false;
    else this.#theirs = null;
    this.delegate?.onAck(message);
  }

  /** One offer at a time (RFC 3261 section 14.2). */
  #onInvite(message: IncomingRequestMessage): void {
    if (this.#theirs) {
      const extraHeaders = [`Retry-After: ${Math.floor(Math.random() * 10) + 1}`];
      this.agent.replyStateless(message, { statusCode: 500, extraHeaders });
      return;
    }
    if (this.#ours) {
      this.agent.replyStateless(message, { statusCode: 491 });
      return;
    }
    const contact = message.parseHeader('contact') as { uri: DialogState['remoteTarget'] } | undefined;
    if (contact) this.dialogState.remoteTarget = contact.uri;
    const server = (this.#theirs = new ReinviteServer(this.agent, message, (isAccepted) => {
      const forget = () => (this.#theirs = null);
      // Without the ACK both sides have the session as agreed: no reason to end it, nor to refuse the next re-INVITE.
      if (isAccepted) resendUntil(() => this.#theirs !== server, server.transaction, forget);
      else forget();
    }));
    this.#take(server);
  }

  #take(request: UserAgentServer): void {
    if (this.delegate) this.delegate.onRequest(request);
    else request.reply(481);
  }

  /** `false` for a reliable provisional response that was here before, or comes too early (RFC 3262 section 4). */
  isNext(message: IncomingResponseMessage): boolean {
    const sequence = Number(message.getHeader('rseq'));
    if (!(sequence > 0) || !hasOption(message, 'require', '100rel')) return true;
    if (this.#reliable > 0 && sequence !== this.#reliable + 1) return false;
    this.#reliable = sequence;
    return true;
  }
}

/** A re-INVITE of the other side. */
class ReinviteServer extends UserAgentServer<InviteServerTransaction> {
  constructor(
    agent: UserAgent,
    message: IncomingRequestMessage,
    private readonly onFinal: (isAccepted: boolean) => void,
  ) {
    super(InviteServerTransaction, agent, message);
  }

  override reply(...[statusCode, options]: Parameters<UserAgentServer['reply']>): void {
    super.reply(statusCode, options);
    this.onFinal(statusCode < 300);
  }
}

/** Sends a 2xx to an INVITE again until its ACK is here (RFC 3261 section 13.3.1.4). */
function resendUntil(isAcknowledged: () => boolean, transaction: InviteServerTransaction, expire: () => void): void {
  let delay = Timers.T1;
  let timer = setTimeout(again, delay);
  function again(): void {
    if (isAcknowledged()) return;
    transaction.retransmitAcceptedResponse();
    delay = Math.min(delay * 2, Timers.T2);
    timer = setTimeout(again, delay);
  }
  const onChange = (): void => {
    if (transaction.state !== TransactionState.Terminated) return;
    transaction.removeStateChangeListener(onChange);
    clearTimeout(timer);
    if (!isAcknowledged()) expire();
  };
  transaction.addStateChangeListener(onChange);
}
