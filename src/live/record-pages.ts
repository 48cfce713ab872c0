import type { CdrResult, PersonalCdr } from '../pbx/cdr.js';
import { isResult, PBX_ERROR } from '../result.js';
import { isMissed, type CallRecord, type RecordList } from '../store/call-records.js';
import type { Marks } from './record-marks.js';

/** Rows of a page. */
export const pageSize = 50;
/** Pages asked for at the same time. */
const atOnce = 2;
/** Rows that are told around what was asked for, so that a little scrolling shows no gap. */
const margin = 50;
const mostChanges = 3;
/** Rows that are kept, near to what is looked at. */
const mostRows = 10_000;

export type AskPage = (page: number) => Promise<CdrResult>;

/** The records of one query: loads what is looked at, page by page, and leaves out what the person deleted. */
export class RecordPages {
  /** By their places at the PBX. */
  #rows = new Map<number, CallRecord>();
  /** As they were before the PBX changed the list in a way that we can't follow: shown until they are loaded anew. */
  #stale = new Map<number, CallRecord>();
  /** At the PBX. */
  #total: number | null = null;
  /** From this place on everything is deleted. */
  #end = Infinity;
  /** Places of single deleted rows, ascending. */
  #gaps: number[] = [];
  readonly #loading = new Set<number>();
  #wanted = { from: 0, to: pageSize };
  #problem: number | null = null;
  /** Answers to what was asked before the list changed are void. */
  #epoch = 0;
  /** How often the list was another one since somebody last looked. */
  #changes = 0;
  #refreshing = false;
  #refreshAgain = false;

  constructor(
    private readonly ask: AskPage,
    private readonly marks: () => Marks,
    private readonly changed: () => void,
  ) {}

