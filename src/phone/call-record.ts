import type { CallStatus } from './call-status.js';

/** A record that the PBX has written (topic 20049). It names the other side, not the SIP call. */
export interface CallRecord {
  uniqueid: string;
  number: string;
  /** When the call began, by the PBX's clock: seconds since 1970. */
  timestamp: number;
  /** 1 inbound, 2 missed, 3 outbound. */
  status: number;
  /** Seconds from the answer to the end. */
  talkDuration: number;
}

/** What a call is known by; a session is one. */
export interface RecordableCall {
  readonly status: Pick<CallStatus, 'number' | 'communicationType' | 'callStartTime'>;
  readonly answeredAt: number | null;
  readonly end: { readonly at: number } | null;
  readonly uniqueid: string | null;
}

/** The PBX writes a record soon after a call; for more calls than this we don't wait. */
const awaited = 4;
/** Clocks that differ by more (s) say nothing about which of two calls it was. */
const clockTolerance = 60;
/** How exactly a record must fit a call that isn't over, as far as we know (s). */
const liveTolerance = 3;

/** Finds the call that a record is of: also of two with one number, begun within seconds. */
export class CallRecords<Call extends RecordableCall> {
  /** Calls that ended last and have no record yet, oldest first. */
  #ended: Call[] = [];
  /** Records of the last calls: one that changes is told again. */
  #known: string[] = [];
  /** The PBX's clock minus ours (s), as far as we know. */
  #offset = 0;

  /** The call is over: its record comes. */
  expect(call: Call): void {
    if (call.uniqueid === null) this.#ended = [...this.#ended, call].slice(-awaited);
  }

  /** The call of a record. `live` are those that are not over: the record may be faster than the BYE, on another socket. */
  join(record: CallRecord, live: readonly Call[]): Call | undefined {
    if (this.#known.includes(record.uniqueid)) return undefined;
    const ended = this.#ended.filter((call) => fits(call, record));
    const open = live.filter((call) => call.uniqueid === null && fits(call, record));
    const late = (call: Call) => record.timestamp - call.status.callStartTime / 1000 - this.#offset;
    const trusted = [...ended, ...open].some((call) => Math.abs(late(call)) <= clockTolerance);
    const length = (call: Call) => Math.abs(record.talkDuration - talked(call));
    const distance = (call: Call) => length(call) + (trusted ? Math.abs(late(call)) : 0);
    const likely = [...ended, ...open.filter((call) => distance(call) <= liveTolerance)];
    // Of equals the first one: records are written in the order in which calls end.
    const call = likely.sort((a, b) => distance(a) - distance(b))[0];
    if (!call) return undefined;
    if (likely.length === 1) this.#offset += late(call);
    this.#ended = this.#ended.filter((each) => each !== call);
    this.#known = [...this.#known, record.uniqueid].slice(-awaited);
    return call;
  }
}

function fits({ status, answeredAt }: RecordableCall, record: CallRecord): boolean {
  const inbound = status.communicationType === 'inbound';
  if (record.status === 3 ? inbound : !inbound && record.status !== 0) return false;
  return status.number === record.number && (record.status !== 2 || answeredAt === null);
}

/** Seconds. */
function talked({ answeredAt, end }: RecordableCall): number {
  return answeredAt === null ? 0 : ((end?.at ?? Date.now()) - answeredAt) / 1000;
}
