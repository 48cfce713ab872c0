import type { IncomingRequestMessage } from 'sip.js/lib/core/messages/incoming-request-message.js';
import type { OutgoingResponse, ResponseOptions } from 'sip.js/lib/core/messages/outgoing-response.js';
import type { UserAgentCore } from 'sip.js/lib/core/user-agent-core/user-agent-core.js';
import { Dialog } from 'sip.js/lib/core/dialogs/dialog.js';
import { InviteServerTransaction } from 'sip.js/lib/core/transactions/invite-server-transaction.js';
import { allowedMethods } from '../methods.js';
import { UserAgentServer } from '../user-agent-server.js';
import { SessionDialog } from './dialog.js';

/** An INVITE that comes in, and the dialog that our answers make (RFC 3261 section 12.1.1). */
export class InviteUserAgentServer extends UserAgentServer<InviteServerTransaction> {
  #dialog: SessionDialog | null = null;

  constructor(core: UserAgentCore, message: IncomingRequestMessage) {
    super(InviteServerTransaction, core, message);
  }

  /** The dialog, once anything but a refusal was answered. */
  get dialog(): SessionDialog | null {
    return this.#dialog;
  }

  override dispose(): void {
    // One that was never confirmed ends with its INVITE.
    if (this.#dialog?.early) this.#dialog.dispose();
    super.dispose();
  }

  override progress(options: ResponseOptions): OutgoingResponse {
    this.#dialog ??= this.#makeDialog(true);
    return super.progress(this.#withDialog(options));
  }

  override accept(options: ResponseOptions): OutgoingResponse {
    if (this.#dialog) this.#dialog.confirm();
    else this.#dialog = this.#makeDialog(false);
    return super.accept(this.#withDialog(options));
  }

  #makeDialog(early: boolean): SessionDialog {
    const state = Dialog.initialDialogStateForUserAgentServer(this.message, this.toTag, early);
    return new SessionDialog(this.transaction, this.core, state);
  }

  #withDialog({ extraHeaders = [], ...options }: ResponseOptions): ResponseOptions {
    const route = this.message.getHeaders('record-route').map((value) => `Record-Route: ${value}`);
    const { contact } = this.core.configuration;
    return {
      ...options,
      extraHeaders: [...extraHeaders, ...route, `Allow: ${allowedMethods}`, `Contact: ${contact.toString()}`],
    };
  }
}
