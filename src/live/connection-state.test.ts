import { expect } from 'chai';
import { move, shown, type ConnectionFact, type ConnectionStep } from './connection-state.js';

const facts: ConnectionFact[] = [
  ...(['ask', 'retry', 'accepted', 'failed', 'refusal', 'registered', 'lost', 'rejection', 'closed'] as const),
  ...(['offline', 'online', 'session-ended', 'session-ended-again', 'session-over', 'calls-over', 'sign-out'] as const),
];

const [out, ask, wait, reg, ready, off, lost, ren, rwait, rej, dis, close, ref] = [
  ...(['signed-out', 'asking', 'waiting', 'registering', 'ready', 'offline', 'reconnecting'] as const),
  ...(['renewing', 'renewal-waiting', 'rejected', 'disconnected', 'closing', 'refused'] as const),
];
const no = null;

// prettier-ignore
// Every pair of state and fact, in the order of `facts`; `no` is a fact that changes nothing.
const table: Record<ConnectionStep, (ConnectionStep | null)[]> = {
  //                 ask  retry accept failed refusal reg    lost  reject closed offl. online ended  again  over calls sign-out
  'signed-out':      [ask, no,  no,    no,    no,     no,    no,   no,    no,    no,   no,    no,    no,    no,  no,    no],
  asking:            [no,  no,  reg,   wait,  ref,    no,    no,   no,    no,    no,   no,    no,    no,    no,  no,    out],
  waiting:           [ask, ask, no,    no,    no,     no,    no,   no,    no,    no,   no,    no,    no,    no,  no,    out],
  registering:       [no,  no,  no,    no,    no,     ready, lost, rej,   dis,   no,   no,    ren,   rwait, ref, no,    out],
  ready:             [no,  no,  no,    no,    no,     no,    lost, rej,   dis,   off,  no,    ren,   rwait, ref, no,    out],
  offline:           [no,  no,  no,    no,    no,     ready, lost, rej,   dis,   no,   ready, ren,   rwait, ref, no,    out],
  reconnecting:      [no,  no,  no,    no,    no,     ready, lost, rej,   dis,   no,   no,    ren,   rwait, ref, no,    out],
  renewing:          [no,  no,  reg,   rwait, close,  no,    no,   no,    no,    no,   no,    no,    no,    ref, no,    out],
  'renewal-waiting': [ren, ren, no,    no,    no,     no,    no,   no,    no,    no,   no,    no,    no,    ref, no,    out],
  rejected:          [ren, no,  no,    no,    no,     ready, lost, rej,   dis,   no,   no,    ren,   rwait, ref, no,    out],
  disconnected:      [ren, no,  no,    no,    no,     ready, lost, rej,   dis,   no,   no,    no,    no,    ref, no,    out],
  closing:           [ren, no,  no,    no,    no,     no,    no,   no,    no,    no,   no,    no,    no,    ref, ref,   out],
  refused:           [ask, no,  no,    no,    no,     no,    no,   no,    no,    no,   no,    no,    no,    no,  no,    out],
};

describe('connection state', () => {
  for (const [step, row] of Object.entries(table) as [ConnectionStep, (ConnectionStep | null)[]][]) {
    it(`${step} has a row for every fact`, () => expect(row).to.have.length(facts.length));
    facts.forEach((fact, column) => {
      const expected = row[column] ?? null;
      it(`${step} + ${fact} → ${expected ?? 'no change'}`, () => expect(move(step, fact)).to.equal(expected));
    });
  }

  it('each state is one of those that the snapshot shows', () => {
    expect(Object.keys(shown)).to.have.members(Object.keys(table));
    expect(new Set(Object.values(shown))).to.deep.equal(
      new Set(['signed-out', 'signing-in', 'reconnecting', 'ready', 'refused']),
    );
  });
});
