/** Which call records are meant: the manual's words for `cdrQuery`. */
export interface RecordQuery {
  /** 0 all, 1 incoming, 2 missed, 3 outgoing. */
  readonly status: 0 | 1 | 2 | 3;
  /** Part of a number or name; empty for all. */
  readonly filter: string;
}

/** A call record in plain data, its fields named as those of the PBX (manual, `cdrQuery`). */
export interface CallRecord {
  readonly id: number;
  /** When the call began: seconds since 1970. */
  readonly timestamp: number;
  /** The other side; empty when it didn't tell. */
  readonly number: string;
  readonly name: string;
  /** 1 incoming, 2 missed, 3 outgoing. */
  readonly status: number;
  /** Seconds from the answer to the end. */
  readonly talk_duration: number;
  /** `ANSWERED`, `NO ANSWER`, `BUSY`, `FAILED`, `VOICEMAIL`. */
  readonly disposition: string;
  readonly uniqueid: string;
  /** A missed call that the person has not looked at. */
  readonly unread: boolean;
}

/** Part of a list of call records, newest first, as far as it is loaded. */
export interface RecordList {
  /** How many there are; `null` before the PBX has answered. */
  readonly total: number | null;
  /** Index of the first of `rows`. */
  readonly from: number;
  /** `null`: on its way. */
  readonly rows: readonly (CallRecord | null)[];
  /** The manual's code of why the last page could not be loaded. */
  readonly problem: number | null;
}

/** Lists by {@link recordsKey}. */
export type RecordLists = Readonly<Record<string, RecordList>>;

export const recordsKey = ({ status, filter }: RecordQuery): string => `${status}:${filter}`;

/** Nobody answered. Where another phone of the group did, the PBX may still write "missed". */
export const isMissed = ({ status, disposition }: Pick<CallRecord, 'status' | 'disposition'>): boolean =>
  status === 2 && disposition !== 'ANSWERED';
