import type { Extension, Extensions } from './extensions.js';
import { GeneratedRecords, includesText } from './generated-records.js';
import type { Party } from './parties.js';

export type Disposition = 'ANSWERED' | 'NO ANSWER' | 'BUSY' | 'FAILED';

/** Types of `status` in a search and in a row (manual: "Query call detail records"). */
export const CDR_ALL = 0;
export const CDR_INBOUND = 1;
export const CDR_MISSED = 2;
export const CDR_OUTBOUND = 3;

/** A row of `personal_cdr_list`, named as in the manual. */
export interface PersonalCdr {
  id: number;
  /** Day of the call in words: `Today`, `Yesterday` or MM/DD/YYYY. */
  date: string;
  /** HH:mm:ss. */
  time: string;
  /** Unix seconds. */
  timestamp: number;
  /** The other party. */
  number: string;
  number_type: string;
  extension?: Record<string, string | number>;
  status: number;
  /** Seconds from the answer to the end. */
  talk_duration: number;
  call_type: 'Internal' | 'External';
  uniqueid: string;
  disposition: Disposition;
  dcontext: string;
  caller_id: string;
  clid: string;
}

/** A finished call, as the call control hands it over. Times in milliseconds since 1970. */
export interface FinishedCall {
  uniqueid: string;
  caller: Party;
  /** The number dialled. */
  number: string;
  started: number;
  answered: number | undefined;
  ended: number;
  disposition: Disposition;
}

export interface CdrSearch {
  page: number;
  pageSize: number;
  sortBy: 'time' | 'id';
  descending: boolean;
  status: number;
  /** Part of a number or name. */
  filter: string;
}

/** A row as it is kept: what depends on the moment in which it is read is left out. */
type Row = Omit<PersonalCdr, 'date' | 'id'>;

/** Call detail records: one row for each internal party of a call. */
export class CallRecords {
  readonly #extensions: Extensions;
  readonly #now: () => number;
  readonly #rows: Array<{ owner: string; row: Row }> = [];
  #generated: GeneratedRecords;

  /** @param generated so many records each extension has from the beginning */
  constructor(extensions: Extensions, now: () => number, generated = 0) {
    this.#extensions = extensions;
    this.#now = now;
    this.#generated = new GeneratedRecords(extensions, generated, now());
  }

  /** Without the generated ones. */
  get count(): number {
    return this.#rows.length;
  }

  /** From now on each extension has so many records of calls that never were, all older than the real ones. */
  generate(count: number): void {
    const first = this.#rows[0];
    this.#generated = new GeneratedRecords(
      this.#extensions,
      count,
      Math.min(this.#now(), first ? first.row.timestamp * 1000 : Infinity),
    );
  }

  /** Writes the rows of a call and returns them with the extensions that they belong to. */
  write(call: FinishedCall): Array<{ owner: string; row: PersonalCdr }> {
    const callee = this.#extensions.find(call.number);
    const rows = [this.#add(call, call.caller.number, call.number, CDR_OUTBOUND)];
    if (callee && callee.number !== call.caller.number) {
      const status = call.answered === undefined ? CDR_MISSED : CDR_INBOUND;
      rows.push(this.#add(call, callee.number, call.caller.number, status));
    }
    return rows;
  }

  search(owner: string, search: CdrSearch): { rows: PersonalCdr[]; total: number } {
    const { sortBy, descending, status, filter, page, pageSize } = search;
    const real = this.#rows
      .map(({ owner: of, row }, index) => ({ of, row, id: index + 1 }))
      .filter(({ of, row }) => of === owner && (status === CDR_ALL || row.status === status))
      .filter(({ row }) => includesText({ number: row.number, name: this.#nameOf(row.number) }, filter))
      // Calls that began in the same second stay in the order in which they were written.
      .sort((a, b) => (sortBy === 'time' ? a.row.timestamp - b.row.timestamp : 0) || a.id - b.id);
    const extension = this.#extensions.find(owner);
    const generated = this.#generated;
    const made = extension && generated.matching(owner, status, filter);
    const before = extension ? (made?.length ?? generated.count) : 0;
    const total = before + real.length;
    const from = (page - 1) * pageSize;
    const rows: PersonalCdr[] = [];
    for (let place = from; place < Math.min(from + pageSize, total); place += 1) {
      // Oldest first; the generated ones are older than all others.
      const index = descending ? total - 1 - place : place;
      const entry = real[index - before];
      if (entry) rows.push(this.#complete(entry.row, generated.count + entry.id));
      else if (extension) rows.push(this.#make(extension, made?.[index] ?? index));
    }
    return { rows, total };
  }

  #make(owner: Extension, index: number): PersonalCdr {
    const { call, number, status } = this.#generated.call(owner, index);
    return this.#complete(this.#row(call, number, status), index + 1);
  }

  #add(call: FinishedCall, owner: string, number: string, status: number): { owner: string; row: PersonalCdr } {
    const row = this.#row(call, number, status);
    this.#rows.push({ owner, row });
    return { owner, row: this.#complete(row, this.#generated.count + this.#rows.length) };
  }

  #nameOf(number: string): string {
    return this.#extensions.find(number)?.name ?? '';
  }

  #row(call: FinishedCall, number: string, status: number): Row {
    const other = this.#extensions.find(number);
    const started = new Date(call.started);
    return {
      time: [started.getHours(), started.getMinutes(), started.getSeconds()].map(twoDigits).join(':'),
      timestamp: Math.floor(call.started / 1000),
      number,
      number_type: other ? 'extension' : number.startsWith('*') ? 'feature_code' : 'external',
      ...(other && { extension: extensionFields(other) }),
      status,
      talk_duration: call.answered === undefined ? 0 : Math.round((call.ended - call.answered) / 1000),
      call_type: other || number.startsWith('*') ? 'Internal' : 'External',
      uniqueid: call.uniqueid,
      disposition: call.disposition,
      dcontext: `DLPN_DialPlan${call.caller.number}`,
      caller_id: number,
      clid: `"${call.caller.name}" <${call.caller.number}>`,
    };
  }

  #complete(row: Row, id: number): PersonalCdr {
    const day = (time: number): string => {
      const date = new Date(time);
      return [date.getMonth() + 1, date.getDate(), date.getFullYear()].map(twoDigits).join('/');
    };
    const date = day(row.timestamp * 1000);
    if (date === day(this.#now())) return { ...row, id, date: 'Today' };
    if (date === day(this.#now() - 86_400_000)) return { ...row, id, date: 'Yesterday' };
    return { ...row, id, date };
  }
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

function extensionFields(extension: Extension): Record<string, string | number> {
  const [first, ...rest] = extension.name.split(' ');
  return {
    ext_id: extension.id,
    ext_num: extension.number,
    caller_id_name: extension.name,
    photo: extension.photo,
    status: 1,
    presence_status: 'available',
    presence_information: '',
    first_name: first ?? '',
    last_name: rest.join(' '),
    email_addr: extension.email,
    mobile_number: '',
    enb_vm: 0,
    vm_total_count: 0,
    vm_unread_count: 0,
    visable: 1,
    im_id: '',
    org_list_info: '',
    is_favorite: 0,
    title: '',
  };
}

/** How a call that nobody took is written down. */
export function dispositionOf(statusCode: number): Disposition {
  if (statusCode === 486 || statusCode === 600 || statusCode === 603) return 'BUSY';
  if (statusCode === 480 || statusCode === 487) return 'NO ANSWER';
  return 'FAILED';
}
