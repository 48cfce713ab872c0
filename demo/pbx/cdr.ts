import type { Extension, Extensions } from './extensions.js';
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
  /** Part of a number. */
  filter: string;
}

/** Call detail records: one row for each internal party of a call. */
export class CallRecords {
  readonly #extensions: Extensions;
  readonly #now: () => number;
  readonly #rows: Array<{ owner: string; row: Omit<PersonalCdr, 'date'> }> = [];

  constructor(extensions: Extensions, now: () => number) {
    this.#extensions = extensions;
    this.#now = now;
  }

  get count(): number {
    return this.#rows.length;
  }

  /** Writes the rows of a call and returns them with the extensions that they belong to. */
  write(call: FinishedCall): Array<{ owner: string; row: PersonalCdr }> {
    const callee = this.#extensions.find(call.number);
    const rows = [this.#add(call, call.caller.number, call.number, CDR_OUTBOUND)];
    if (callee && callee.number !== call.caller.number) {
      const status = call.answered === undefined ? CDR_MISSED : CDR_INBOUND;
      rows.push(this.#add(call, callee.number, call.caller.number, status));
    }
    return rows.map(({ owner, row }) => ({ owner, row: this.#dated(row) }));
  }

  search(owner: string, search: CdrSearch): { rows: PersonalCdr[]; total: number } {
    const matching = this.#rows
      .filter((entry) => entry.owner === owner)
      .map((entry) => entry.row)
      .filter((row) => search.status === CDR_ALL || row.status === search.status)
      .filter((row) => row.number.includes(search.filter))
      // Calls that began in the same second stay in the order in which they were written.
      .sort((a, b) => (search.sortBy === 'time' ? a.timestamp - b.timestamp : 0) || a.id - b.id);
    if (search.descending) matching.reverse();
    const first = (search.page - 1) * search.pageSize;
    const rows = matching.slice(first, first + search.pageSize).map((row) => this.#dated(row));
    return { rows, total: matching.length };
  }

  #add(call: FinishedCall, owner: string, number: string, status: number) {
    const other = this.#extensions.find(number);
    const started = new Date(call.started);
    const row: Omit<PersonalCdr, 'date'> = {
      id: this.#rows.length + 1,
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
    const entry = { owner, row };
    this.#rows.push(entry);
    return entry;
  }

  #dated(row: Omit<PersonalCdr, 'date'>): PersonalCdr {
    const day = (time: number): string => {
      const date = new Date(time);
      return [date.getMonth() + 1, date.getDate(), date.getFullYear()].map(twoDigits).join('/');
    };
    const date = day(row.timestamp * 1000);
    if (date === day(this.#now())) return { ...row, date: 'Today' };
    if (date === day(this.#now() - 86_400_000)) return { ...row, date: 'Yesterday' };
    return { ...row, date };
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
