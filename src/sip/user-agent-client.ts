import type { Dialog } from 'sip.js/lib/core/dialogs/dialog.js';
import type { OutgoingRequestMessage } from 'sip.js/lib/core/messages/outgoing-request-message.js';
import type { ClientTransaction } from 'sip.js/lib/core/transactions/client-transaction.js';
import type { ClientTransactionUser } from 'sip.js/lib/core/transactions/transaction-user.js';
import type { Transport } from 'sip.js/lib/core/transport.js';
import { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import { NonInviteClientTransaction } from 'sip.js/lib/core/transactions/non-invite-client-transaction.js';
import { TransactionState } from 'sip.js/lib/core/transactions/transaction-state.js';
import type { Challenge } from './challenge.js';
import type { UserAgent } from './user-agent.js';

/** What is done with the final answer to a request. */
export interface AnswerDelegate {
  /** 2xx. */
  onAccept?(message: IncomingResponseMessage): void;
  /** Any other. Without a `Via` it is none of the other side's: 408, nothing came; 503, the request could not go out. */
  onReject?(message: IncomingResponseMessage): void;
}

type Transaction<Kind> = new (
  message: OutgoingRequestMessage,
  transport: Transport,
  user: ClientTransactionUser,
) => Kind;

/** A request of ours, and what comes back to it (RFC 3261 section 8.1). A challenge is answered once, with our credentials. */
export class UserAgentClient<Kind extends ClientTransaction = ClientTransaction> {
  readonly agent: UserAgent;
  readonly message: OutgoingRequestMessage;
  readonly #kind: Transaction<Kind>;
  readonly #delegate: AnswerDelegate;
  readonly #dialog: Dialog | undefined;
  #transaction!: Kind;
  #challenged = false;
  #stale = false;

  /** Sends it. `dialog`: the one that it belongs to, for the number of the request that answers a challenge. */
  constructor(
    kind: Transaction<Kind>,
    agent: UserAgent,
    message: OutgoingRequestMessage,
    delegate: AnswerDelegate = {},
    dialog?: Dialog,
  ) {
    this.agent = agent;
    this.message = message;
    this.#kind = kind;
    this.#delegate = delegate;
    this.#dialog = dialog;
    this.#send();
  }

  /** Another one after a challenge. */
  get transaction(): Kind {
    return this.#transaction;
  }

  dispose(): void {
    this.transaction.dispose();
  }

  /**
   * Sends CANCEL; before any response it waits for the first one (RFC 3261 section 9.1). `unheard`: although no response says
   * that the request has arrived. One may be lost with its socket, and on one way after the other a CANCEL overtakes nothing.
   */
  cancel(unheard = false): void {
    const { ruri, from, to, toTag = '', fromTag, callId, cseq, branch, headers } = this.message;
    const { agent, transaction } = this;
    const cancel = agent.makeOutgoingRequestMessage('CANCEL', ruri, from.uri, to.uri, { toTag, fromTag, callId, cseq });
    if (branch !== undefined) cancel.branch = branch;
    if (headers['Route']) cancel.headers['Route'] = headers['Route'];
    const send = (): void => {
      if (transaction.state === TransactionState.Proceeding) agent.request(cancel);
    };
    if (unheard) agent.request(cancel);
    else if (transaction.state === TransactionState.Proceeding) send();
    else transaction.addStateChangeListener(send, { once: true });
  }

  #send(): void {
    const { agent, message } = this;
    const transaction = new this.#kind(message, agent.transport, {
      loggerFactory: agent.loggerFactory,
      onRequestTimeout: () => this.receiveResponse(ownResponse(408, 'Request Timeout')),
      onStateChange: (state) => {
        if (state !== TransactionState.Terminated) return;
        agent.clients.delete(key);
        if (transaction === this.#transaction) this.dispose();
      },
      onTransportError: () => this.onTransportError(),
      receiveResponse: (response) => {
        if (!this.#answerChallenge(response)) this.receiveResponse(response);
      },
    });
    const key = transaction.id + message.method;
    this.#transaction = transaction;
    agent.clients.set(key, this);
  }

  protected onTransportError(): void {
    this.receiveResponse(ownResponse(503, 'Service Unavailable'));
  }

  protected receiveResponse(message: IncomingResponseMessage): void {
    const { statusCode = 0 } = message;
    if (statusCode >= 300) this.#delegate.onReject?.(message);
    else if (statusCode >= 200) this.#delegate.onAccept?.(message);
  }

  /** Sends the request again with the answer to a challenge. `false` when there is none, or none that we can answer. */
  #answerChallenge(response: IncomingResponseMessage): boolean {
    const [asks, answers] =
      response.statusCode === 401
        ? ['www-authenticate', 'authorization']
        : ['proxy-authenticate', 'proxy-authorization'];
    if (response.statusCode !== 401 && response.statusCode !== 407) return false;
    const challenge = response.parseHeader(asks) as Challenge | undefined;
    if (!challenge) return false;
    // Only a nonce that is too old is worth a second answer.
    if (this.#challenged && (this.#stale || !challenge.stale)) return false;
    const { message } = this;
    const credentials = this.agent.credentials();
    if (!credentials?.authenticate(message, challenge)) return false;
    this.#challenged = true;
    this.#stale ||= challenge.stale;
    message.cseq++;
    if (this.#dialog?.localSequenceNumber) {
      this.#dialog.incrementLocalSequenceNumber();
      message.cseq = this.#dialog.localSequenceNumber;
    }
    message.setHeader('cseq', `${message.cseq} ${message.method}`);
    message.setHeader(answers, credentials.toString());
    this.#send();
    return true;
  }
}

/** Any request but INVITE. */
export class NonInviteClient extends UserAgentClient<NonInviteClientTransaction> {
  constructor(agent: UserAgent, message: OutgoingRequestMessage, delegate?: AnswerDelegate, dialog?: Dialog) {
    super(NonInviteClientTransaction, agent, message, delegate, dialog);
  }
}

function ownResponse(status: number, phrase: string): IncomingResponseMessage {
  const message = new IncomingResponseMessage();
  message.statusCode = status;
  message.reasonPhrase = phrase;
  return message;
}
