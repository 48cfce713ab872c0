import { Emitter } from '../emitter.js';
import { AudioFlow, type NoAudio } from './audio-flow.js';
import { readStats, type CallStats } from './call-stats.js';
import { meanOpinionScore, networkLevel, type NetworkLevel } from './quality.js';
import { addSample, growth, makeReport, noTotals, type CallTotals, type Report, type ReportInfo } from './report.js';

export interface Quality {
  /** The manual's report, counted from the beginning of the call. */
  readonly report: Report;
  /** 0 nothing comes through · 1 bad … 5 as good as a telephone gets; over the last seconds. */
  readonly networkLevel: NetworkLevel;
  /** Estimated mean opinion score, 1..4.5, over the last seconds: of the direction that is worse. */
  readonly mos: number;
}

/** What is wrong with the sound, in each direction. */
export interface AudioFacts {
  /** We hear nothing. */
  readonly noAudioIn: NoAudio;
  /** They hear nothing of us. */
  readonly noAudioOut: NoAudio;
}

export interface CallQualityEvents {
  /** Every three seconds. */
  quality: [Quality];
  /** A direction fell silent, within five seconds, or is heard again. */
  audio: [AudioFacts];
}

/** Statistics have no event: they are asked for once a second, and told every third time. */
const sampleTime = 1000;
const samplesPerReport = 3;

/** Watches how good one call is, from `start()` to `stop()`. */
export class CallQuality extends Emitter<CallQualityEvents> {
  readonly #connection: RTCPeerConnection;
  readonly #info: ReportInfo;
  readonly #in = new AudioFlow();
  readonly #out = new AudioFlow();
  #timer: ReturnType<typeof setInterval> | undefined;
  #sampling = false;
  #count = 0;
  #expectsIn = false;
  #totals: CallTotals = noTotals;
  #last: CallStats | null = null;
  /** The totals of the last time that the quality was told. */
  #reported: CallTotals = noTotals;
  #facts: AudioFacts = { noAudioIn: null, noAudioOut: null };

  constructor(connection: RTCPeerConnection, info: ReportInfo) {
    super();
    this.#connection = connection;
    this.#info = info;
  }

  /** The report as of the last sample; also after `stop()`. */
  get report(): Report {
    return makeReport(this.#info, this.#totals);
  }

  get facts(): AudioFacts {
    return this.#facts;
  }

  /** Call it when both sides are connected. */
  start(): this {
    if (this.#timer !== undefined) return this;
    this.#timer = setInterval(() => void this.#sample(), sampleTime);
    void this.#sample();
    return this;
  }

  /** Leaves no timer and tells nothing more. Call it before the connection is closed. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.removeAllListeners();
  }

  async #sample(): Promise<void> {
    // A busy page may need longer than a second for the last one.
    if (this.#sampling) return;
    this.#sampling = true;
    const stats = await this.#connection.getStats().then(
      (report) => readStats(report.values() as Iterable<Record<string, unknown>>),
      () => null,
    );
    this.#sampling = false;
    if (stats && this.#timer !== undefined) this.#use(stats, performance.now());
  }

  #use(stats: CallStats, at: number): void {
    if (this.#last && stats.audio.source !== this.#last.audio.source) this.#out.forget();
    this.#totals = addSample(this.#totals, this.#last, stats);
    this.#last = stats;
    this.#tellFacts(stats, at);
    if (this.#count++ === 0) this.#reported = this.#totals;
    else if ((this.#count - 1) % samplesPerReport === 0) this.#tellQuality(stats);
  }

  #tellFacts({ audio }: CallStats, at: number): void {
    const transceiver = this.#connection.getTransceivers().find(({ receiver }) => receiver.track.kind === 'audio');
    const direction = transceiver?.currentDirection ?? '';
    const muted = !transceiver?.sender.track?.enabled;
    this.#expectsIn = direction.endsWith('recv') || direction === 'recvonly';
    const noAudioIn = this.#in.next({
      ...{ at, packets: audio.received, energy: audio.energyIn, seconds: audio.playedIn },
      ...{ expected: this.#expectsIn, muted: false },
    });
    const noAudioOut = this.#out.next({
      ...{ at, packets: audio.sent, energy: audio.energyOut, seconds: audio.heardOut },
      ...{ expected: direction.startsWith('send'), muted },
    });
    const old = this.#facts;
    if (noAudioIn === old.noAudioIn && noAudioOut === old.noAudioOut) return;
    this.#facts = { noAudioIn, noAudioOut };
    this.emit('audio', this.#facts);
  }

  #tellQuality({ audio, roundTripTime = 0 }: CallStats): void {
    const [before, now] = [this.#reported.audio, this.#totals.audio];
    this.#reported = this.#totals;
    const lost = growth(before.lostIn, now.lostIn);
    const received = growth(before.received, now.received);
    const silent = received === 0 && this.#expectsIn;
    const lossIn = lost + received > 0 ? lost / (lost + received) : 0;
    const ways = [
      { jitter: audio.jitterIn ?? 0, loss: lossIn },
      { jitter: audio.jitterOut ?? 0, loss: audio.fractionLostOut ?? 0 },
    ];
    const mos = Math.min(...ways.map((way) => meanOpinionScore({ ...way, roundTripTime })));
    const broken = silent || this.#connection.connectionState !== 'connected';
    this.emit('quality', {
      report: this.report,
      networkLevel: broken ? 0 : networkLevel(mos),
      mos: Math.round(mos * 100) / 100,
    });
  }
}
