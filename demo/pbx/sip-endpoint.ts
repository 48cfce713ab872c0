import {
  IncomingRequestMessage,
  Levels,
  LoggerFactory,
  Parser,
  SessionDialog,
  SessionState,
  TransactionState,
  URI,
  UserAgentCore,
  type Body,
  type IncomingInviteRequest,
  type IncomingRegisterRequest,
  type IncomingResponseMessage,
  type ResponseOptions,
} from 'sip.js/lib/core/index.js';
import type { AlteredMessages } from './altered-messages.js';
import { badRequestAnswer, isCutOff } from './bad-request.js';
import type { PlannedAnswers } from './planned-answers.js';
import { randomToken } from './random.js';
import type { SipLog } from './sip-log.js';
import type { PbxSocket, SocketHandler } from './sockets.js';

export interface SipEndpointDelegate {
  onRegister(agent: SipAgent, request: IncomingRegisterRequest): void;
  onInvite(agent: SipAgent, request: IncomingInviteRequest): void;
  /** The agent's socket closed. Its dialogs live on until someone ends them. */
  onLost(agent: SipAgent): void;
}

export interface PhoneIdentity {
  /** The Contact URI. All web clients of an extension may have the same. */
  contact: string;
  /** `+sip.instance` (RFC 5626 section 4.1). */
  instance: string | undefined;
  /** Of REGISTER: a phone keeps it (RFC 3261 section 10.2.4). */
  callId: string;
}

/** What a test makes of the messages of the phones and of ours. */
export interface SipFaults {
  answers: PlannedAnswers;
  messages: AlteredMessages;
  /** Whether a response goes to the socket of its request, lost or not. */
  fixedWays: () => boolean;
}

/**
 * The SIP side of one phone: sip.js's transactions and dialogs, and the socket over which the phone is reached now.
 * Transactions and dialogs outlive the socket: a phone that comes back over a new one finds them again.
 */
export class SipAgent {
  readonly id = randomToken(4);
  readonly core: UserAgentCore;
  socket: PbxSocket | undefined;
  /** Set by the first REGISTER that was accepted. */
  extension = '';
  /** Tells the phone from others of its extension, by its last REGISTER. */
  phone: PhoneIdentity | undefined;
  /** The socket closed, and the phone has said nothing in its calls since. */
  isLost = false;
  /** The host by which the phone calls this PBX. */
  domain = 'localhost';
  /** Called, by Call-ID, before a re-INVITE of that call is looked at. */
  readonly onReinvite = new Map<string, () => void>();
  /** What answers UPDATE, by Call-ID: sip.js does not know the method. */
  readonly onUpdate = new Map<string, (message: IncomingRequestMessage) => ResponseOptions>();
  readonly #faults: SipFaults;
  /** Branch and method of a request → the socket that it came over first. */
  readonly #ways = new Map<string, PbxSocket | undefined>();

