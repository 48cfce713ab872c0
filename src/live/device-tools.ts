import { AudioLevel } from '../media/audio-level.js';
import { checkSound } from '../media/device-check.js';
import { tonePatterns, type TonePattern } from '../media/tone-pattern.js';
import { openUserMedia, stopTracks } from '../media/user-media.js';
import { mediaOf } from '../store/call-media.js';
import type { SoundReport } from '../store/device-report.js';

/** What a menu of the devices needs; loaded with it. */

/** Three notes, upwards. */
export const speakerSound: TonePattern = {
  notes: [
    [[523], 220],
    [[659], 220],
    [[784], 420],
    [[], 200],
  ],
  volume: 0.15,
};

/** The ring, once. */
export const ringerSound: TonePattern = {
  notes: tonePatterns.ring.notes.slice(0, -1),
  volume: tonePatterns.ring.volume,
};

/** Plays a test tone once. */
export async function playTest(role: 'speaker' | 'ringer', id: string): Promise<SoundReport> {
  return { id, ...(await checkSound(role === 'ringer' ? ringerSound : speakerSound, id)) };
}

/** How loud the microphone is, 0..1 in even steps for the ear; ask when it is to be drawn. */
export interface Level {
  read(): number;
  /** The microphone was unplugged, or taken away. */
  readonly ended: boolean;
  /** Releases the microphone, unless it is a call's. */
  close(): void;
}

/**
 * Listens to the microphone of a call, or opens one where there is none.
 * @throws an object with `reason`, a `MicrophoneProblem`
 */
export async function openLevel(callId: string | null, microphoneId: string): Promise<Level> {
  const ofCall = mediaOf(callId)?.microphone;
  if (ofCall?.readyState === 'live') return new AudioLevel(ofCall);
  const stream = await openUserMedia({ microphoneId });
  // The page may use devices now, which perhaps it could not before: whoever lists them can read their names only now.
  navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  const level = new AudioLevel(stream.getAudioTracks()[0] as MediaStreamTrack);
  return {
    read: () => level.read(),
    get ended() {
      return level.ended;
    },
    close: () => {
      level.close();
      stopTracks(stream);
    },
  };
}

/** Whether the page may use the microphone; `unknown` where the browser does not tell. */
export async function microphonePermission(): Promise<PermissionState | 'unknown'> {
  try {
    return (await navigator.permissions.query({ name: 'microphone' })).state;
  } catch {
    return 'unknown';
  }
}
