import { AudioLevel } from './audio-level.js';
import { readStats, type CallStats } from './call-stats.js';
import { meanOpinionScore } from './quality.js';

export interface EchoCheck {
  /** Our own sound came back. */
  readonly heard: boolean;
  /** From our microphone to our ear through the other side, in seconds; `null` when nothing came back. */
  readonly delay: number | null;
  /** Of the network, there and back, in seconds; `null` when the browser doesn't know. */
  readonly roundTripTime: number | null;
  /** Share of lost packets in the direction that is worse, 0..1. */
  readonly loss: number;
  /** Estimated mean opinion score, 1..4.5. */
  readonly mos: number;
}

/** Hertz: no part of any key's tone, and well inside what every codec carries. */
const frequency = 1330;

/** Seconds: of the tone, and after which it sounds again when it didn't come back. */
const [toneLength, patience] = [0.25, 2];

/** Loss and delay need some time to show (ms). */
const leastTime = 4000;

/**
 * Sends a tone into a call that sends back what it gets, and measures what becomes of it. The call's microphone is silent
 * from then on: hang up afterwards. `time` in ms: an announcement may come before the echo. Never rejects.
 */
export async function checkEcho(connection: RTCPeerConnection, time = 15_000): Promise<EchoCheck> {
  const before = await statsOf(connection);
  const startedAt = performance.now();
  const transceiver = connection.getTransceivers().find(({ receiver }) => receiver.track.kind === 'audio');
  const delay = transceiver ? await findEcho(transceiver, time).catch(() => null) : null;
  await pause(leastTime - (performance.now() - startedAt));
  return { heard: delay !== null, delay, ...networkBetween(before, await statsOf(connection)) };
}

async function findEcho({ sender, receiver }: RTCRtpTransceiver, time: number): Promise<number | null> {
  const context = new AudioContext();
  void context.resume().catch(() => undefined);
  const gate = new GainNode(context, { gain: 0 });
  const oscillator = new OscillatorNode(context, { frequency });
  const out = new MediaStreamAudioDestinationNode(context);
  oscillator.connect(gate).connect(out);
  oscillator.start();
  const [tone] = out.stream.getAudioTracks() as [MediaStreamTrack];
  const ear = new AudioLevel(receiver.track);
  const until = performance.now() + time;
  try {
    await sender.replaceTrack(tone);
    while (performance.now() < until && sender.transport?.state !== 'closed') {
      const start = context.currentTime + 0.05;
      const startedAt = performance.now() + 50;
      gate.gain.setValueAtTime(0.3, start).setValueAtTime(0, start + toneLength);
      const heardAt = await nextTone(ear, startedAt + patience * 1000);
      if (heardAt !== null) return Math.round(heardAt - startedAt) / 1000;
    }
    return null;
  } catch {
    return null; // the call is over
  } finally {
    ear.close();
    tone.stop();
    void context.close().catch(() => undefined);
  }
}

/** When the tone is heard, on the clock of `performance`; `null` when it is not until then. */
async function nextTone(ear: AudioLevel, until: number): Promise<number | null> {
  while (performance.now() < until) {
    await pause(10);
    if (ear.hears(frequency)) return performance.now();
  }
  return null;
}

function networkBetween(
  before: CallStats | null,
  after: CallStats | null,
): Pick<EchoCheck, 'roundTripTime' | 'loss' | 'mos'> {
  if (!before || !after) return { roundTripTime: null, loss: 1, mos: 1 };
  const share = (lost: number, received: number) => (lost + received > 0 ? Math.max(0, lost) / (lost + received) : 1);
  const lossIn = share(after.audio.lostIn - before.audio.lostIn, after.audio.received - before.audio.received);
  const loss = Math.max(lossIn, after.audio.fractionLostOut ?? 0);
  const jitter = Math.max(after.audio.jitterIn ?? 0, after.audio.jitterOut ?? 0);
  const { roundTripTime = null } = after;
  const mos = meanOpinionScore({ roundTripTime: roundTripTime ?? 0, jitter, loss });
  return { roundTripTime, loss: Math.round(loss * 1000) / 1000, mos: Math.round(mos * 100) / 100 };
}

/** `null` when the connection is closed. */
function statsOf(connection: RTCPeerConnection): Promise<CallStats | null> {
  return connection.getStats().then(
    (report) => readStats(report.values() as Iterable<Record<string, unknown>>),
    () => null,
  );
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
