import { isMissed, type CallRecord, type RecordList, type RecordQuery } from '../../src/store/call-records.js';

/** A record as a page may write it by hand; rows of the core's `cdrQuery` are such, too. */
export type WrittenRecord = Pick<CallRecord, 'timestamp' | 'number' | 'status'> & Partial<CallRecord>;

const isArray: (value: unknown) => boolean = Array.isArray;
const blank = { name: '', talk_duration: 0, disposition: '', uniqueid: '', unread: false };

/** The records that a page gave, without a phone: the query is answered here. */
export class LocalRecords {
  #given: readonly WrittenRecord[] | null = null;
  #records: readonly CallRecord[] = [];
  #key = '';
  #list: RecordList | null = null;

  unread = 0;

  /** The same object until something else is given or asked. */
  answer(given: readonly WrittenRecord[], query: RecordQuery): RecordList {
    const key = JSON.stringify(query);
    if (given === this.#given && key === this.#key && this.#list) return this.#list;
    if (given !== this.#given) this.#take(given);
    this.#key = key;
    const rows = this.#records.filter((record) => matches(record, query));
    return (this.#list = { total: rows.length, from: 0, rows, problem: null });
  }

  #take(given: readonly WrittenRecord[]) {
    this.#given = given;
    this.#records = isArray(given) ? given.map((record, index) => ({ id: index, ...blank, ...record })) : [];
    this.unread = this.#records.filter(({ unread }) => unread).length;
  }
}

function matches(record: CallRecord, { status, filter }: RecordQuery): boolean {
  if (status === 2 ? !isMissed(record) : status !== 0 && record.status !== status) return false;
  const wanted = filter.toLowerCase();
  return `${record.name}\n${record.number}`.toLowerCase().includes(wanted);
}
