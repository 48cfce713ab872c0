/** A notification as it came: `msg` is JSON text. */
export interface NotificationMessage {
  type: number;
  msg: unknown;
}

type MessageListener = (message: NotificationMessage) => void;

/** A listener to further topics, for `onSubscribe`. */
export interface TopicListener {
  subscribeCodes: readonly (string | number)[];
  listener: MessageListener;
}

/** What to take away: from these topics, or from all when the list is empty; everybody's listeners when none is named. */
export interface TopicRemoval {
  subscribeCodes: readonly (string | number)[];
  listener?: MessageListener;
}

export interface TopicChange {
  addList?: TopicListener | readonly TopicListener[];
  removeList?: TopicRemoval | readonly TopicRemoval[];
}

/** An application's listeners to notifications. */
export class TopicListeners {
  readonly #entries = new Set<{ topics: ReadonlySet<number>; listener: MessageListener }>();

  /** What somebody listens to. */
  get topics(): number[] {
    return [...this.#entries].flatMap(({ topics }) => [...topics]);
  }

  change({ addList, removeList }: TopicChange): void {
    for (const { subscribeCodes, listener } of asList(removeList)) {
      const codes = new Set(topicNumbers(subscribeCodes));
      for (const entry of this.#entries) {
        if (listener && entry.listener !== listener) continue;
        this.#entries.delete(entry);
        const left = [...entry.topics].filter((topic) => !codes.has(topic));
        if (codes.size > 0 && left.length > 0) this.#entries.add({ topics: new Set(left), listener: entry.listener });
      }
    }
    for (const { subscribeCodes, listener } of asList(addList)) {
      this.#entries.add({ topics: new Set(topicNumbers(subscribeCodes)), listener });
    }
  }

  tell(message: NotificationMessage): void {
    for (const { topics, listener } of [...this.#entries]) if (topics.has(message.type)) call(listener, message);
  }

  clear(): void {
    this.#entries.clear();
  }
}

export function topicNumbers(list: unknown): number[] {
  return Array.isArray(list) ? list.map(Number).filter(Number.isInteger) : [];
}

function asList<Entry>(value: Entry | readonly Entry[] | undefined): readonly Entry[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly Entry[]) : [value as Entry];
}

/** An application's listener that throws is its own affair: the page's error handler sees it. */
function call(listener: MessageListener, message: NotificationMessage): void {
  try {
    listener(message);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
