import { expect } from 'chai';
import { until } from '../testing/wait.js';
import { SpeechDetector, watchMutedSpeech } from './mute-talk.js';

describe('muted speech', () => {
  const power = (decibels: number) => 10 ** (decibels / 10);

  /** What the detector says after `levels`, in dB, ten a second. */
  const after = (...levels: number[]) => {
    const detector = new SpeechDetector();
    levels.forEach((level, index) => detector.next(power(level), index * 100));
    return detector.speaking;
  };
  const seconds = (count: number, ...levels: number[]) =>
    Array.from({ length: count * 10 }, (_, index) => levels[index % levels.length] ?? -90);

  const table: [what: string, levels: number[], speaking: boolean][] = [
    ['silence', seconds(3, -90), false],
    ['a quiet room', seconds(3, -60, -58, -62), false],
    ['a loud fan', seconds(10, -38, -39), false],
    ['speech in a quiet room', [...seconds(1, -60), ...seconds(1, -25, -28, -40)], true],
    ['soft speech in a quiet room', [...seconds(1, -70), ...seconds(1, -35, -38)], true],
    ['speech beside a fan', [...seconds(3, -45), ...seconds(1, -20, -25)], true],
    ['a long sentence with pauses', [...seconds(1, -60), ...seconds(30, -25, -25, -30, -55)], true],
    ['a cough', [...seconds(1, -60), -15, -20, -30, ...seconds(1, -60)], false],
    ['the keys of a keyboard', [...seconds(1, -60), ...seconds(3, -25, -60, -60, -60)], false],
    ['two seconds after speech', [...seconds(1, -60), ...seconds(1, -25), ...seconds(2, -60)], true],
    ['five seconds after speech', [...seconds(1, -60), ...seconds(1, -25), ...seconds(5, -60)], false],
  ];
  for (const [what, levels, speaking] of table) {
    it(`${what}: ${speaking ? 'speaks' : 'does not speak'}`, () => expect(after(...levels)).to.equal(speaking));
  }

  it('hears a track that is disabled, follows another one, and stops what it opened', async () => {
    const context = new AudioContext();
    const trackOf = (gain: number) => {
      const voice = new OscillatorNode(context, { frequency: 200 });
      const target = new MediaStreamAudioDestinationNode(context);
      voice.connect(new GainNode(context, { gain })).connect(target);
      voice.start();
      const track = target.stream.getAudioTracks()[0] as MediaStreamTrack;
      track.enabled = false;
      return track;
    };
    const clones: MediaStreamTrack[] = [];
    const spied = (track: MediaStreamTrack) => {
      const clone = track.clone.bind(track);
      track.clone = () => {
        const copy = clone();
        clones.push(copy);
        return copy;
      };
      return track;
    };
    let track = spied(trackOf(0));
    const told: boolean[] = [];
    const end = watchMutedSpeech(
      () => track,
      (speaking) => told.push(speaking),
    );
    await until(() => clones.length === 1);
    track = spied(trackOf(0.5));
    await until(() => told.length > 0);
    expect(told).to.deep.equal([true]);
    expect(track.enabled, 'the call stays silent').to.equal(false);
    end();
    expect(clones.map(({ readyState }) => readyState)).to.deep.equal(['ended', 'ended']);
    await context.close();
  });
});
