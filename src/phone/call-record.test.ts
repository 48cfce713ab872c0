import { expect } from 'chai';
import { CallRecords, type CallRecord, type RecordableCall } from './call-record.js';

/** A moment to count from: milliseconds since 1970. */
const noon = 1_700_000_000_000;

interface Begun {
  /** Seconds after noon. */
  at?: number;
  number?: string;
  inbound?: boolean;
  /** Seconds; 0 for a call that nobody answered. */
  talked?: number;
}

function call({ at = 0, number = '1001', inbound = false, talked = 0 }: Begun = {}) {
  const callStartTime = noon + at * 1000;
  return {
    status: { number, communicationType: inbound ? ('inbound' as const) : ('outbound' as const), callStartTime },
    answeredAt: talked > 0 ? callStartTime : null,
    end: { at: callStartTime + talked * 1000 },
    uniqueid: null,
  };
}

/** The record of such a call; `clock` is how much the PBX's clock is ahead (s). */
function record(uniqueid: string, begun: Begun & { missed?: boolean } = {}, clock = 0): CallRecord {
  const { at = 0, number = '1001', inbound = false, talked = 0, missed = false } = begun;
  const timestamp = Math.floor(noon / 1000) + Math.floor(at) + clock;
  return { uniqueid, number, timestamp, status: missed ? 2 : inbound ? 1 : 3, talkDuration: Math.round(talked) };
}

describe('the call of a call record', () => {
  const joined = (calls: RecordableCall[], told: CallRecord[], live: RecordableCall[] = []): number[] => {
    const records = new CallRecords<RecordableCall>();
    for (const each of calls) records.expect(each);
    return told.map((each) => {
      const found = records.join(each, live);
      return found ? [...calls, ...live].indexOf(found) : -1;
    });
  };

  const table: [
    what: string,
    calls: Begun[],
    told: (Begun & { missed?: boolean })[],
    expected: number[],
    clock?: number,
  ][] = [
    ['one call', [{}], [{}], [0]],
    ['another number', [{}], [{ number: '1002' }], [-1]],
    ['two calls of one number in turn', [{}, { at: 2 }], [{}, { at: 2 }], [0, 1]],
    ['their records the other way round', [{}, { at: 2 }], [{ at: 2 }, {}], [1, 0]],
    ['the first one without a record', [{}, { at: 2 }], [{ at: 2 }], [1]],
    ['there and back', [{ inbound: true, talked: 5 }, { at: 1 }], [{ at: 1 }, { inbound: true, talked: 5 }], [1, 0]],
    [
      'missed, then answered',
      [{ inbound: true }, { inbound: true, at: 1, talked: 4 }],
      [{ inbound: true, at: 1, missed: true }],
      [0],
    ],
    ['answered by another of our phones', [{ inbound: true }], [{ inbound: true, talked: 9 }], [0]],
    [
      'begun in one second, of different lengths',
      [{ talked: 9 }, { talked: 2 }],
      [{ talked: 2 }, { talked: 9 }],
      [1, 0],
    ],
    ['equal in everything: the order', [{}, {}], [{}, {}], [0, 1]],
    ['a PBX that is an hour ahead: the order', [{}, { at: 2 }], [{}, { at: 2 }], [0, 1], 3600],
  ];
  for (const [what, calls, told, expected, clock] of table) {
    it(what, () => {
      const records = told.map((each, index) => record(String(index), each, clock));
      expect(joined(calls.map(call), records)).to.deep.equal(expected);
    });
  }

  it('learns the difference of the clocks', () => {
    const told = [record('0', {}, 5), record('1', { at: 102 }, 5), record('2', { at: 100 }, 5)];
    const [first, second, third] = [call(), call({ at: 100 }), call({ at: 102 })];
    const records = new CallRecords<RecordableCall>();
    records.expect(first);
    expect(records.join(told[0]!, []) === first).to.equal(true);
    records.expect(second);
    records.expect(third);
    expect(records.join(told[1]!, []) === third).to.equal(true);
    expect(records.join(told[2]!, []) === second).to.equal(true);
  });

  it('takes a record that is told again for no other call', () => {
    expect(joined([call(), call({ at: 1 })], [record('a'), record('a')])).to.deep.equal([0, -1]);
  });

  it('a record may be faster than the end of its call, and then waits for no second one', () => {
    const live = { ...call({ at: 2 }), answeredAt: Date.now() - 4000, end: null };
    expect(joined([call()], [record('b', { at: 2, talked: 4 })], [live])).to.deep.equal([1]);
    expect(joined([], [record('b', { at: 2, talked: 60 })], [live])).to.deep.equal([-1]);
    const records = new CallRecords<RecordableCall>();
    records.expect({ ...call(), uniqueid: 'known' });
    expect(records.join(record('c'), []) === undefined).to.equal(true);
  });
});