  constructor(
    socket: PbxSocket,
    loggerFactory: LoggerFactory,
    log: SipLog,
    delegate: SipEndpointDelegate,
    optionTags: string[],
    faults: SipFaults,
  ) {
    this.socket = socket;
    this.#faults = faults;
    const contact = new URI('sip', 'pbx', 'localhost', undefined, { transport: 'ws' });
    const transport = {
      protocol: 'WS',
      send: (text: string): Promise<void> => {
        if (!this.socket) return Promise.reject(new Error('The phone is not connected.'));
        const sent = faults.messages.altered(this.extension, text);
        if (sent === undefined || (faults.fixedWays() && this.#isOffItsWay(text))) return Promise.resolve();
        log.add('out', this.extension, sent);
        this.socket.send(sent);
        return Promise.resolve();
      },
    };
    this.core = new UserAgentCore(
      {
        aor: contact,
        contact: { pubGruu: undefined, tempGruu: undefined, uri: contact, toString: () => `<${contact.toString()}>` },
        displayName: '',
        loggerFactory,
        hackViaTcp: false,
        routeSet: [],
        sipjsId: randomToken(4),
        supportedOptionTags: optionTags,
        supportedOptionTagsResponse: optionTags,
        userAgentHeaderFieldValue: 'Development PBX',
        viaForceRport: false,
        viaHost: 'localhost',
        authenticationFactory: () => undefined,
        transportAccessor: () => transport,
      },
      {
        onRegister: (request) => delegate.onRegister(this, request),
        onInvite: (request) => delegate.onInvite(this, request),
      },
    );
  }

  /** True when the message belongs to a transaction or dialog of this agent. */
  owns(message: IncomingRequestMessage | IncomingResponseMessage): boolean {
    if (!(message instanceof IncomingRequestMessage)) {
      return this.core.userAgentClients.has(message.viaBranch + message.method);
    }
    if (this.core.userAgentServers.has(message.viaBranch)) return true;
    return this.core.dialogs.has(message.callId + message.toTag + message.fromTag);
  }

  receive(message: IncomingRequestMessage | IncomingResponseMessage): void {
    if (message instanceof IncomingRequestMessage) {
      const planned = this.#faults.answers.take(this.extension || (message.from.uri.user ?? ''), message);
      if (planned === 'none') return;
      if (planned) {
        this.core.replyStateless(message, planned);
        return;
      }
      const way = message.viaBranch + message.method;
      if (!this.#ways.has(way)) this.#ways.set(way, this.socket);
      if (this.#faults.fixedWays() && message.method === 'INVITE') {
        const waiting = this.#waitsForAck(message);
        if (waiting === 'accepted') this.core.replyStateless(message, { statusCode: 491 });
        if (waiting) return;
      }
      // sip.js's core is made for one user and answers 404 for all others; a PBX answers for every number.
      if (message.ruri) this.core.configuration.aor = message.ruri;
      if (message.method === 'UPDATE') {
        const options = this.onUpdate.get(message.callId)?.(message) ?? { statusCode: 481 };
        this.core.replyStateless(message, options);
        return;
      }
      if (message.method === 'INVITE' && message.toTag) this.onReinvite.get(message.callId)?.();
      this.core.receiveIncomingRequestFromTransport(message);
    } else {
      this.core.receiveIncomingResponseFromTransport(message);
    }
  }

  /** A response to a request that came over another socket. */
  #isOffItsWay(text: string): boolean {
    const [, branch = ''] = /^Via:.*;branch=([^;,\s]+)/im.exec(text) ?? [];
    const [, method = ''] = /^CSeq:\s*\d+\s+(\w+)/im.exec(text) ?? [];
    const way = branch + method;
    return /^SIP\/2\.0 /.test(text) && this.#ways.has(way) && this.#ways.get(way) !== this.socket;
  }

  /** Whether the ACK of our final response is missing in the call of this request. Asterisk answers 491 then, or nothing. */
  #waitsForAck({ callId, toTag, fromTag }: IncomingRequestMessage): 'accepted' | 'refused' | undefined {
    const dialog = this.core.dialogs.get(callId + toTag + fromTag);
    if (!(dialog instanceof SessionDialog)) return undefined;
    if (dialog.sessionState === SessionState.AckWait) return 'accepted';
    const { initialTransaction } = dialog as unknown as { initialTransaction: { state: TransactionState } };
    return initialTransaction.state === TransactionState.Completed ? 'refused' : undefined;
  }

  /** Sends a request outside of any dialog; resolves with the status of the answer. */
  request(method: string, target: URI, extraHeaders: string[], body?: Body): Promise<number> {
    const { contact } = this.core.configuration;
    const message = this.core.makeOutgoingRequestMessage(
      method,
      target,
      contact.uri,
      target,
      {},
      [`Contact: ${contact.toString()}`, ...extraHeaders],
      body,
    );
    return new Promise((resolve) => {
      const done = ({ message: response }: { message: { statusCode?: number | undefined } }): void =>
        resolve(response.statusCode ?? 0);
      this.core.request(message, { onAccept: done, onReject: done, onRedirect: done });
    });
  }

  /** True when this agent's phone is the one that the other agent had over an earlier socket. */
  continues(other: SipAgent): boolean {
    const [mine, theirs] = [this.phone, other.phone];
    if (other === this || other.extension !== this.extension || !mine || !theirs) return false;
    if (mine.instance !== undefined && theirs.instance !== undefined) return mine.instance === theirs.instance;
    return mine.callId === theirs.callId || (other.isLost && mine.contact === theirs.contact);
  }

  get idle(): boolean {
    const { dialogs, userAgentClients, userAgentServers } = this.core;
    return dialogs.size + userAgentClients.size + userAgentServers.size === 0;
  }
}

/** RFC 3261 section 8.1.1; one that is left out counts as not even parsed. */
const MANDATORY_HEADERS = ['via', 'from', 'to', 'call-id', 'cseq'];

const SIP_2 = /^(?:SIP\/2\.0 |[^\r\n]+ SIP\/2\.0\r\n)/i;

/** The message in the text; undefined for one that is out of order. */
function readMessage(text: string, loggerFactory: LoggerFactory) {
  if (!SIP_2.test(text)) return undefined;
  let message;
  try {
    message = Parser.parseMessage(text, loggerFactory.getLogger('parser'));
  } catch {
    return undefined; // sip.js throws on some of them
  }
  if (!message || !MANDATORY_HEADERS.every((name) => message.hasHeader(name))) return undefined;
  return isCutOff(message.body, message.getHeader('content-length')) ? undefined : message;
}

/** All phones' sockets and agents. */
export class SipEndpoint {
  readonly #log: SipLog;
  readonly #delegate: SipEndpointDelegate;
  readonly #loggerFactory = new LoggerFactory();
  readonly #agents = new Set<SipAgent>();
  readonly #optionTags: string[];
  readonly #faults: SipFaults;

