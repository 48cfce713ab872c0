/** How often the level is read (ms). */
const interval = 100;

/** Speech is louder than this (mean of the squared level, -46 dB) and 12 dB louder than the room. */
const least = 2.5e-5;
const overRoom = 16;

/** So many of the last readings have to be loud: a cough or a key is not speech. */
const [window, loudOnes] = [10, 5];

/** It is over when nobody has spoken for so long (ms): long enough to read what is said about it. */
const linger = 4000;

/** Decides from the level of a microphone whether somebody speaks into it. */
export class SpeechDetector {
  speaking = false;
  readonly #last: boolean[] = [];
  #room = least;
  #spokeAt = -Infinity;

  /** `power`: mean of the squared level of the last moments, 0..1. `at`: ms. */
  next(power: number, at: number): boolean {
    const loud = power > Math.max(least, Math.min(this.#room * overRoom, 0.01));
    // The room is what is heard in the quiet moments: down at once, up slowly.
    this.#room = Math.min(power, this.#room * 1.01) || this.#room;
    this.#last.push(loud);
    if (this.#last.length > window) this.#last.shift();
    if (this.#last.filter(Boolean).length >= loudOnes) this.#spokeAt = at;
    this.speaking = at - this.#spokeAt < linger;
    return this.speaking;
  }
}

/**
 * Tells when somebody speaks into the microphone of a call that is muted, and when no longer. What the call sends stays silent:
 * a copy of the track is listened to. `microphone` is asked again and again, as it may be replaced. Returns what ends it.
 */
export function watchMutedSpeech(
  microphone: () => MediaStreamTrack | null | undefined,
  tell: (speaking: boolean) => void,
): () => void {
  let [context, analyser]: [AudioContext?, AnalyserNode?] = [];
  try {
    context = new AudioContext();
    analyser = new AnalyserNode(context, { fftSize: 2048 });
  } catch {
    // That the call is muted is shown anyway.
    void context?.close();
    return () => undefined;
  }
  const samples = new Float32Array(analyser.fftSize);
  const detector = new SpeechDetector();
  let original: MediaStreamTrack | null = null;
  let copy: MediaStreamTrack | null = null;
  let source: MediaStreamAudioSourceNode | null = null;

  const follow = (track: MediaStreamTrack | null) => {
    original = track;
    source?.disconnect();
    copy?.stop();
    copy = track?.clone() ?? null;
    if (!copy) return;
    copy.enabled = true;
    source = context.createMediaStreamSource(new MediaStream([copy]));
    source.connect(analyser);
  };
  const listen = () => {
    const track = microphone() ?? null;
    if (track !== original) follow(track);
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    const before = detector.speaking;
    if (detector.next(power, performance.now()) !== before) tell(!before);
  };
  const timer = setInterval(listen, interval);
  void context.resume();
  return () => {
    clearInterval(timer);
    follow(null);
    void context.close();
  };
}
