import { expect } from 'chai';
import { until } from '../testing/wait.js';
import { AudioLevel, levelOf, toneShare, voiceLevel } from './audio-level.js';
import { countMedia } from './testing/count-media.js';
import { restoreAll } from './testing/replace-member.js';

const sampleRate = 48_000;
const sine = (frequency: number, volume = 1) =>
  Float32Array.from({ length: 2048 }, (_, index) => volume * Math.sin((2 * Math.PI * frequency * index) / sampleRate));

describe('level of sound', () => {
  afterEach(restoreAll);

  const levels: [name: string, samples: Float32Array, least: number, most: number][] = [
    ['silence', new Float32Array(2048), 0, 0],
    ['full scale', new Float32Array(2048).fill(1), 1, 1],
    ['a thousandth (-60 dB)', new Float32Array(2048).fill(0.001), 0, 0.001],
    ['a quiet room (-50 dB)', new Float32Array(2048).fill(0.003), 0.1, voiceLevel],
    ['a voice (-25 dB)', new Float32Array(2048).fill(0.056), voiceLevel, 0.7],
  ];
  for (const [name, samples, least, most] of levels) {
    it(name, () => expect(levelOf(samples)).to.be.within(least, most));
  }

  it('finds a tone among others', () => {
    const both = sine(1330).map((sample, index) => sample + (sine(500)[index] ?? 0));
    expect(toneShare(sine(1330), 1330, sampleRate)).to.be.above(0.9);
    expect(toneShare(sine(1330, 0.01), 1330, sampleRate)).to.be.above(0.9);
    expect(toneShare(sine(941), 1330, sampleRate)).to.be.below(0.05);
    expect(toneShare(both, 1330, sampleRate)).to.be.within(0.4, 0.6);
    expect(toneShare(new Float32Array(2048), 1330, sampleRate)).to.equal(0);
  });

  it('hears a real microphone, also one that is muted for a call, and releases what it took', async () => {
    const held = countMedia();
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const [track] = stream.getAudioTracks() as [MediaStreamTrack];
    track.enabled = false;
    const level = new AudioLevel(track);
    await until(() => level.read() > voiceLevel);
    expect(track.enabled).to.equal(false);
    level.close();
    expect(track.readyState).to.equal('live');
    track.stop();
    await until(() => held.open.contexts === 0 && held.open.tracks === 0);
    expect(held.contexts).to.equal(1);
  });
});
