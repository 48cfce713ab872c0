import type { IncomingRequestMessage } from 'sip.js/lib/core/messages/incoming-request-message.js';
import type { ResponseOptions } from 'sip.js/lib/core/messages/outgoing-response.js';
import { Dialog } from 'sip.js/lib/core/dialogs/dialog.js';
import { InviteServerTransaction } from 'sip.js/lib/core/transactions/invite-server-transaction.js';
import { allowedMethods, type UserAgent } from '../user-agent.js';
import { UserAgentServer } from '../user-agent-server.js';
import { SessionDialog } from './dialog.js';

/** An INVITE that comes in, and the dialog that our answers make (RFC 3261 section 12.1.1). */
export class InviteServer extends UserAgentServer<InviteServerTransaction> {
  #dialog: SessionDialog | null = null;

  constructor(agent: UserAgent, message: IncomingRequestMessage) {
    super(InviteServerTransaction, agent, message);
  }

  override dispose(): void {
    // One that was never confirmed ends with its INVITE.
    if (this.#dialog?.early) this.#dialog.dispose();
    super.dispose();
  }

  /** Answers 180 or 200. */
  answer(statusCode: number, { extraHeaders = [], ...options }: Omit<ResponseOptions, 'statusCode'>): SessionDialog {
    const isFinal = statusCode >= 200;
    const known = this.#dialog;
    const dialog = (this.#dialog ??= this.#makeDialog(!isFinal));
    if (known && isFinal) dialog.confirm();
    const route = this.message.getHeaders('record-route').map((value) => `Record-Route: ${value}`);
    const own = [`Allow: ${allowedMethods}`, `Contact: ${this.agent.contact}`];
    this.reply(statusCode, { ...options, extraHeaders: [...extraHeaders, ...route, ...own] });
    return dialog;
  }

  #makeDialog(early: boolean): SessionDialog {
    const state = Dialog.initialDialogStateForUserAgentServer(this.message, this.toTag, early);
    return new SessionDialog(this.transaction, this.agent, state);
  }
}
