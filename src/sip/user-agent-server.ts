import type { IncomingRequestMessage } from 'sip.js/lib/core/messages/incoming-request-message.js';
import type { ResponseOptions } from 'sip.js/lib/core/messages/outgoing-response.js';
import type { ServerTransaction } from 'sip.js/lib/core/transactions/server-transaction.js';
import type { ServerTransactionUser } from 'sip.js/lib/core/transactions/transaction-user.js';
import type { Transport } from 'sip.js/lib/core/transport.js';
import { newTag } from 'sip.js/lib/core/messages/utils.js';
import { TransactionState } from 'sip.js/lib/core/transactions/transaction-state.js';
import type { UserAgent } from './user-agent.js';

type Transaction<Kind> = new (
  message: IncomingRequestMessage,
  transport: Transport,
  user: ServerTransactionUser,
) => Kind;

/** A request of the other side, and what is answered to it (RFC 3261 section 8.2). */
export class UserAgentServer<Kind extends ServerTransaction = ServerTransaction> {
  readonly transaction: Kind;
  /** Of our end, in each response. */
  readonly toTag: string;
  /** A CANCEL of the request. */
  onCancel?: (message: IncomingRequestMessage) => void;

  constructor(
    kind: Transaction<Kind>,
    readonly agent: UserAgent,
    readonly message: IncomingRequestMessage,
  ) {
    this.toTag = message.toTag || newTag();
    this.transaction = new kind(message, agent.transport, {
      loggerFactory: agent.loggerFactory,
      onStateChange: (state) => {
        if (state !== TransactionState.Terminated) return;
        agent.servers.delete(this.transaction.id);
        this.dispose();
      },
    });
    agent.servers.set(this.transaction.id, this);
  }

  dispose(): void {
    this.transaction.dispose();
  }

  /** Answers. @throws Error when it was answered for good already */
  reply(statusCode: number, options: Omit<ResponseOptions, 'statusCode'> = {}): void {
    const response = this.agent.makeResponse(this.message, { ...options, statusCode, toTag: this.toTag });
    this.transaction.receiveResponse(statusCode, response);
  }
}
