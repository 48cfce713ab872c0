import type { Dialog } from 'sip.js/lib/core/dialogs/dialog.js';
import type { LoggerFactory as SipJsLoggerFactory } from 'sip.js/lib/core/log/logger-factory.js';
import type { ResponseOptions } from 'sip.js/lib/core/messages/outgoing-response.js';
import type { Body } from 'sip.js/lib/core/messages/body.js';
import type { Transport } from 'sip.js/lib/core/transport.js';
import type { URI } from 'sip.js/lib/grammar/uri.js';
import { IncomingRequestMessage } from 'sip.js/lib/core/messages/incoming-request-message.js';
import {
  OutgoingRequestMessage,
  type OutgoingRequestMessageOptions,
} from 'sip.js/lib/core/messages/outgoing-request-message.js';
import { constructOutgoingResponse } from 'sip.js/lib/core/messages/outgoing-response.js';
import type { Credentials } from './credentials.js';
import type { IncomingMessage } from './message.js';
import { NonInviteClient, type AnswerDelegate, type UserAgentClient } from './user-agent-client.js';
import type { UserAgentServer } from './user-agent-server.js';

/** The methods that we take, as the value of `Allow`. */
export const allowedMethods = 'ACK, BYE, CANCEL, INFO, INVITE, MESSAGE, NOTIFY, OPTIONS, PRACK, REFER, UPDATE';

/** What we have an extension for, in requests and responses (RFC 3261 section 19.2). */
const supported = ['outbound', 'timer', '100rel', 'replaces'];

export interface UserAgentOptions {
  /** Our address, as it is registered. */
  readonly aor: URI;
  /** The host in `Via`. */
  readonly host: string;
  /** The value of `User-Agent`. */
  readonly userAgent: string;
  readonly transport: Transport;
  readonly loggerFactory: SipJsLoggerFactory;
  /** The value of `Contact`, as it is now. */
  contact(): string;
  credentials(): Credentials | null;
  /** An INVITE outside of any dialog. It must be answered. */
  onInvite(message: IncomingRequestMessage): void;
}

/**
 * The core of a user agent (RFC 3261 section 8): makes requests, and finds the transaction or dialog to which a message
 * belongs. sip.js has one as well (`UserAgentCore`), for all that SIP can do: it is three times as large, brings a server and
 * a client for each method, and a dialog that follows offers and answers.
 */
export class UserAgent {
  readonly aor: URI;
  readonly transport: Transport;
  readonly loggerFactory: SipJsLoggerFactory;
  /** In `From`; quotes and backslashes in it must be escaped. */
  displayName = '';
  /** By the ids of dialogs. */
  readonly dialogs = new Map<string, Dialog>();
  /** By the branches of their transactions and their methods. */
  readonly clients = new Map<string, UserAgentClient>();
  /** By the branches of their transactions. */
  readonly servers = new Map<string, UserAgentServer>();
  readonly #options: UserAgentOptions;

  constructor(options: UserAgentOptions) {
    this.#options = options;
    this.aor = options.aor;
    this.transport = options.transport;
    this.loggerFactory = options.loggerFactory;
  }

  get contact(): string {
    return this.#options.contact();
  }

  credentials(): Credentials | null {
    return this.#options.credentials();
  }

  /** Forgets all that is under way. */
  dispose(): void {
    for (const users of [this.dialogs, this.clients, this.servers]) {
      for (const user of users.values()) user.dispose();
      users.clear();
    }
  }

  /** sip.js's dialogs ask for it by this name. */
  makeOutgoingRequestMessage(
    method: string,
    target: URI,
    from: URI,
    to: URI,
    options: OutgoingRequestMessageOptions = {},
    extraHeaders: readonly string[] = [],
    body?: Body,
  ): OutgoingRequestMessage {
    const { host, userAgent } = this.#options;
    const defaults: OutgoingRequestMessageOptions = {
      fromDisplayName: this.displayName,
      optionTags: method === 'REGISTER' ? [...supported, 'path', 'gruu'] : supported,
      userAgentString: userAgent,
      viaHost: host,
    };
    const all = { ...defaults, ...options };
    const message = new OutgoingRequestMessage(method, target, from, to, all, [...extraHeaders], body);
    // A page may have given every object members of its own.
    Object.setPrototypeOf(message.headers, null);
    return message;
  }

  /** Sends a request other than INVITE, outside of any dialog. */
  request(message: OutgoingRequestMessage, delegate?: AnswerDelegate): UserAgentClient {
    return new NonInviteClient(this, message, delegate);
  }

  makeResponse(message: IncomingRequestMessage, options: ResponseOptions): string {
    const { userAgent } = this.#options;
    return constructOutgoingResponse(message, { ...options, supported, userAgent }).message;
  }

  /** Answers without a transaction (section 8.2.7). sip.js's dialogs ask for it by this name. */
  replyStateless(message: IncomingRequestMessage, options: ResponseOptions): void {
    // The connection keeps what could not be sent.
    this.transport.send(this.makeResponse(message, options)).catch(() => undefined);
  }

  /** A message of the other side. */
  receive(message: IncomingMessage): void {
    if (!(message instanceof IncomingRequestMessage)) {
      // It went through a proxy that should have taken its own Via away (section 8.1.3.3).
      if (message.getHeaders('via').length > 1) return;
      this.clients.get(message.viaBranch + message.method)?.transaction.receiveResponse(message);
      return;
    }
    const server = this.servers.get(message.viaBranch);
    if (message.method === 'CANCEL') {
      this.replyStateless(message, { statusCode: server ? 200 : 481 });
      server?.onCancel?.(message);
    } else if (server) server.transaction.receiveRequest(message);
    else if (message.method === 'ACK') this.#dialogOf(message)?.receiveRequest(message);
    else this.#take(message);
  }

  #dialogOf({ callId, toTag, fromTag }: IncomingRequestMessage): Dialog | undefined {
    return this.dialogs.get(callId + toTag + fromTag);
  }

  /** A request without a transaction. */
  #take(message: IncomingRequestMessage): void {
    const { method, ruri, toTag } = message;
    const refuse = (statusCode: number): void => this.replyStateless(message, { statusCode });
    const allow = [`Allow: ${allowedMethods}`];
    if (!allowedMethods.split(', ').includes(method)) {
      this.replyStateless(message, { statusCode: 405, extraHeaders: allow });
      return;
    }
    if (ruri?.user !== this.aor.user) {
      refuse(404);
      return;
    }
    const dialog = this.#dialogOf(message);
    if (toTag && !dialog) refuse(481);
    else if (this.#isMerged(message)) refuse(482);
    else if (method === 'OPTIONS') {
      const extraHeaders = [...allow, 'Accept: application/sdp, application/dtmf-relay'];
      this.replyStateless(message, { statusCode: 200, extraHeaders });
    } else if (method === 'NOTIFY' && dialog && !message.hasHeader('event')) refuse(489);
    else if (dialog) dialog.receiveRequest(message);
    else if (method === 'INVITE') this.#options.onInvite(message);
    else if (method === 'MESSAGE') refuse(200);
    else refuse(['BYE', 'PRACK', 'UPDATE'].includes(method) ? 481 : 405);
  }

  /** It has come another way as well (section 8.2.2.2). */
  #isMerged({ toTag, fromTag, callId, cseq }: IncomingRequestMessage): boolean {
    if (toTag) return false;
    return [...this.servers.values()].some(
      ({ message }) => message.fromTag === fromTag && message.callId === callId && message.cseq === cseq,
    );
  }
}
