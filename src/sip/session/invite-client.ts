import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import type { OutgoingRequestMessage } from 'sip.js/lib/core/messages/outgoing-request-message.js';
import { Dialog } from 'sip.js/lib/core/dialogs/dialog.js';
import { InviteClientTransaction } from 'sip.js/lib/core/transactions/invite-client-transaction.js';
import { TransactionState } from 'sip.js/lib/core/transactions/transaction-state.js';
import type { UserAgent } from '../user-agent.js';
import { UserAgentClient } from '../user-agent-client.js';
import { SessionDialog } from './dialog.js';

/** What comes back to an INVITE; `dialog` is that of the branch that answers. */
export interface InviteDelegate {
  /** 100. */
  onTrying(): void;
  onProgress(message: IncomingResponseMessage, dialog: SessionDialog): void;
  /** The 2xx is acknowledged. */
  onAccept(message: IncomingResponseMessage, dialog: SessionDialog): void;
  onReject(message: IncomingResponseMessage): void;
}

/** An INVITE that we send, and the dialogs that answers make: with a fork there are several (RFC 3261 section 13.2.2). */
export class InviteClient extends UserAgentClient<InviteClientTransaction> {
  readonly #dialogs = new Map<string, SessionDialog>();
  readonly #acks = new Map<SessionDialog, OutgoingRequestMessage>();
  readonly #invite: InviteDelegate;

  constructor(agent: UserAgent, message: OutgoingRequestMessage, delegate: InviteDelegate) {
    super(InviteClientTransaction, agent, message);
    this.#invite = delegate;
  }

  override dispose(): void {
    this.#endEarly();
    super.dispose();
  }

  /** What can't be sent later is an ACK, which the next 2xx asks for again. */
  protected override onTransportError(): void {
    if (this.transaction.state === TransactionState.Calling) super.onTransportError();
  }

  protected override receiveResponse(message: IncomingResponseMessage): void {
    const { statusCode = 0 } = message;
    if (statusCode === 100) this.#invite.onTrying();
    else if (statusCode >= 300) {
      this.#endEarly();
      this.#invite.onReject(message);
    }
    // Without these there is no dialog (section 12.1.2).
    else if (message.toTag && message.hasHeader('contact')) this.#onDialog(message, statusCode >= 200);
  }

  #endEarly(): void {
    for (const dialog of this.#dialogs.values()) if (dialog.early) dialog.dispose();
  }

  #onDialog(message: IncomingResponseMessage, isFinal: boolean): void {
    const state = Dialog.initialDialogStateForUserAgentClient(this.message, message);
    const known = this.#dialogs.get(state.id);
    if (known && !known.early) {
      const ack = this.#acks.get(known);
      // It was lost.
      if (isFinal && ack) this.transaction.ackResponse(ack);
      return;
    }
    const dialog = known ?? new SessionDialog(this.transaction, this.agent, state);
    this.#dialogs.set(state.id, dialog);
    if (!isFinal) {
      if (dialog.isNext(message)) this.#invite.onProgress(message, dialog);
      return;
    }
    if (known) {
      dialog.confirm();
      dialog.recomputeRouteSet(message);
    }
    this.#acks.set(dialog, dialog.ack());
    this.#invite.onAccept(message, dialog);
  }
}
