import type { PBXOperator } from '../pbx/pbx-operator.js';
import type { PhoneOperator } from '../phone/phone-operator.js';
import { recordsKey, type RecordQuery } from '../store/call-records.js';
import type { RequestDetails } from '../store/messages.js';
import type { PhoneStore } from '../store/phone-store.js';
import { RecordMarks, type Marks } from './record-marks.js';
import { RecordPages, pageSize } from './record-pages.js';

/** The wishes that are about call records. */
export type RecordsRequest = Extract<keyof RequestDetails, `linkus-records-${string}`>;

/** Queries whose lists are kept; the one that was not asked for longest goes first. */
const mostLists = 4;
const missed: RecordQuery = { status: 2, filter: '' };

/** Keeps the call records that somebody looks at in the store, and counts the missed calls that are news. */
export class LiveRecords {
  readonly #lists = new Map<string, RecordPages>();
  readonly #marks: RecordMarks;
  readonly #ready: Promise<void>;
  readonly #listening = new AbortController();
  /** Calls that were declined here: the PBX writes them down as missed. */
  readonly #declined = new Set<string>();
  #hiddenBefore = 0;

  constructor(
    private readonly store: PhoneStore,
    private readonly pbx: Pick<PBXOperator, 'cdrQuery' | 'on' | 'url' | 'extensionNumber' | 'socket'>,
    phone: Pick<PhoneOperator, 'on'>,
  ) {
    this.#marks = new RecordMarks(`${pbx.url.origin}|${pbx.extensionNumber}`, () => this.#applyMarks());
    this.#ready = this.#marks.load();
    const { signal } = this.#listening;
    pbx.on('cdrChange', () => void this.#refresh(), { signal });
    // What was written before is not told any more. It may come up later than the phone is registered, too.
    pbx.socket.on('connectedChange', (connected) => void (connected && this.#refresh()), { signal });
    phone.on(
      'callRecord',
      ({ uniqueid, session }) => {
        if (session.end?.reason === 'rejected') this.#declined.add(uniqueid);
      },
      { signal },
    );
    void this.#look(missed, 0, pageSize);
  }

  stop(): void {
    this.#listening.abort();
    this.#marks.close();
  }

  request<Name extends RecordsRequest>(name: Name, detail: RequestDetails[Name]): void {
    if (isLook(name, detail)) void this.#look(detail.query, detail.from, detail.to);
    else if (name === 'linkus-records-read-request') void this.#change(this.#read(detail.id));
    else if (name === 'linkus-records-delete-request') void this.#change((marks) => this.#hide(marks, detail.id));
    else void this.#change((marks) => this.#unhide(marks, detail.id));
  }

  async #look(query: RecordQuery, from: number, to: number): Promise<void> {
    await this.#ready;
    if (this.#stopped) return;
    const key = recordsKey(query);
    let list = this.#lists.get(key);
    this.#lists.delete(key);
    list ??= new RecordPages(
      (page) => this.pbx.cdrQuery({ page: page + 1, size: pageSize, sortBy: 'time', ...query }),
      () => this.#marks.now,
      () => this.#tell(key),
    );
    this.#lists.set(key, list);
    // The missed ones are counted, whoever looks at others.
    const oldest = [...this.#lists.keys()].find((each) => each !== recordsKey(missed));
    if (this.#lists.size > mostLists && oldest !== undefined) this.#drop(oldest);
    await list.want(from, to);
  }

  #drop(key: string): void {
    this.#lists.delete(key);
    const records = Object.entries(this.store.snapshot.records).filter(([each]) => each !== key);
    this.store.update({ records: Object.freeze(Object.fromEntries(records)) });
  }

  #tell(key: string): void {
    const list = this.#lists.get(key);
    if (this.#stopped || !list) return;
    const records = Object.freeze({ ...this.store.snapshot.records, [key]: list.list });
    this.store.update({ records });
    if (key !== recordsKey(missed) || list.list.total === null) return;
    // What was missed before this browser ever looked is history.
    if (this.#marks.now.readUntil === null) {
      const read = this.#read(null);
      // Another tab may have looked first, and what came since is news.
      void this.#change((marks) => (marks.readUntil === null ? read(marks) : marks));
    }
    this.#readDeclined(list);
    this.store.update({ unread: list.unread });
  }

  #readDeclined(list: RecordPages): void {
    for (const row of list.list.rows) {
      if (!row?.unread || !this.#declined.delete(row.uniqueid)) continue;
      void this.#change(this.#read(row.id));
    }
  }

  async #refresh(): Promise<void> {
    await this.#ready;
    if (!this.#stopped) await Promise.all([...this.#lists.values()].map((list) => list.refresh()));
  }

  async #change(edit: (marks: Marks) => Marks): Promise<void> {
    await this.#ready;
    await this.#marks.change(edit);
    this.#applyMarks();
  }

  #applyMarks(): void {
    if (!this.#stopped) for (const list of this.#lists.values()) list.applyMarks();
  }

  get #newestId(): number {
    return Math.max(0, ...[...this.#lists.values()].map((list) => list.newestId));
  }

  #read(id: number | null): (marks: Marks) => Marks {
    if (id !== null) return (marks) => ({ ...marks, read: [...new Set([...marks.read, id])] });
    // The newest of now: a call that comes in while this is being written was not looked at.
    const newest = this.#newestId;
    return (marks) => ({ ...marks, readUntil: Math.max(marks.readUntil ?? 0, newest), read: [] });
  }

  #hide(marks: Marks, id: number | null): Marks {
    if (id !== null) return { ...marks, hidden: [...new Set([...marks.hidden, id])] };
    this.#hiddenBefore = marks.hiddenUntil;
    // The single ones stay, for the case that this is taken back.
    return { ...marks, hiddenUntil: Math.max(marks.hiddenUntil, this.#newestId) };
  }

  #unhide(marks: Marks, id: number | null): Marks {
    if (id !== null) return { ...marks, hidden: marks.hidden.filter((each) => each !== id) };
    return { ...marks, hiddenUntil: this.#hiddenBefore };
  }

  /** The store belongs to somebody else then. */
  get #stopped(): boolean {
    return this.#listening.signal.aborted;
  }
}

function isLook(
  name: RecordsRequest,
  detail: RequestDetails[RecordsRequest],
): detail is RequestDetails['linkus-records-request'] {
  return name === 'linkus-records-request' && 'query' in detail;
}
