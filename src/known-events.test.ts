import { expect } from 'chai';
import { checkEventName, eventNameProblem, knownEvents } from './known-events.js';

interface Events {
  incoming: [];
  ended: [];
}
const known = knownEvents<Events>({ incoming: true, ended: true });

function warnings(action: () => void): string[] {
  const { warn } = console;
  const lines: string[] = [];
  console.warn = (line: string) => lines.push(line);
  try {
    action();
  } finally {
    console.warn = warn;
  }
  return lines;
}

describe('the name of an event', () => {
  const cases: [name: unknown, problem: string | null][] = [
    ['incoming', null],
    ['incomming', 'phone has no event "incomming". Did you mean "incoming"?'],
    ['somethingElse', 'phone has no event "somethingElse". It has: incoming, ended.'],
    ['a\nb', 'phone has no event "a b". It has: incoming, ended.'],
    ['x'.repeat(99), `phone has no event "${'x'.repeat(60)}…". It has: incoming, ended.`],
    [undefined, 'phone.on() was given undefined instead of the name of an event.'],
    [null, 'phone.on() was given null instead of the name of an event.'],
    [{}, 'phone.on() was given object instead of the name of an event.'],
    [Symbol('incoming'), 'phone.on() was given symbol instead of the name of an event.'],
    ['toString', 'phone has no event "toString". It has: incoming, ended.'],
  ];
  for (const [name, problem] of cases) {
    it(`${String(name).slice(0, 20)}: ${problem === null ? 'right' : 'a problem in words'}`, () =>
      expect(eventNameProblem('phone', known, name)).to.equal(problem));
  }

  it('is warned of once for each emitter, and never when it is right', () => {
    const lines = warnings(() => {
      for (let i = 0; i < 3; i++) {
        expect(checkEventName('phone', known, 'endet')).to.equal(false);
        expect(checkEventName('phone', known, 'ended')).to.equal(true);
      }
      checkEventName('session', known, 'endet');
    });
    expect(lines).to.deep.equal([
      '[linkus:events] phone has no event "endet". Did you mean "ended"?',
      '[linkus:events] session has no event "endet". Did you mean "ended"?',
    ]);
  });
});
