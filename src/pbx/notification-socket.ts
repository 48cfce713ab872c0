import { Emitter, type Listener } from '../emitter.js';
import { checkEventName, knownEvents } from '../known-events.js';
import { toJson } from '../json.js';
import { createLogger } from '../logger.js';
import { asObject, fieldOf, givenNumber, parseObject, type Answer } from './answer-fields.js';
import { tokenExpired } from './failure.js';
import { TopicListeners, topicNumbers, type NotificationMessage, type TopicChange } from './topic-listeners.js';

export type { NotificationMessage, TopicListener, TopicRemoval } from './topic-listeners.js';

const log = createLogger('pbx');

/** Milliseconds. */
export interface SocketTimes {
  /** From one heartbeat to the next. */
  readonly heartbeat: number;
  /** A socket on which nothing arrives for so long after a heartbeat is dead; also how long it may take to open. */
  readonly answer: number;
  /** From a loss to the next attempt. */
  readonly reconnect: number;
}

/** A dead socket is noticed within 35 s. Not the backoff of the SIP socket: the PBX expects its clients back after 5 s. */
const usualTimes: SocketTimes = { heartbeat: 25_000, answer: 10_000, reconnect: 5_000 };
/** While a call is up or rings: within 9 s. */
const callTimes = { heartbeat: 5_000, answer: 4_000 };
/** After something has happened to the network or the computer. */
const probeTime = 4_000;

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
  /** When the deadline ends; infinite without one. */
  #due = Infinity;
  #triedAt = -Infinity;
  /** A connection was lost, or could not be had, since the last one that was. */
  #lost = false;
  #inCall = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #resubscription: ReturnType<typeof setTimeout> | undefined;
  #subscribedAt = -Infinity;
  #check: () => Promise<unknown> = () => Promise.resolve();
  /** @internal Called when it is connected again after a loss: the PBX is back. */
  onBack: () => void = () => undefined;
  /** @internal Called whenever it looks whether it still works: the other socket may look as well. */
  onProbe: () => void = () => undefined;

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

  /** @internal A call is up or rings: what the PBX tells of it must not be missed for long. */
  set inCall(inCall: boolean) {
    if (inCall === this.#inCall) return;
    this.#inCall = inCall;
    if (this.#connected) this.#beatRegularly();
    this.probe();
  }

  /** @internal The network may be another one: finds out within 4 s whether the socket still works, or opens another now. */
  probe(): void {
    this.onProbe();
    if (this.#connected) this.#beat(probeTime);
    // An attempt on the network of before may hang.
    else if (!this.#stopped && performance.now() - this.#triedAt > probeTime) this.#connect();
    else this.retryNow();
  }

  /** @internal The PBX is back: doesn't wait for the next attempt. */
  retryNow(): void {
    if (!this.#stopped && !this.#socket) this.#connect();
  }

  /** Sends text, or an object as JSON. `false` when there is no connection. */
  send(data: string | object): boolean {
    if (!this.#socket || !this.#connected) return false;
    this.#socket.send(typeof data === 'string' ? data : toJson(data));
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
    this.#triedAt = performance.now();
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
    this.#expect(this.#times.answer, 'not open in time');
  }

  #onOpen(): void {
    this.#relax();
    this.#connected = true;
    this.#beatRegularly();
    log.info('notifications: connected');
    this.resubscribe();
    if (this.#lost) this.onBack();
    this.#lost = false;
    this.emit('connectedChange', true);
  }

  #onLost(why: string): void {
    const socket = this.#socket;
    const wasOpen = this.#connected;
    this.#forget();
    this.#lost = true;
    // Its own `close` may come minutes later.
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

  #beatRegularly(): void {
    clearInterval(this.#heartbeat);
    const { heartbeat, answer } = this.#inCall ? callTimes : this.#times;
    this.#heartbeat = setInterval(() => this.#beat(answer), heartbeat);
  }

  /** One heartbeat waits for its answer at a time: a later one must not give it more time. */
  #beat(limit: number): void {
    if (Date.now() + limit >= this.#due) return;
    this.send('heartbeat');
    this.#expect(limit, 'no answer to the heartbeat');
  }

  /** The socket is lost unless something arrives. */
  #expect(limit: number, why: string): void {
    this.#relax();
    this.#due = Date.now() + limit;
    this.#deadline = setTimeout(() => this.#onLost(why), limit);
  }

  #relax(): void {
    clearTimeout(this.#deadline);
    this.#due = Infinity;
  }

  #receive(data: unknown): void {
    this.#relax(); // whatever it is, the PBX is alive
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
    if (topic !== undefined) this.#tell(topic, fieldOf(message, 'msg'));
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
    this.#relax();
    clearTimeout(this.#resubscription);
    this.#socket = null;
    if (!this.#connected) return;
    this.#connected = false;
    this.emit('connectedChange', false);
  }
}