  /** @param optionTags the extensions of SIP that we support */
  constructor(log: SipLog, delegate: SipEndpointDelegate, optionTags: string[], faults: SipFaults) {
    this.#faults = faults;
    this.#optionTags = optionTags;
    this.#log = log;
    this.#delegate = delegate;
    // sip.js logs whole messages, with credentials; ours is the redacted SipLog.
    this.#loggerFactory.builtinEnabled = false;
    this.#loggerFactory.level = Levels.error;
  }

  get agents(): SipAgent[] {
    return [...this.#agents];
  }

  /** A phone opened a socket. */
  open(socket: PbxSocket): SocketHandler {
    const agent = new SipAgent(socket, this.#loggerFactory, this.#log, this.#delegate, this.#optionTags, this.#faults);
    this.#agents.add(agent);
    return {
      receive: (text) => this.#receive(agent, socket, text),
      closed: () => this.#closed(socket),
    };
  }

  /** The sockets of an extension's phones. */
  sockets(extension: string): PbxSocket[] {
    const agents = this.agents.filter((agent) => agent.extension === extension);
    return [...new Set(agents.flatMap(({ socket }) => socket ?? []))];
  }

  /** A phone registered over a new socket: what we have to say in the calls of its earlier ones goes there. */
  registered(agent: SipAgent): SipAgent[] {
    const earlier = this.agents.filter((other) => agent.continues(other));
    for (const other of earlier) other.socket = agent.socket;
    return earlier;
  }

  /** Forgets agents without a socket and without business. */
  sweep(): void {
    for (const agent of this.#agents) {
      if (agent.socket || !agent.idle) continue;
      agent.core.dispose();
      this.#agents.delete(agent);
    }
  }

  close(): void {
    for (const agent of this.#agents) {
      agent.core.dispose();
      agent.socket?.terminate();
      agent.socket = undefined;
    }
    this.#agents.clear();
  }

  #receive(agent: SipAgent, socket: PbxSocket, text: string): void {
    if (!text.includes('\r\n')) {
      if (text.trim() === 'heartbeat') socket.send('heartbeat response');
      return;
    }
    // An empty frame of line ends is a keep-alive (RFC 7118 section 6).
    if (text.trim() === '') return;
    this.#log.add('in', agent.extension, text);
    try {
      const message = readMessage(text, this.#loggerFactory);
      if (!message) {
        const answer = badRequestAnswer(text);
        if (answer === undefined) return;
        this.#log.add('out', agent.extension, answer);
        socket.send(answer);
        return;
      }
      const owner = this.#ownerOf(message, agent);
      // The phone lost its socket and goes on over a new one: what we have to say to it goes there from now on.
      if (owner !== agent) {
        owner.socket = socket;
        owner.isLost = false;
      }
      owner.receive(message);
    } catch (error) {
      // One phone's nonsense must not end the calls of the others.
      console.error('A SIP message was dropped:', error);
    }
  }

  #ownerOf(message: IncomingRequestMessage | IncomingResponseMessage, agent: SipAgent): SipAgent {
    if (agent.owns(message)) return agent;
    return this.agents.find((other) => other !== agent && other.owns(message)) ?? agent;
  }

  #closed(socket: PbxSocket): void {
    const lost = this.agents.filter((agent) => agent.socket === socket);
    for (const agent of lost) Object.assign(agent, { socket: undefined, isLost: true });
    for (const agent of lost) this.#delegate.onLost(agent);
    this.sweep();
  }
}
