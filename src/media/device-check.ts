import { AudioLevel, voiceLevel } from './audio-level.js';
import type { SinkFallback } from './sink-choice.js';
import { SoundOutput } from './sound-output.js';
import type { TonePattern } from './tone-pattern.js';
import { openUserMedia, stopTracks, type MediaProblem, type MediaReason } from './user-media.js';

export interface MicrophoneCheck {
  readonly id: string;
  readonly label: string;
  /** The loudest that was heard: 0..1. */
  readonly level: number;
  /** Somebody spoke, or something as loud was heard. */
  readonly heard: boolean;
  /** Why it could not be opened. */
  readonly problem: MediaReason | null;
}

export interface SoundCheck {
  /** The browser played it; whether a person heard it, only that person knows. */
  readonly played: boolean;
  /** Why it came from the default device instead of the chosen one. */
  readonly fallback: SinkFallback | null;
}

/** How often the microphone is listened to (ms), and how often in turn it must be loud: a click is no voice. */
const [interval, times] = [50, 3];

/** Opens a microphone, listens until somebody speaks or `time` (ms) is over, and lets go of it. Never rejects. */
export async function checkMicrophone(microphoneId: string, time = 5000): Promise<MicrophoneCheck> {
  let stream: MediaStream;
  try {
    stream = await openUserMedia({ microphoneId });
  } catch (error) {
    const { reason = 'busy' } = error as Partial<MediaProblem>;
    return { id: microphoneId, label: '', level: 0, heard: false, problem: reason };
  }
  const [track] = stream.getAudioTracks() as [MediaStreamTrack];
  const { label } = track;
  const { deviceId: id = microphoneId } = track.getSettings();
  const meter = new AudioLevel(track);
  let [level, loud] = [0, 0];
  const until = performance.now() + time;
  while (loud < times && performance.now() < until) {
    await pause(interval);
    const now = meter.read();
    level = Math.max(level, now);
    loud = now > voiceLevel ? loud + 1 : 0;
  }
  meter.close();
  stopTracks(stream);
  return { id, label, level: Math.round(level * 100) / 100, heard: loud >= times, problem: null };
}

/** Plays a pattern once on a device. Never rejects. */
export async function checkSound(pattern: TonePattern, sinkId: string): Promise<SoundCheck> {
  let [blocked, fallback] = [false, null as SinkFallback | null];
  const output = new SoundOutput({
    blocked: (now) => (blocked = now),
    fallback: (why) => (fallback = why),
  });
  output.configure({ sinkId });
  // Only what repeats is told to be blocked.
  output.play(pattern, { loop: true });
  await pause(pattern.notes.reduce((total, [, milliseconds]) => total + milliseconds, 0));
  const played = !blocked && typeof AudioContext !== 'undefined';
  output.close();
  return { played, fallback };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
