/**
 * What a person has looked at and deleted of the call records: the PBX keeps neither for web clients. Kept in IndexedDB, for
 * each extension of each PBX. Ids only: no names, no numbers.
 */
export interface Marks {
  /** Records up to this id are no news; `null` when this browser has seen no list yet. */
  readonly readUntil: number | null;
  /** And these after it. */
  readonly read: readonly number[];
  /** Records up to this id are deleted; 0 for none. */
  readonly hiddenUntil: number;
  /** And these after it. */
  readonly hidden: readonly number[];
}

const none: Marks = { readUntil: null, read: [], hiddenUntil: 0, hidden: [] };
const name = 'linkus-call-records';
const table = 'marks';
/** A browser that has not opened the database by then (ms) gets no more time: the calls are listed without it. */
const answerTime = 3000;

export class RecordMarks {
  #marks = none;
  #database: Promise<IDBDatabase> | undefined;
  #closed = false;
  /** `null` where the browser lets tabs not talk to each other: this one goes on alone. */
  readonly #tabs = openChannel();

  /** @param changed another tab has changed them */
  constructor(
    private readonly key: string,
    changed: () => void,
  ) {
    this.#tabs?.addEventListener('message', ({ data }) => {
      if (data === key) void this.load().then(changed);
    });
  }

  get now(): Marks {
    return this.#marks;
  }

  async load(): Promise<void> {
    await this.#run('readonly', (marks) => marks);
  }

  /** Also what other tabs wrote meanwhile is in what `edit` gets. */
  async change(edit: (marks: Marks) => Marks): Promise<void> {
    await this.#run('readwrite', edit);
    if (!this.#closed) this.#tabs?.postMessage(this.key);
  }

  close(): void {
    this.#closed = true;
    this.#tabs?.close();
    this.#database?.then((database) => database.close()).catch(() => undefined);
  }

  /** Where the page may not store anything, marks last as long as the sign-in. */
  async #run(mode: IDBTransactionMode, edit: (marks: Marks) => Marks): Promise<void> {
    try {
      const transaction = (await (this.#database ??= open())).transaction(table, mode);
      const store = transaction.objectStore(table);
      const reading = store.get(this.key) as IDBRequest<Marks | undefined>;
      let next = this.#marks;
      reading.onsuccess = () => {
        next = edit(reading.result ?? none);
        if (mode === 'readwrite') store.put(next, this.key);
      };
      await new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
      });
      this.#marks = next;
    } catch {
      this.#database = undefined;
      this.#marks = edit(this.#marks);
    }
  }
}

function openChannel(): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}

/** Rejects where there is no storage, or the browser says nothing of it for a while. */
function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, 1);
    setTimeout(() => reject(new Error('no answer')), answerTime);
    opening.onupgradeneeded = () => opening.result.createObjectStore(table);
    opening.onerror = () => reject(opening.error ?? new Error('not opened'));
    opening.onsuccess = () => {
      // A later version of this code, in another tab, must not have to wait for us.
      opening.result.onversionchange = () => opening.result.close();
      resolve(opening.result);
    };
  });
}
