/** Call records that are made when they are looked at: for lists of any length. */
import type { Disposition, FinishedCall } from './cdr.js';
import type { Extension, Extensions } from './extensions.js';
import type { Party } from './parties.js';

/** Status as in {@link CdrSearch}: 1 inbound, 2 missed, 3 outbound. */
export interface GeneratedCall {
  call: FinishedCall;
  /** The other side. */
  number: string;
  status: number;
}

/** Seconds from one call to the next. */
const INTERVAL = 420;
const STATUSES = [1, 3, 2, 3, 1, 3, 1, 2, 3, 1] as const;
const UNANSWERED: readonly Disposition[] = ['NO ANSWER', 'BUSY', 'FAILED', 'NO ANSWER'];
const OUTSIDE = 190;

/** An even spread of 32 bits over the indices, the same in each run. */
function hash(index: number, salt: number): number {
  let value = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  value = Math.imul(value ^ (value >>> 12), 0x297a2d39);
  return (value ^ (value >>> 15)) >>> 0;
}

/** So many calls of each extension, the last one just before `end`. Index 0 is the oldest. */
export class GeneratedRecords {
  readonly count: number;
  readonly #end: number;
  readonly #extensions: Extensions;
  readonly #parties: readonly Party[];
  /** What matched the last search: its pages are asked for one after the other. */
  #last: { key: string; indices: Uint32Array } | undefined;

  /** @param end milliseconds since 1970 */
  constructor(extensions: Extensions, count: number, end: number) {
    this.count = count;
    this.#end = end;
    this.#extensions = extensions;
    const outside = Array.from({ length: OUTSIDE }, (_, index) => ({
      number: `0${150 + (index % 30)}${String(1_000_000 + (hash(index, 9) % 9_000_000))}`,
      name: '',
    }));
    this.#parties = [...extensions.all(), ...outside];
  }

  /** The indices that match, oldest first: all (undefined) or some. */
  matching(owner: string, status: number, filter: string): Uint32Array | undefined {
    if (status === 0 && filter === '') return undefined;
    const key = JSON.stringify([owner, status, filter]);
    if (this.#last?.key === key) return this.#last.indices;
    const wanted = this.#parties.map((party) => includesText(party, filter));
    const indices = new Uint32Array(this.count);
    let length = 0;
    for (let index = 0; index < this.count; index += 1) {
      if (status !== 0 && statusOf(index) !== status) continue;
      if (wanted[this.#partyIndex(owner, index)]) indices[length++] = index;
    }
    this.#last = { key, indices: indices.subarray(0, length) };
    return this.#last.indices;
  }

  call(owner: Extension, index: number): GeneratedCall {
    const status = statusOf(index);
    const party = this.#parties[this.#partyIndex(owner.number, index)] ?? owner;
    const started = this.#end - (this.count - index) * INTERVAL * 1000 + (hash(index, 2) % INTERVAL) * 1000;
    const answers = status === 1 || (status === 3 && hash(index, 3) % 4 !== 0);
    const answered = answers ? started + (2 + (hash(index, 4) % 20)) * 1000 : undefined;
    // Most calls are short: the square of an even spread.
    const talk = Math.round(1 + 3000 * (hash(index, 5) / 2 ** 32) ** 2);
    const caller: Party = status === 3 ? owner : (this.#extensions.find(party.number) ?? party);
    return {
      number: party.number,
      status,
      call: {
        uniqueid: `${Math.floor(started / 1000)}.${owner.number}${index}`,
        caller,
        number: status === 3 ? party.number : owner.number,
        started,
        answered,
        ended: (answered ?? started) + (answers ? talk : 20) * 1000,
        disposition: answers ? 'ANSWERED' : (UNANSWERED[hash(index, 6) % (status === 2 ? 1 : 4)] ?? 'NO ANSWER'),
      },
    };
  }

  /** Nobody calls himself: the extension's own place goes to the next one. */
  #partyIndex(owner: string, index: number): number {
    // Every third call is one within the house.
    const houses = this.#parties.length - OUTSIDE;
    const inside = hash(index, 0) % 3 === 0;
    const place = inside ? hash(index, 1) % houses : houses + (hash(index, 1) % OUTSIDE);
    return this.#parties[place]?.number === owner ? (place + 1) % houses : place;
  }
}

function statusOf(index: number): 1 | 2 | 3 {
  return STATUSES[hash(index, 7) % STATUSES.length] ?? 1;
}

/** Part of the number, or of the name whatever its case. */
export function includesText({ number, name }: Party, filter: string): boolean {
  return number.includes(filter) || name.toLowerCase().includes(filter.toLowerCase());
}
