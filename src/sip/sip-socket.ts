import { EmitterImpl, TransportState, type Transport } from 'sip.js';
import { createLogger } from '../logger.js';
import { openSipSocket } from './open-sip-socket.js';
import { refusalOf } from './refused-request.js';

const log = createLogger('sip');

/**
 * The WebSocket under the SIP stack (RFC 7118), as the PBX wants it: subprotocol `sip`, and every 30 s the bare text
 * `heartbeat`, whose answer is not SIP and must not reach the parser.
 *
 * Not sip.js's own transport: that one neither notices a half-dead socket nor can take one that is already open.
 */

const heartbeatInterval = 30_000;
/** A socket on which nothing arrives for this long after a heartbeat is dead. */
const heartbeatDeadline = 20_000;
const connectDeadline = 10_000;
/** The same after a heartbeat that was sent because something looks wrong: the person waits. */
const probeDeadline = 5000;

export interface SipSocketOptions {
  server: string;
  openedSocket: WebSocket | null;
}

export class SipSocket implements Transport {
  onConnect: (() => void) | undefined;
  onDisconnect: ((error?: Error) => void) | undefined;
  onMessage: ((message: string) => void) | undefined;
  readonly stateChange = new EmitterImpl<TransportState>();
  readonly protocol: string;
  state = TransportState.Disconnected;
  #socket: WebSocket | null = null;
  #opened: WebSocket | null;
  readonly #server: string;
  #listening = new AbortController();
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;

  constructor(_logger: unknown, options: SipSocketOptions) {
    this.#server = options.server;
    this.#opened = options.openedSocket;
    this.protocol = options.server.startsWith('wss:') ? 'WSS' : 'WS';
  }

  isConnected(): boolean {
    return this.state === TransportState.Connected;
  }

  connect(): Promise<void> {
    if (this.isConnected()) return Promise.resolve();
    // An attempt on the network of before may hang for long; nobody waits for it any more.
    const abandoned = this.#socket;
    this.#forget();
    abandoned?.close();
    const usable = this.#opened && this.#opened.readyState <= WebSocket.OPEN;
    const socket = usable && this.#opened ? this.#opened : openSipSocket(this.#server);
    this.#opened = null;
    this.#socket = socket;
    this.#move(TransportState.Connecting);
    const { signal } = this.#listening;
    return new Promise((resolve, reject) => {
      const opened = () => {
        clearTimeout(this.#deadline);
        this.#move(TransportState.Connected);
        this.#heartbeat = setInterval(() => this.#beat(), heartbeatInterval);
        this.onConnect?.();
        resolve();
      };
      const lost = (why: string) => {
        const wasConnected = this.isConnected();
        this.#forget();
        socket.close();
        const error = new Error(why);
        this.#move(TransportState.Disconnected);
        reject(error);
        if (wasConnected) this.onDisconnect?.(error);
      };
      this.#lost = lost;
      this.#deadline = setTimeout(() => lost('no connection in time'), connectDeadline);
      // A browser reports a failed connection as error and close; one of the two is enough.
      socket.addEventListener('close', () => lost('connection closed'), { signal });
      socket.addEventListener('message', ({ data }) => this.#receive(data), { signal });
      if (socket.readyState === WebSocket.OPEN) opened();
      else socket.addEventListener('open', opened, { signal });
    });
  }

  #lost: (why: string) => void = () => undefined;

  disconnect(): Promise<void> {
    const socket = this.#socket;
    this.#forget();
    // What was sent before goes out first: the browser empties the queue, then closes.
    socket?.close(1000);
    this.#opened?.close(1000);
    this.#opened = null;
    if (this.state !== TransportState.Disconnected) this.#move(TransportState.Disconnected);
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    return this.disconnect();
  }

  send(message: string): Promise<void> {
    if (!this.#socket || !this.isConnected()) return Promise.reject(new Error('Not connected.'));
    this.#socket.send(message);
    return Promise.resolve();
  }

  #receive(data: unknown): void {
    clearTimeout(this.#deadline);
    // A SIP message has lines; the heartbeat's answer has none and only shows that the PBX is alive.
    if (typeof data !== 'string' || !data.includes('\r\n') || data.trim() === '') return;
    const refusal = refusalOf(data);
    if (refusal !== null) {
      log.warn('a request of the PBX was refused: it is out of order');
      this.send(refusal).catch(() => undefined);
      return;
    }
    try {
      this.onMessage?.(data);
    } catch (error) {
      // sip.js throws at some messages that it can't read. One of them must not be the last that is heard.
      log.warn(`a message of the PBX could not be read: ${error instanceof Error ? error.message : 'unknown error'}`);
    }
  }

  /** Finds out now whether the socket still works; one that doesn't is lost in five seconds. */
  probe(): void {
    if (this.isConnected()) this.#beat(probeDeadline);
  }

  #beat(deadline = heartbeatDeadline): void {
    this.#socket?.send('heartbeat');
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#lost('no answer to the heartbeat'), deadline);
  }

  /** Ends timers and listeners; late events of an old socket reach nobody. */
  #forget(): void {
    this.#listening.abort();
    this.#listening = new AbortController();
    clearInterval(this.#heartbeat);
    clearTimeout(this.#deadline);
    this.#socket = null;
  }

  #move(state: TransportState): void {
    this.state = state;
    this.stateChange.emit(state);
  }
}
