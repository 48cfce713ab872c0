import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import type { OutgoingRequestMessage } from 'sip.js/lib/core/messages/outgoing-request-message.js';
import type { TransportError } from 'sip.js/lib/core/exceptions/transport-error.js';
import type { UserAgentCore } from 'sip.js/lib/core/user-agent-core/user-agent-core.js';
import { Dialog } from 'sip.js/lib/core/dialogs/dialog.js';
import { InviteClientTransaction } from 'sip.js/lib/core/transactions/invite-client-transaction.js';
import { TransactionState } from 'sip.js/lib/core/transactions/transaction-state.js';
import { UserAgentClient } from 'sip.js/lib/core/user-agents/user-agent-client.js';
import { SessionDialog } from './dialog.js';

/** What comes back to an INVITE; `dialog` is that of the branch that answers. */
export interface InviteDelegate {
  /** 100. */
  onTrying(): void;
  onProgress(message: IncomingResponseMessage, dialog: SessionDialog): void;
  /** It must be acknowledged by `acknowledge()`. */
  onAccept(message: IncomingResponseMessage, dialog: SessionDialog, acknowledge: () => void): void;
  onReject(message: IncomingResponseMessage): void;
}

interface Branch {
  readonly dialog: SessionDialog;
  ack: OutgoingRequestMessage | null;
}

/** An INVITE that we send, and the dialogs that answers make: with a fork there are several (RFC 3261 section 13.2.2). */
export class InviteUserAgentClient extends UserAgentClient {
  readonly #branches = new Map<string, Branch>();
  readonly #invite: InviteDelegate;

  constructor(core: UserAgentCore, message: OutgoingRequestMessage, delegate: InviteDelegate) {
    super(InviteClientTransaction, core, message);
    this.#invite = delegate;
  }

  override dispose(): void {
    this.#endEarly();
    super.dispose();
  }

  /** What can't be sent later is an ACK, which the next 2xx asks for again. */
  protected override onTransportError(error: TransportError): void {
    if (this.transaction.state === TransactionState.Calling) super.onTransportError(error);
  }

  protected override receiveResponse(message: IncomingResponseMessage): void {
    if (!this.authenticationGuard(message)) return;
    const { statusCode = 0 } = message;
    if (statusCode === 100) this.#invite.onTrying();
    else if (statusCode < 300) this.#onDialog(message, statusCode >= 200);
    else {
      this.#endEarly();
      this.#invite.onReject(message);
    }
  }

  #endEarly(): void {
    for (const { dialog } of this.#branches.values()) if (dialog.early) dialog.dispose();
  }

  #onDialog(message: IncomingResponseMessage, isFinal: boolean): void {
    // Without these there is no dialog (RFC 3261 section 12.1.2).
    if (!message.toTag || !message.hasHeader('contact')) return;
    const transaction = this.transaction as InviteClientTransaction;
    const state = Dialog.initialDialogStateForUserAgentClient(this.message, message);
    const known = this.#branches.get(state.id);
    if (known && !known.dialog.early) {
      // The ACK was lost.
      if (isFinal && known.ack) transaction.ackResponse(known.ack);
      return;
    }
    const branch: Branch = known ?? { dialog: new SessionDialog(transaction, this.core, state), ack: null };
    this.#branches.set(state.id, branch);
    const { dialog } = branch;
    if (!isFinal) {
      if (dialog.isNext(message)) this.#invite.onProgress(message, dialog);
      return;
    }
    if (known) {
      dialog.confirm();
      dialog.recomputeRouteSet(message);
    }
    this.#invite.onAccept(message, dialog, () => (branch.ack = dialog.ack()));
  }
}
