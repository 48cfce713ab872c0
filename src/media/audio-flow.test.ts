import { expect } from 'chai';
import { AudioFlow, type FlowSample, type NoAudio } from './audio-flow.js';

/** One letter for each second of a call. */
const seconds: Readonly<Record<string, Partial<FlowSample>>> = {
  s: { packets: 50, energy: 0.01 }, // sound
  q: { packets: 50, energy: 0 }, // perfectly silent
  n: { packets: 50, energy: 1e-6 }, // the noise of a quiet room
  x: {}, // nothing arrives; the browser plays silence
  h: { expected: false }, // on hold
  m: { packets: 50, energy: 0, muted: true },
  u: { packets: 50, energy: 0, seconds: 0 }, // arrives, but nobody plays it
};

function run(call: string): string {
  const flow = new AudioFlow();
  const total = { packets: 0, energy: 0, seconds: 0 };
  const letters: Record<string, string> = { null: '.', 'no-packets': 'N', silence: 'S' };
  const told: NoAudio[] = [];
  [...`x${call}`].forEach((letter, index) => {
    const second = { packets: 0, energy: 0, seconds: 1, expected: true, muted: false, ...seconds[letter] };
    total.packets += second.packets;
    total.energy += second.energy;
    total.seconds += second.seconds;
    told.push(flow.next({ at: index * 1000, ...second, ...total }));
  });
  return told
    .slice(1)
    .map((fact) => letters[String(fact)])
    .join('');
}

describe('AudioFlow', () => {
  const table: [what: string, call: string, told: string][] = [
    ['sound', 'ssssssss', '........'],
    ['nothing ever comes: told within five seconds', 'xxxxxx', '...NNN'],
    ['it stops in the middle', 'sssxxxxx', '......NN'],
    ['it comes back', 'xxxxxss', '...NN..'],
    ['a short gap is nothing', 'sssxxxss', '........'],
    ['silence from the beginning', 'qqqqqq', '...SSS'],
    ['… until something is heard', 'qqqqqsqqqqqqqq', '...SS.........'],
    ['somebody who listens is silent for long', 'sqqqqqqqqqq', '...........'],
    ['a quiet room is not silence', 'nnnnnnnn', '........'],
    ['on hold nothing is expected', 'sshhhhhhhh', '..........'],
    ['after hold it is counted from the beginning', 'sshhhxxxxx', '.........N'],
    ['muted here', 'mmmmmmm', '.......'],
    ['muted first, then silent', 'mmmmqqqqq', '.......SS'],
    ['muted, and nothing is sent any more', 'mmxxxxx', '.....NN'],
    ['where nothing is measured nothing is said', 'uuuuuuu', '.......'],
  ];
  for (const [what, call, told] of table) it(`${what} (${call})`, () => expect(run(call)).to.equal(told));

  it('listens anew to another microphone', () => {
    const flow = new AudioFlow();
    const at = (second: number, energy: number) =>
      flow.next({ at: second * 1000, packets: second * 50, energy, seconds: second, expected: true, muted: false });
    expect([at(0, 0), at(1, 0.1)]).to.deep.equal([null, null]);
    flow.forget();
    expect([2, 3, 4, 5].map((second) => at(second, 0.1))).to.deep.equal([null, null, null, 'silence']);
  });
});
