import { numberOf, textOf } from './answer-fields.js';
import type { CdrNotifyData } from './cdr.js';
import type { PhoneChange, RecordStatus } from './reaction.js';

/** What a call record tells of its call. Durations in seconds, the PBX's time in seconds since 1970. */
export interface WrittenRecord {
  uniqueid: string;
  number: string;
  timestamp: number;
  status: number;
  talkDuration: number;
}

/** @internal What notifications tell to the phone; PhoneOperator is one. */
export interface NotifiedPhone {
  update(change: PhoneChange): void;
  applyRecordStatus(status: RecordStatus): void;
  applyCallRecord(record: WrittenRecord): void;
  reRegister(authorizationUser: string, ha1: string): unknown;
}

/** What `cdrChange` tells of a call; `null` when it is another extension's, or names no call. */
export function writtenRecord({ personal_cdr: row, ext_num: owner }: CdrNotifyData, us: string): WrittenRecord | null {
  const uniqueid = textOf(row, 'uniqueid');
  if ((owner !== '' && owner !== us) || uniqueid === '') return null;
  return {
    uniqueid,
    number: textOf(row, 'number'),
    timestamp: numberOf(row, 'timestamp'),
    status: numberOf(row, 'status'),
    talkDuration: numberOf(row, 'talk_duration'),
  };
}