  /** What the elements get of it. */
  get list(): RecordList {
    const total = this.#total === null ? null : this.#visibleTotal;
    const from = Math.max(0, this.#wanted.from - margin);
    const to = Math.min(total ?? 0, this.#wanted.to + margin);
    const rows: (CallRecord | null)[] = [];
    for (let index = from; index < to; index++) rows.push(this.#row(this.#placeOf(index)) ?? null);
    return Object.freeze({ total, from, rows: Object.freeze(rows), problem: this.#problem });
  }

  /** Of those that are loaded. */
  get unread(): number {
    let count = 0;
    for (const [place, { unread }] of this.#rows) if (unread && place < this.#end && !this.#isGap(place)) count++;
    return count;
  }

  /** Of the first page: of two calls at a time the later record may be that of the earlier call. */
  get newestId(): number {
    let newest = 0;
    for (let place = 0; place < pageSize; place++) newest = Math.max(newest, this.#row(place)?.id ?? 0);
    return newest;
  }

  /** The person looks at these rows now. */
  async want(from: number, to: number): Promise<void> {
    this.#wanted = { from, to };
    this.#problem = null;
    this.#changes = 0;
    this.changed();
    await this.#pump();
  }

  /** The PBX wrote a record, or may have. */
  async refresh(): Promise<void> {
    if (this.#total === null) {
      // The first answer may be on its way, and be older than the record.
      this.#epoch++;
      return this.#pump();
    }
    this.#refreshAgain = this.#refreshing;
    if (this.#refreshing) return;
    this.#refreshing = true;
    try {
      await this.#follow(await this.ask(0), this.#total);
    } catch {
      // What is shown is still true; the next change asks again.
    } finally {
      this.#refreshing = false;
    }
    if (this.#refreshAgain) return this.refresh();
    this.changed();
    await this.#pump();
  }

  /** Something was read or deleted. */
  applyMarks(): void {
    for (const rows of [this.#rows, this.#stale]) {
      for (const [place, row] of rows) {
        const unread = this.#isUnread(row);
        if (unread !== row.unread) rows.set(place, Object.freeze({ ...row, unread }));
      }
    }
    this.#findGaps();
    this.changed();
    void this.#pump();
  }

  get #visibleTotal(): number {
    return Math.min(this.#total ?? 0, this.#end) - this.#gaps.length;
  }

  #row(place: number): CallRecord | undefined {
    return this.#rows.get(place) ?? this.#stale.get(place);
  }

  #placeOf(index: number): number {
    let place = index;
    for (const gap of this.#gaps) {
      if (gap > place) break;
      place++;
    }
    return place;
  }

  #isGap(place: number): boolean {
    return this.#gaps.includes(place);
  }

  async #pump(): Promise<void> {
    const loads: Promise<void>[] = [];
    while (this.#loading.size < atOnce) {
      const page = this.#missing();
      if (page === undefined) break;
      loads.push(this.#load(page));
    }
    await Promise.all(loads);
  }

  /** The first page with a row that is wanted and not there. */
  #missing(): number | undefined {
    if (this.#problem !== null) return undefined;
    if (this.#total === null) return this.#loading.size > 0 ? undefined : 0;
    const to = Math.min(this.#wanted.to, this.#visibleTotal);
    for (let index = this.#wanted.from; index < to; index++) {
      const place = this.#placeOf(index);
      const page = Math.floor(place / pageSize);
      if (!this.#rows.has(place) && !this.#loading.has(page)) return page;
    }
    return undefined;
  }

  async #load(page: number): Promise<void> {
    const epoch = this.#epoch;
    this.#loading.add(page);
    try {
      const answer = await this.ask(page);
      if (epoch === this.#epoch && (await this.#isSteady(answer.total_number))) await this.#take(page, answer);
    } catch (error) {
      this.#problem = (isResult(error) ? error : PBX_ERROR.PBX_NETWORK_ERROR).code;
    } finally {
      this.#loading.delete(page);
    }
    this.changed();
    await this.#pump();
  }

  /** Another total: the list has changed, and where this page belongs is known after a refresh. */
  async #isSteady(total: number): Promise<boolean> {
    const before = this.#total;
    // One that tells another total with each page is believed as it is.
    if (before === null || total === before || this.#changes >= mostChanges) return true;
    this.#changes++;
    if (this.#refreshing) return false;
    await this.refresh();
    return this.#total === before;
  }

  async #take(page: number, { personal_cdr_list: rows, total_number }: CdrResult): Promise<void> {
    const first = this.#total === null;
    this.#place(page, rows);
    this.#total = total_number;
    if (first && this.marks().hiddenUntil > 0) await this.#findEnd();
    this.#findGaps();
    this.#forget();
  }

  #place(page: number, rows: CdrResult['personal_cdr_list']): void {
    rows.forEach((row, index) => this.#rows.set(page * pageSize + index, this.#record(row)));
  }

  /** Everything from some place on is deleted: the length of the list is known when we know where that is. */
  async #findEnd(): Promise<void> {
    let low = 0;
    let high = Math.ceil((this.#total ?? 0) / pageSize);
    const isEnd = (page: number) =>
      this.#isHiddenByAge(this.#rows.get(Math.min((page + 1) * pageSize, this.#total ?? 0) - 1));
    if (isEnd(0)) return;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      this.#place(middle, (await this.ask(middle)).personal_cdr_list);
      if (isEnd(middle)) high = middle;
      else low = middle;
    }
  }

  /** New records lie on top, and the others have moved down; anything else is loaded anew as it comes into view. */
  async #follow({ personal_cdr_list: rows, total_number }: CdrResult, before: number): Promise<void> {
    this.#epoch++;
    const added = total_number - before;
    const meets = rows.length - 1 - added;
    const moved = added >= 0 && added < pageSize && (meets < 0 || this.#rows.get(meets)?.id === rows.at(-1)?.id);
    if (moved) {
      this.#rows = new Map([...this.#rows].map(([place, row]) => [place + added, row]));
      this.#stale = new Map([...this.#stale].map(([place, row]) => [place + added, row]));
      if (this.#wanted.from > 0) this.#wanted = { from: this.#wanted.from + added, to: this.#wanted.to + added };
    } else {
      this.#stale = this.#rows;
      this.#rows = new Map();
    }
    this.#place(0, rows);
    this.#total = total_number;
    if (!moved && this.marks().hiddenUntil > 0) await this.#findEnd();
    this.#findGaps();
  }

  #findGaps(): void {
    const { hidden, hiddenUntil } = this.marks();
    this.#gaps = [];
    this.#end = Infinity;
    if (hidden.length === 0 && hiddenUntil === 0) return;
    const places = new Map([...this.#stale, ...this.#rows]);
    const gone: number[] = [];
    let lastKept = -1;
    for (const [place, row] of places) {
      if (this.#isHiddenByAge(row) || hidden.includes(row.id)) gone.push(place);
      if (!this.#isHiddenByAge(row)) lastKept = Math.max(lastKept, place);
    }
    gone.sort((a, b) => a - b);
    const end = gone.find((place) => place > lastKept && this.#isHiddenByAge(places.get(place)));
    this.#end = end ?? Infinity;
    this.#gaps = gone.filter((place) => place < this.#end);
  }

  #isHiddenByAge(row: CallRecord | undefined): boolean {
    const { hiddenUntil } = this.marks();
    return row !== undefined && hiddenUntil > 0 && row.id <= hiddenUntil;
  }

  #isUnread(row: Pick<CallRecord, 'id' | 'status' | 'disposition'>): boolean {
    const { readUntil, read } = this.marks();
    return readUntil !== null && row.id > readUntil && isMissed(row) && !read.includes(row.id);
  }

  #record(row: CdrResult['personal_cdr_list'][number]): CallRecord {
    // A firmware may leave fields out.
    const given: Partial<PersonalCdr> = row;
    const { id = 0, timestamp = 0, number = '', status = 0 } = given;
    const { talk_duration = 0, uniqueid = '', disposition = '' } = given;
    const name = row.extension?.['caller_id_name'];
    return Object.freeze({
      ...{ id, timestamp, number, status, talk_duration, uniqueid, disposition },
      name: typeof name === 'string' ? name : '',
      unread: this.#isUnread(row),
    });
  }

  #forget(): void {
    // Deleted rows tell where the list ends.
    if (this.#rows.size <= mostRows || this.marks().hiddenUntil > 0) return;
    const { from, to } = this.#wanted;
    const far = ([place]: [number, CallRecord]) => Math.abs(place - (from + to) / 2) > mostRows / 4;
    for (const entry of [...this.#rows]) if (far(entry) && entry[0] >= pageSize) this.#rows.delete(entry[0]);
  }
}
