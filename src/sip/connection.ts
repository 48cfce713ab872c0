import type { Transport } from 'sip.js/lib/core/transport.js';
import { Emitter } from '../emitter.js';
import { createLogger } from '../logger.js';
import { openSipSocket } from './open-sip-socket.js';
import { Outbox } from './outbox.js';

const log = createLogger('sip');

export interface ConnectionOptions {
  /** `wss://pbx.example.com/ws?exten=1000` */
  readonly server: string;
  /** A socket to `server` that is being opened already. */
  readonly openedSocket: WebSocket | null;
}

export interface ConnectionEvents {
  /** A socket is open. Register, then call `deliver()`. */
  opened: [];
  /** The socket broke, or could not be opened. */
  lost: [];
  /** A SIP message arrived. */
  message: [string];
}

/** A heartbeat is sent this often (ms): while nothing goes on as the PBX wants it, in a call so that a dead socket shows. */
const idleInterval = 30_000;
const callInterval = 5000;
/** A socket on which nothing arrives for this long after a heartbeat is dead (ms). */
const answerTime = 4000;
/** A socket that does not open in this time (ms) is given up. */
const openTime = 10_000;

/**
 * The way to the PBX: one connection that outlives its WebSockets (RFC 7118).
 *
 * What is sent while there is no socket waits for the next one, and so does what was sent on a socket that turned out to be
 * dead: transactions and dialogs do not see the change. Each socket is watched: the bare text `heartbeat` is the PBX's own
 * way to ask for a sign of life; its answer is not SIP. Every message that is sent asks for one, too.
 */
export class SipConnection extends Emitter<ConnectionEvents> implements Transport {
  readonly protocol: string;
  readonly #server: string;
  readonly #outbox: Outbox;
  readonly #decoder = new TextDecoder();
  #given: WebSocket | null;
  #socket: WebSocket | null = null;
  /** Registered on this socket, so that SIP messages may go out on it. */
  #delivers = false;
  #listening = new AbortController();
  #inCall = false;
  #heartbeat: ReturnType<typeof setTimeout> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;

  constructor({ server, openedSocket }: ConnectionOptions) {
    super();
    this.#server = server;
    this.#given = openedSocket;
    this.#outbox = new Outbox(server);
    this.protocol = server.startsWith('wss:') ? 'WSS' : 'WS';
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Opens a socket; one that hangs in the network of before is given up for it. Does nothing while one is open. */
  open(): void {
    if (this.isOpen) return;
    this.#drop()?.close();
    const socket = this.#takeGiven() ?? this.#create();
    if (!socket) return;
    this.#socket = socket;
    // SIP may come in binary frames as well (RFC 7118 section 4.2).
    socket.binaryType = 'arraybuffer';
    const { signal } = this.#listening;
    this.#deadline = setTimeout(() => this.#lose('no connection in time'), openTime);
    // A browser reports a failed connection as error and close; one of the two is enough.
    socket.addEventListener('close', () => this.#lose('connection closed'), { signal });
    socket.addEventListener('message', ({ data }) => this.#receive(data), { signal });
    if (socket.readyState === WebSocket.OPEN) this.#opened();
    else socket.addEventListener('open', () => this.#opened(), { signal });
  }

  /** Closes the socket, until `open()`. What was sent before goes out first: the browser empties the queue, then closes. */
  close(): void {
    this.#drop()?.close(1000);
    this.#takeGiven()?.close(1000);
  }

  /** Sends what waits, now that the PBX knows this socket. */
  deliver(): void {
    if (!this.isOpen) return;
    this.#delivers = true;
    for (const text of this.#outbox.takeUp()) this.#write(text);
  }

  /** Sends a message now, or when there is a socket again. */
  send(text: string): Promise<void> {
    this.#outbox.keep(text);
    // A registration is what a new socket begins with.
    if (this.#delivers || /^REGISTER /.test(text)) this.#write(text);
    return Promise.resolve();
  }

  /** Takes a message back that still waits for a socket. `false` when it has gone out, or may have. */
  withdraw(text: string): boolean {
    return this.#outbox.withdraw(text);
  }

  /** Finds out within five seconds whether the socket works. */
  probe(): void {
    if (this.#heartbeat !== undefined && this.#deadline === undefined) this.#beat();
  }

  /** Whether a dead socket must show soon: somebody talks, or waits for an answer. */
  set inCall(inCall: boolean) {
    const begins = inCall && !this.#inCall;
    this.#inCall = inCall;
    if (begins) this.probe();
  }

  #takeGiven(): WebSocket | null {
    const given = this.#given;
    this.#given = null;
    return given && given.readyState <= WebSocket.OPEN ? given : null;
  }

  #create(): WebSocket | null {
    try {
      return openSipSocket(this.#server);
    } catch (error) {
      // Such as a Content-Security-Policy that does not list the PBX.
      log.warn(`the SIP socket could not be opened: ${error instanceof Error ? error.message : 'unknown error'}`);
      queueMicrotask(() => this.emit('lost'));
      return null;
    }
  }

  #opened(): void {
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
    this.#beatLater();
    this.emit('opened');
  }

  #lose(why: string): void {
    const socket = this.#drop();
    if (!socket) return;
    log.info(`the SIP socket is lost: ${why}`);
    socket.close();
    this.emit('lost');
  }

  #write(text: string): void {
    if (!this.isOpen) return;
    this.#socket?.send(text);
    this.#outbox.onSent(text);
    // One that is awaited already says as much about this message.
    if (this.#deadline === undefined) this.#beat();
  }

  #receive(data: unknown): void {
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
    if (this.#delivers) this.#outbox.onLife();
    const text = data instanceof ArrayBuffer ? this.#decoder.decode(data) : String(data);
    // A SIP message has lines; the heartbeat's answer has none and only shows that the PBX is alive.
    if (!text.includes('\r\n') || text.trim() === '') return;
    this.#outbox.onMessage(text);
    this.emit('message', text);
  }

  /** Asks for a sign of life. One that is awaited already keeps its deadline: the socket may have died long ago. */
  #beat(): void {
    if (this.isOpen) this.#socket?.send('heartbeat');
    this.#deadline ??= setTimeout(() => this.#lose('no answer to the heartbeat'), answerTime);
    this.#beatLater();
  }

  #beatLater(): void {
    clearTimeout(this.#heartbeat);
    this.#heartbeat = setTimeout(() => this.#beat(), this.#inCall ? callInterval : idleInterval);
  }

  /** Takes the socket out of use, with its timers; late events of it reach nothing. */
  #drop(): WebSocket | null {
    const socket = this.#socket;
    this.#socket = null;
    this.#delivers = false;
    this.#listening.abort();
    this.#listening = new AbortController();
    clearTimeout(this.#heartbeat);
    clearTimeout(this.#deadline);
    this.#heartbeat = this.#deadline = undefined;
    return socket;
  }
}
