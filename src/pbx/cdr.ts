import { PBX_ERROR, type Result } from '../result.js';
import { asObject, fieldOf, givenNumber, numberOf, objectOf, objectsOf, textOf, type Answer } from './answer-fields.js';
import { failure } from './failure.js';

/** What to look for in the call records (manual, "PBXOperator", `cdrQuery`). */
export interface CdrQuery {
  /** 1 is the first page. */
  page: number;
  /** Rows of a page. */
  size: number;
  /** 0 all, 1 inbound, 2 missed, 3 outbound; all when not given. */
  status?: number | undefined;
  sortBy: 'time' | 'id';
  /** Newest first (`desc`) when not given. */
  orderBy?: 'desc' | 'asc' | undefined;
  /** Part of a number or name. */
  filter?: string | null | undefined;
}

/** A call record, as the PBX sends it (manual, "PBXOperator"). Times are the PBX's; a firmware may add fields. */
export interface PersonalCdr {
  id: number;
  /** `Today`, `Yesterday`, or the date as the PBX writes it. */
  date: string;
  time: string;
  /** Seconds since 1970. */
  timestamp: number;
  /** The other side. */
  number: string;
  number_type: string;
  extension?: Record<string, unknown>;
  /** 1 inbound, 2 missed, 3 outbound. */
  status: number;
  /** Seconds from the answer to the end. */
  talk_duration: number;
  call_type: string;
  /** Names the call in webhooks and reports, too. */
  uniqueid: string;
  disposition: string;
  [field: string]: unknown;
}

export interface CdrResult {
  errcode: number;
  errmsg: string;
  personal_cdr_list: PersonalCdr[];
  /** How many records the query has on all its pages. */
  total_number: number;
}

/** What `cdrChange` tells. The list itself is to be queried again. */
export interface CdrNotifyData {
  ext_num: string;
  personal_cdr: Partial<PersonalCdr>;
}

/**
 * The query as the PBX wants it.
 * @throws Result -103 with reason `invalid-option`; its `describe` says what is wrong
 */
export function cdrParameters(query: unknown): Record<string, string | number> {
  const given = asObject(query);
  if (!given) throw wrong('wants an object: { page: 1, size: 20, sortBy: "time" }');
  const status = fieldOf(given, 'status') ?? 0;
  const filter = fieldOf(given, 'filter') ?? '';
  if (typeof filter !== 'string' && typeof filter !== 'number') throw wrong('"filter" must be text');
  return {
    page: whole(given, 'page', 1, Number.MAX_SAFE_INTEGER),
    page_size: whole(given, 'size', 1, Number.MAX_SAFE_INTEGER),
    sort_by: choice('sortBy', fieldOf(given, 'sortBy'), ['time', 'id']),
    order_by: choice('orderBy', fieldOf(given, 'orderBy') ?? 'desc', ['desc', 'asc']),
    status: whole({ status }, 'status', 0, 3),
    number: String(filter).trim(),
  };
}

/** The PBX's answer, with its numbers as numbers and its list as a list, whatever was sent. */
export function readCdrResult(answer: Answer): CdrResult {
  return {
    ...answer,
    errcode: 0,
    errmsg: textOf(answer, 'errmsg') || 'SUCCESS',
    personal_cdr_list: objectsOf(answer, 'personal_cdr_list').map((row) => readRow(row) as PersonalCdr),
    total_number: numberOf(answer, 'total_number'),
  };
}

/** Topic 20049; `null` when it tells of no record. */
export function readCdrNotification(message: Answer): CdrNotifyData | null {
  const row = objectOf(message, 'personal_cdr');
  return row ? { ...message, ext_num: textOf(message, 'ext_num'), personal_cdr: readRow(row) } : null;
}

function readRow(row: Answer): Partial<PersonalCdr> {
  const read = { ...row };
  for (const name of ['id', 'timestamp', 'status', 'talk_duration']) {
    if (Object.hasOwn(row, name)) read[name] = givenNumber(row, name) ?? 0;
  }
  for (const name of ['number', 'uniqueid']) if (Object.hasOwn(row, name)) read[name] = textOf(row, name);
  return read;
}

function whole(given: Answer, name: string, least: number, most: number): number {
  const value = givenNumber(given, name);
  if (value === undefined || !Number.isInteger(value) || value < least || value > most) {
    throw wrong(
      `"${name}" must be a whole number ${most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `${least} to ${most}`}`,
    );
  }
  return value;
}

function choice(name: string, value: unknown, choices: readonly string[]): string {
  if (typeof value === 'string' && choices.includes(value)) return value;
  throw wrong(`"${name}" must be one of: ${choices.join(', ')}`);
}

/** The PBX would refuse it; so do we, and say why. */
function wrong(what: string): Result {
  return failure(PBX_ERROR.PBX_API_ERROR, 'invalid-option', { describe: `cdrQuery: ${what}.` });
}
