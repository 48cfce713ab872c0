import { withNumbersAsText } from './settings.js';
import type { PbxSocket, SocketHandler } from './sockets.js';

interface Subscriber {
  extension: string;
  token: string;
  socket: PbxSocket;
  topics: Set<number>;
}

/** The notification sockets (`/api/v1.0/subscribe`): who listens to what, and the sending. */
export class Notifications {
  readonly #onChange: () => void;
  readonly #subscribers = new Set<Subscriber>();

  readonly #areNumbersText: () => boolean;

  constructor(onChange: () => void, areNumbersText: () => boolean) {
    this.#areNumbersText = areNumbersText;
    this.#onChange = onChange;
  }

  /** A signed-in client opened its socket. */
  open(socket: PbxSocket, extension: string, token: string): SocketHandler {
    const subscriber: Subscriber = { extension, token, socket, topics: new Set() };
    this.#subscribers.add(subscriber);
    this.#onChange();
    return {
      receive: (text) => this.#receive(subscriber, text),
      closed: () => {
        this.#subscribers.delete(subscriber);
        this.#onChange();
      },
    };
  }

  /**
   * Sends a topic to the extension's sockets that subscribed to it, or to everybody's.
   * @returns how many sockets it went to
   */
  notify(extension: string | undefined, topic: number, message: unknown): number {
    const receivers = [...this.#subscribers].filter(
      (subscriber) => (extension === undefined || subscriber.extension === extension) && subscriber.topics.has(topic),
    );
    const stringify = this.#areNumbersText() ? withNumbersAsText : JSON.stringify;
    const text = stringify({ type: topic, msg: typeof message === 'string' ? message : stringify(message) });
    for (const { socket } of receivers) socket.send(text);
    return receivers.length;
  }

  /**
   * Sends any text to all sockets of an extension, whatever they subscribed to.
   * @returns how many sockets it went to
   */
  sendRaw(extension: string, text: string): number {
    const sockets = this.sockets(extension);
    for (const socket of sockets) socket.send(text);
    return sockets.length;
  }

  /** Ends the sockets of a token that is no longer valid. */
  closeToken(token: string): void {
    for (const subscriber of this.#subscribers) if (subscriber.token === token) subscriber.socket.close(1000);
  }

  sockets(extension: string): PbxSocket[] {
    return [...this.#subscribers].filter((entry) => entry.extension === extension).map((entry) => entry.socket);
  }

  list(): Array<{ extension: string; topics: number[] }> {
    return [...this.#subscribers].map(({ extension, topics }) => ({ extension, topics: [...topics] }));
  }

  close(): void {
    for (const { socket } of this.#subscribers) socket.terminate();
    this.#subscribers.clear();
  }

  #receive(subscriber: Subscriber, text: string): void {
    if (text === 'heartbeat') {
      subscriber.socket.send('heartbeat response');
      return;
    }
    const topics = topicList(text);
    if (!topics) return;
    subscriber.topics = new Set(topics);
    this.#onChange();
  }
}

/** The numbers of `{"topic_list": [...]}`; they may arrive as strings. */
function topicList(text: string): number[] | undefined {
  try {
    const message = JSON.parse(text) as { topic_list?: unknown } | null;
    if (!Array.isArray(message?.topic_list)) return undefined;
    return message.topic_list.map(Number).filter(Number.isInteger);
  } catch {
    return undefined;
  }
}
