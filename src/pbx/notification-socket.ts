import { Emitter, type Listener } from '../emitter.js';
import { checkEventName, knownEvents } from '../known-events.js';
import { createLogger } from '../logger.js';
import { asObject, givenNumber, parseObject, type Answer } from './answer-fields.js';
import { tokenExpired } from './failure.js';
import { TopicListeners, topicNumbers, type NotificationMessage, type TopicChange } from './topic-listeners.js';

export type { NotificationMessage, TopicListener, TopicRemoval } from './topic-listeners.js';

const log = createLogger('pbx');

/** Milliseconds. */
export interface SocketTimes {
  /** From one heartbeat to the next. */
  readonly heartbeat: number;
  /** A socket on which nothing arrives for so long after a heartbeat is dead. */
  readonly answer: number;
  /** From a loss to the next attempt. */
  readonly reconnect: number;
}

/** As the PBX's own clients do it. Not the backoff of the SIP socket: the PBX expects its clients back after this time. */
const usualTimes: SocketTimes = { heartbeat: 30_000, answer: 20_000, reconnect: 5_000 };

/** `errcode` of a message: the subscription is lost, or there is nothing to do. */
const [subscribeAgain, ignore] = [-3, -2];

export interface NotificationSocketEvents {
  /** A notification of a topic that was subscribed to. */
  message: [NotificationMessage];
  connectedChange: [boolean];
}

const events = knownEvents<NotificationSocketEvents>({ message: true, connectedChange: true });

/** Used by PBXOperator: hears each notification with its `msg` read. */
export type NotificationHandler = (topic: number, message: Answer) => void;

/**
 * The PBX's notifications (`/api/v1.0/subscribe`): one WebSocket that is kept up until `stop()`. Applications reach it as
 * `pbx.socket` and may subscribe to topics of their own.
 */
export class NotificationSocket extends Emitter<NotificationSocketEvents> {
  readonly #handler: NotificationHandler;
  readonly #times: SocketTimes;
  #url = '';
  #topics = new Set<number>();
  readonly #listeners = new TopicListeners();
  #socket: WebSocket | null = null;
  #connected = false;
  #stopped = true;
  #listening = new AbortController();
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #resubscription: ReturnType<typeof setTimeout> | undefined;
  #subscribedAt = -Infinity;
  #check: () => Promise<unknown> = () => Promise.resolve();

  constructor(handler: NotificationHandler, times: SocketTimes = usualTimes) {
    super();
    this.#handler = handler;
    this.#times = times;
  }

  override on<Name extends keyof NotificationSocketEvents>(
    name: Name,
    listener: Listener<NotificationSocketEvents[Name]>,
    options?: { signal?: AbortSignal },
  ): this {
    checkEventName('pbx.socket', events, name);
    return super.on(name, listener, options);
  }

  /** The WebSocket of the moment. */
  get connection(): WebSocket | null {
    return this.#socket;
  }

  get connected(): boolean {
    return this.#connected;
  }

  /**
   * @internal Connects, and connects again whenever it is lost. `check` is asked before a further attempt after one that
   * failed: browsers don't say that the token in the address is the reason.
   */
  start(url: string, topics: readonly number[], check?: () => Promise<unknown>): void {
    this.#url = url;
    for (const topic of topics) this.#topics.add(topic);
    if (check) this.#check = check;
    this.#stopped = false;
    this.#connect();
  }

  /** @internal Closes it until it is started again; listeners stay. */
  pause(): void {
    this.#stopped = true;
    clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#forget();
    socket?.close(1000);
  }

  /** Closes it for good. */
  stop(): void {
    this.pause();
    this.#listeners.clear();
    this.removeAllListeners();
  }

