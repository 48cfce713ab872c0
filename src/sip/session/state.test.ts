import { expect } from 'chai';
import { move, type InviteFact, type InviteState } from './state.js';

describe('the life of an INVITE usage', () => {
  const facts: InviteFact[] = ['progress', 'accept', 'answer', 'confirm', 'end'];
  /** For each state what each fact leads to, in the order of `facts`; `-` is refused. */
  const table: [InviteState, ...(InviteState | '-')[]][] = [
    ['calling', 'proceeding', '-', 'answered', '-', 'ended'],
    ['proceeding', 'proceeding', '-', 'answered', '-', 'ended'],
    ['ringing', '-', 'answering', '-', '-', 'ended'],
    ['answering', '-', '-', 'answered', '-', 'ended'],
    ['answered', '-', '-', '-', 'confirmed', 'ended'],
    ['confirmed', '-', '-', '-', '-', 'ended'],
    ['ended', '-', '-', '-', '-', '-'],
  ];
  for (const [state, ...results] of table) {
    for (const [index, fact] of facts.entries()) {
      it(`${state}, ${fact}: ${results[index] ?? ''}`, () => {
        expect(move(state, fact) ?? '-').to.equal(results[index]);
      });
    }
  }
});
