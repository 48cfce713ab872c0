/**
 * The tones of a telephone, made with Web Audio: nothing to load, and the same in every browser.
 * Frequencies in hertz: keys from ITU-T Q.23, call progress from ITU-T E.180 (425 Hz, Europe; 450 Hz is China's).
 */

type Pair = readonly [low: number, high: number];

const rows = [697, 770, 852, 941];
const columns = [1209, 1336, 1477];

/** The two frequencies of each key. */
export const dtmfFrequencies: Readonly<Record<string, Pair>> = Object.freeze(
  Object.fromEntries(
    Array.from('123456789*0#', (key, index) => [
      key,
      [rows[Math.floor(index / 3)], columns[index % 3]] as unknown as Pair,
    ]),
  ),
);

/** What a caller hears; `pattern` is sound and silence in turn, in milliseconds. */
export const progressTones = Object.freeze({
  ringback: { frequencies: [425], pattern: [1000, 4000] },
  busy: { frequencies: [425], pattern: [480, 480] },
  congestion: { frequencies: [425], pattern: [240, 240] },
});

let context: AudioContext | undefined;

/**
 * The page's one AudioContext. Call it first in a gesture (a press, a key): browsers keep one that was made outside of a
 * gesture silent. `undefined` where there is no Web Audio.
 */
export function sharedAudioContext(): AudioContext | undefined {
  if (typeof AudioContext === 'undefined') return undefined;
  context ??= new AudioContext({ latencyHint: 'interactive' });
  // Refused without a gesture: the next press tries again.
  if (context.state !== 'running') context.resume().catch(() => undefined);
  return context;
}

/** Plays frequencies together for `milliseconds`, softly, and lets go of everything afterwards. */
export function playTone(frequencies: readonly number[], milliseconds = 120, volume = 0.08): void {
  const audio = sharedAudioContext();
  if (!audio) return;
  const start = audio.currentTime;
  const end = start + milliseconds / 1000;
  const gain = new GainNode(audio, { gain: 0 });
  // A tone that starts or stops at full level clicks.
  gain.gain.linearRampToValueAtTime(volume, start + 0.005);
  gain.gain.setValueAtTime(volume, end - 0.01);
  gain.gain.linearRampToValueAtTime(0, end);
  gain.connect(audio.destination);
  for (const frequency of frequencies) {
    const oscillator = new OscillatorNode(audio, { frequency });
    oscillator.connect(gain);
    oscillator.onended = () => gain.disconnect();
    oscillator.start(start);
    oscillator.stop(end);
  }
}

/** Plays the tone of a key of the dialpad; other characters are silent. */
export function playKey(key: string): void {
  const pair = dtmfFrequencies[key];
  if (pair) playTone(pair);
}