  /** Sends text, or an object as JSON. `false` when there is no connection. */
  send(data: string | object): boolean {
    if (!this.#socket || !this.#connected) return false;
    this.#socket.send(typeof data === 'string' ? data : JSON.stringify(data));
    return true;
  }

  /** Says again which topics we want; with a list, these from now on besides our own. `false` without a connection. */
  resubscribe(list: readonly (string | number)[] = []): boolean {
    for (const topic of topicNumbers(list)) this.#topics.add(topic);
    const wanted = new Set([...this.#topics, ...this.#listeners.topics]);
    this.#subscribedAt = performance.now();
    return this.send({ topic_list: [...wanted] });
  }

  /** Adds listeners to further topics, and takes away those that were added before. */
  onSubscribe(change: TopicChange): void {
    this.#listeners.change(change);
    this.resubscribe();
  }

  /** Calls `listener` whenever the connection comes or goes. Returns how to stop that. */
  onConnectedChange(listener: (connected: boolean) => void): () => void {
    this.on('connectedChange', listener);
    return () => void this.off('connectedChange', listener);
  }

  #connect(): void {
    this.#forget();
    clearTimeout(this.#retry);
    let socket: WebSocket;
    try {
      socket = new WebSocket(this.#url);
    } catch {
      // A page's security rules may forbid it; the phone works without notifications.
      log.warn('the notification socket could not be opened');
      this.#connectLater(true);
      return;
    }
    this.#socket = socket;
    const { signal } = this.#listening;
    socket.addEventListener('open', () => this.#onOpen(), { signal });
    socket.addEventListener('message', ({ data }) => this.#receive(data), { signal });
    // A failed connection is told as error and close; one of the two is enough.
    socket.addEventListener('close', () => this.#onLost('closed'), { signal });
    this.#deadline = setTimeout(() => this.#onLost('not open in time'), this.#times.answer);
  }

  #onOpen(): void {
    clearTimeout(this.#deadline);
    this.#connected = true;
    this.#heartbeat = setInterval(() => this.#beat(), this.#times.heartbeat);
    log.info('notifications: connected');
    this.resubscribe();
    this.emit('connectedChange', true);
  }

  #onLost(why: string): void {
    const socket = this.#socket;
    const wasOpen = this.#connected;
    this.#forget();
    socket?.close();
    log.info(`notifications: connection lost (${why})`);
    this.#connectLater(!wasOpen);
  }

  #connectLater(doubtful: boolean): void {
    if (this.#stopped) return;
    this.#retry = setTimeout(() => void this.#connectAgain(doubtful), this.#times.reconnect);
  }

  async #connectAgain(doubtful: boolean): Promise<void> {
    if (doubtful) await this.#check().catch(() => undefined);
    if (!this.#stopped && !this.#socket) this.#connect();
  }

  #beat(): void {
    this.send('heartbeat');
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#onLost('no answer to the heartbeat'), this.#times.answer);
  }

  #receive(data: unknown): void {
    clearTimeout(this.#deadline); // whatever it is, the PBX is alive
    if (data === 'heartbeat response') return;
    if (data === 'heartbeat') {
      this.send('heartbeat response');
      return;
    }
    const message = typeof data === 'string' ? parseObject(data) : null;
    if (!message) {
      log.warn('notifications: ignored a message that is no JSON object');
      return;
    }
    const errcode = givenNumber(message, 'errcode');
    if (errcode === subscribeAgain) this.#subscribeSoon();
    if (errcode === tokenExpired) void this.#check().catch(() => undefined);
    if (errcode === subscribeAgain || errcode === ignore || errcode === tokenExpired) return;
    const topic = givenNumber(message, 'type');
    // The answer to a subscription has no topic.
    if (topic !== undefined) this.#tell(topic, message['msg']);
    else if (errcode !== 0) log.warn('notifications: ignored a message without a topic');
  }

  #tell(type: number, msg: unknown): void {
    // Some topics have nothing to say beyond their number.
    const empty = msg === undefined || msg === null || msg === '';
    const known = empty ? {} : typeof msg === 'string' ? parseObject(msg) : asObject(msg);
    if (known) this.#handler(type, known);
    else log.warn(`notifications: ${type} says nothing that can be read`);
    const message: NotificationMessage = { type, msg };
    this.emit('message', message);
    this.#listeners.tell(message);
  }

  /** At once, but not again and again: a PBX that takes no subscription must not be asked in a circle. */
  #subscribeSoon(): void {
    const wait = Math.max(0, this.#subscribedAt + this.#times.reconnect - performance.now());
    clearTimeout(this.#resubscription);
    this.#resubscription = setTimeout(() => this.resubscribe(), wait);
  }

  /** Ends timers and listeners; late events of an old socket reach nobody. */
  #forget(): void {
    this.#listening.abort();
    this.#listening = new AbortController();
    clearInterval(this.#heartbeat);
    clearTimeout(this.#deadline);
    clearTimeout(this.#resubscription);
    this.#socket = null;
    if (!this.#connected) return;
    this.#connected = false;
    this.emit('connectedChange', false);
  }
}
