import { expect } from 'chai';
import { hear, inbound, talk, talkTo } from '../testing/calls.js';
import { closeAll, register } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { until } from '../testing/wait.js';
import type { Operators } from '../init.js';
import { AudioLevel } from '../media/audio-level.js';
import type { Session } from './session.js';

/** The first note of the PBX's tune, in hertz. */
const firstNote = 440 * 2 ** (-9 / 12);

/** The codec of what this side sends. */
const sent = ({ connection }: Session) => connection?.getSenders()[0]?.getParameters().codecs[0]?.mimeType;

/** Waits until the session hears a tone of this frequency (hertz). */
async function hearsTone(session: Session, frequency: number): Promise<void> {
  const [track] = session.remoteStream?.getAudioTracks() ?? [];
  const ear = new AudioLevel(track as MediaStreamTrack);
  await until(() => ear.hears(frequency));
  ear.close();
}

describe('the codec of a call', () => {
  let pbx: TestPbx;
  let phones: Operators[] = [];
  const context = new AudioContext();

  before(async () => {
    pbx = await startPbx();
  });
  afterEach(async () => {
    await closeAll(pbx, ...phones);
    phones = [];
  });
  after(() => context.close());

  async function phone(extension: string, ...codecs: string[]): Promise<Operators> {
    const operators = await register(pbx, extension, { codecs });
    phones.push(operators);
    return operators;
  }

  /** Sends a tone (hertz) instead of the microphone. */
  async function sing(session: Session, frequency: number): Promise<void> {
    await context.resume();
    const out = new MediaStreamAudioDestinationNode(context);
    const oscillator = new OscillatorNode(context, { frequency });
    oscillator.connect(new GainNode(context, { gain: 0.3 })).connect(out);
    oscillator.start();
    await session.connection?.getSenders()[0]?.replaceTrack(out.stream.getAudioTracks()[0] ?? null);
  }

  for (const codec of ['PCMU', 'PCMA', 'opus']) {
    it(`${codec} is preferred: the PBX’s tune comes in it, and the echo goes both ways`, async () => {
      const alice = await phone('1000', codec);
      const tune = await talkTo(alice, '*65');
      await hearsTone(tune, firstNote);
      expect((await inbound(tune)).mimeType).to.equal(`audio/${codec}`);
      tune.hangup();
      const echo = await talkTo(alice, '*43');
      await sing(echo, 1330);
      await hearsTone(echo, 1330);
      expect([sent(echo), (await inbound(echo)).mimeType]).to.deep.equal([`audio/${codec}`, `audio/${codec}`]);
    });
  }

  type Codecs = readonly [sent: string, heard: string];
  // Each side says in which order it wants to hear (RFC 3264 section 6.1). The PBX wants Opus first, and offers so.
  const calls: [caller: string, callee: string, callers: Codecs, callees: Codecs][] = [
    ['PCMU', 'opus', ['PCMU', 'PCMU'], ['opus', 'opus']],
    ['opus', 'PCMA', ['opus', 'opus'], ['opus', 'PCMA']],
    ['PCMA', 'PCMU', ['PCMA', 'PCMA'], ['opus', 'PCMU']],
    ['PCMU', 'PCMU', ['PCMU', 'PCMU'], ['opus', 'PCMU']],
  ];
  for (const [callers, callees, ...expected] of calls) {
    it(`${callers} calls ${callees}: each hears the other in its own codec`, () =>
      bothHear(callers, callees, ...expected));
  }

  it('at a PBX that has G.711 alone, nothing else is used, whatever is preferred', async () => {
    pbx = await startPbx({ codecs: ['PCMU', 'PCMA'] });
    await bothHear('opus', 'PCMA', ['PCMU', 'PCMU'], ['PCMU', 'PCMA']);
  });

  async function bothHear(callers: string, callees: string, ...expected: [Codecs, Codecs]): Promise<void> {
    const sessions = await talk(await phone('1000', callers), await phone('1001', callees));
    const [caller, callee] = sessions;
    await hear(caller, callee);
    await Promise.all([sing(caller, 1330), sing(callee, 700)]);
    await Promise.all([hearsTone(caller, 700), hearsTone(callee, 1330)]);
    for (const [index, session] of sessions.entries()) {
      const codecs = [sent(session), (await inbound(session)).mimeType];
      expect(codecs).to.deep.equal(expected[index]?.map((codec) => `audio/${codec}`));
    }
  }
});
