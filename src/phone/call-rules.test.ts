import { expect } from 'chai';
import { mayAnswer, mayCall, mayRing, type CallFacts, type CallSetupFacts, type PhoneFacts } from './call-rules.js';

const calling: CallFacts = { direction: 'outbound', state: 'calling' };
const ringingThere: CallFacts = { direction: 'outbound', state: 'ringing' };
const ringingHere: CallFacts = { direction: 'inbound', state: 'connecting' };
const talking: CallFacts = { direction: 'inbound', state: 'talking' };

function phone(calls: CallFacts[], limit = 2, changes: Partial<PhoneFacts> = {}): PhoneFacts {
  return { calls, limit, setup: null, lastCallAt: -Infinity, now: 5000, ...changes };
}

const waiting = (kind: CallSetupFacts['kind']): Partial<PhoneFacts> => ({ setup: { kind, waits: true } });

describe('call rules', () => {
  const mayCallTable: [what: string, facts: PhoneFacts, number: string | null, code: number | undefined][] = [
    ['idle', phone([]), '1001', undefined],
    ['idle, but not a number', phone([]), null, -209],
    ['0.9 s after the last call', phone([], 2, { lastCallAt: 4100 }), '1001', -208],
    ['1 s after the last call', phone([], 2, { lastCallAt: 4000 }), '1001', undefined],
    ['not a number within a second: the number is told first', phone([], 2, { lastCallAt: 4900 }), null, -209],
    ['the microphone is being asked for', phone([], 2, waiting('call')), '1001', -210],
    ['an own call is not yet answered', phone([calling]), '1001', -210],
    ['an own call rings', phone([ringingThere]), '1001', -210],
    ['an own call rings, not a number: the call is told first', phone([ringingThere]), null, -210],
    ['a lone incoming call rings', phone([ringingHere]), '1001', undefined],
    ['an incoming call rings beside another', phone([talking, ringingHere]), '1001', -210],
    ['talking', phone([talking]), '1001', undefined],
    ['talking, one call is the limit', phone([talking], 1), '1001', -205],
    ['two calls', phone([talking, talking]), '1001', -205],
  ];
  for (const [what, facts, number, code] of mayCallTable) {
    it(`call: ${what} → ${code ?? 'yes'}`, () => expect(mayCall(facts, number)?.code).to.equal(code));
  }

  const mayAnswerTable: [what: string, facts: PhoneFacts, call: CallFacts | undefined, code: number | undefined][] = [
    ['it rings', phone([ringingHere]), ringingHere, undefined],
    ['it rings beside a conversation', phone([talking, ringingHere]), ringingHere, undefined],
    ['no such call', phone([]), undefined, -211],
    ['it is answered already', phone([talking]), talking, -211],
    ['an own call is not one to answer', phone([calling]), calling, -211],
    ['an own call rings elsewhere', phone([ringingThere, ringingHere]), ringingHere, -210],
    ['the microphone for a call is being asked for', phone([ringingHere], 2, waiting('call')), ringingHere, undefined],
    ['... for a consultation', phone([talking, ringingHere], 2, waiting('consultation')), ringingHere, undefined],
    ['... for an answer', phone([ringingHere], 2, waiting('answer')), ringingHere, -210],
    ['the INVITE is being made', phone([ringingHere], 2, { setup: { kind: 'call', waits: false } }), ringingHere, -210],
  ];
  for (const [what, facts, call, code] of mayAnswerTable) {
    it(`answer: ${what} → ${code ?? 'yes'}`, () => expect(mayAnswer(facts, call)?.code).to.equal(code));
  }

  const mayRingTable: [what: string, facts: PhoneFacts, rings: boolean][] = [
    ['idle', phone([], 1), true],
    ['one call of one', phone([talking], 1), false],
    ['one call of two', phone([talking]), true],
    ['two calls of two', phone([talking, ringingHere]), false],
    ['a call of ours is about to begin', phone([], 1, waiting('call')), false],
    ['a consultation is about to begin', phone([talking], 2, waiting('consultation')), true],
    ['the other one is being answered', phone([ringingHere], 2, waiting('answer')), true],
  ];
  for (const [what, facts, rings] of mayRingTable) {
    it(`ring: ${what} → ${rings ? 'yes' : 'busy'}`, () => expect(mayRing(facts)).to.equal(rings));
  }
});
