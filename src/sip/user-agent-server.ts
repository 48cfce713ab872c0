import type { IncomingRequestMessage } from 'sip.js/lib/core/messages/incoming-request-message.js';
import type { OutgoingResponse, ResponseOptions } from 'sip.js/lib/core/messages/outgoing-response.js';
import type { ServerTransaction } from 'sip.js/lib/core/transactions/server-transaction.js';
import type { ServerTransactionUser } from 'sip.js/lib/core/transactions/transaction-user.js';
import type { Transport } from 'sip.js/lib/core/transport.js';
import type { UserAgentCore } from 'sip.js/lib/core/user-agent-core/user-agent-core.js';
import { constructOutgoingResponse } from 'sip.js/lib/core/messages/outgoing-response.js';
import { newTag } from 'sip.js/lib/core/messages/utils.js';
import { TransactionState } from 'sip.js/lib/core/transactions/transaction-state.js';

type Transaction<Kind> = new (
  message: IncomingRequestMessage,
  transport: Transport,
  user: ServerTransactionUser,
) => Kind;

/**
 * A request of the other side, and what is answered to it. It takes the place of sip.js's own (`.ci/sip-js-modules.mjs`),
 * which checks twice what its transaction checks again: an answer that comes too late throws there.
 */
export class UserAgentServer<Kind extends ServerTransaction = ServerTransaction> {
  readonly transaction: Kind;
  readonly toTag: string;
  /** A CANCEL of the request. */
  delegate: { onCancel?(message: IncomingRequestMessage): void } | undefined;

  constructor(
    transaction: Transaction<Kind>,
    readonly core: UserAgentCore,
    readonly message: IncomingRequestMessage,
  ) {
    this.toTag = message.toTag || newTag();
    this.transaction = new transaction(message, core.transport, {
      loggerFactory: core.loggerFactory,
      onStateChange: (state) => {
        if (state !== TransactionState.Terminated) return;
        core.userAgentServers.delete(this.transaction.id);
        this.dispose();
      },
      // The connection keeps what could not be sent.
      onTransportError: () => undefined,
    });
    core.userAgentServers.set(this.transaction.id, this as never);
  }

  /** By sip.js, too. */
  dispose(): void {
    this.transaction.dispose();
  }

  accept(options: ResponseOptions = { statusCode: 200 }): OutgoingResponse {
    return this.#reply(options);
  }

  progress(options: ResponseOptions = { statusCode: 180 }): OutgoingResponse {
    return this.#reply(options);
  }

  reject(options: ResponseOptions = { statusCode: 480 }): OutgoingResponse {
    return this.#reply(options);
  }

  /** By sip.js. */
  receiveCancel(message: IncomingRequestMessage): void {
    this.delegate?.onCancel?.(message);
  }

  #reply(options: ResponseOptions): OutgoingResponse {
    const { supportedOptionTagsResponse: supported, userAgentHeaderFieldValue: userAgent } = this.core.configuration;
    const response = constructOutgoingResponse(this.message, {
      toTag: this.toTag,
      supported,
      userAgent,
      ...options,
    } as ResponseOptions);
    this.transaction.receiveResponse(options.statusCode, response.message);
    return response;
  }
}
