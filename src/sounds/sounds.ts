/**
 * `linkus-elements/sounds`: the sixteen sounds of the manual, chapter "Audio resources". Ours are computed, not recorded.
 *
 * ```js
 * import sounds from 'linkus-elements/sounds';
 * const { Ring, Callend } = sounds;
 * new Audio(Ring).play();
 * ```
 *
 * Each is the `data:` address of a WAV file in Base64; a page with a content security policy allows them with
 * `media-src data:`, or takes the same files from `dist/sounds/`.
 */
import { scores, soundNames, type SoundName } from './scores.js';
import { encodeWav, synthesise } from './synthesise.js';

export type { SoundName };

/** The WAV file of a sound: 8000 samples a second, one channel, µ-law. */
export function soundFile(name: SoundName): Uint8Array<ArrayBuffer> {
  return encodeWav(synthesise(scores[name]));
}

function dataAddress(name: SoundName): string {
  return `data:audio/wav;base64,${btoa(Array.from(soundFile(name), (byte) => String.fromCharCode(byte)).join(''))}`;
}

/** A sound is computed when it is first asked for (a few milliseconds), and kept. */
function makeSounds(): Readonly<Record<SoundName, string>> {
  const made = new Map<SoundName, string>();
  const get = (name: SoundName): string => {
    const address = made.get(name) ?? dataAddress(name);
    made.set(name, address);
    return address;
  };
  const sounds = {};
  for (const name of soundNames) Object.defineProperty(sounds, name, { enumerable: true, get: () => get(name) });
  return Object.freeze(sounds) as Record<SoundName, string>;
}

const sounds = makeSounds();
export default sounds;
