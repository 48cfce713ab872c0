import { expect } from 'chai';
import { move, type CallFact, type CallState } from './session-state.js';

const states: CallState[] = ['calling', 'ringing', 'connecting', 'talking', 'ended'];
const facts: CallFact[] = ['progress', 'confirm', 'end'];

// Every pair of state and fact; `null` is a fact that changes nothing.
const table: Record<CallState, [progress: CallState | null, confirm: CallState | null, end: CallState | null]> = {
  calling: ['ringing', 'talking', 'ended'],
  ringing: ['ringing', 'talking', 'ended'],
  connecting: [null, 'talking', 'ended'],
  talking: [null, null, 'ended'],
  ended: [null, null, null],
};

describe('session state', () => {
  for (const state of states) {
    facts.forEach((fact, column) => {
      const expected = table[state][column];
      it(`${state} + ${fact} → ${expected ?? 'no change'}`, () => expect(move(state, fact)).to.equal(expected));
    });
  }
});
