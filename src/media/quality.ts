/** How good a call sounds, estimated from what the network does: the E-model (ITU-T G.107) in its usual short form. */

export interface NetworkSample {
  /** Seconds, there and back. */
  readonly roundTripTime: number;
  /** Seconds. */
  readonly jitter: number;
  /** Share of lost packets, 0..1. */
  readonly loss: number;
}

/** 0 nothing comes through · 1 bad · 2 poor · 3 fair · 4 good · 5 very good. */
export type NetworkLevel = 0 | 1 | 2 | 3 | 4 | 5;

/** The transmission rating R, 0..100: 93.2 is a good telephone; delay and loss take from it. */
export function transmissionRating({ roundTripTime, jitter, loss }: NetworkSample): number {
  // A jitter buffer waits about twice the jitter; 10 ms for the codec.
  const latency = roundTripTime * 1000 + 2 * jitter * 1000 + 10;
  const delayed = latency < 160 ? latency / 40 : (latency - 120) / 10;
  return Math.min(100, Math.max(0, 93.2 - delayed - 2.5 * loss * 100));
}

/** Mean opinion score, 1 (bad) to 4.5, of narrow-band telephony. An estimate: show words, not the number. */
export function meanOpinionScore(sample: NetworkSample): number {
  const rating = transmissionRating(sample);
  return Math.max(1, 1 + 0.035 * rating + 7e-6 * rating * (rating - 60) * (100 - rating));
}

/** The steps of ITU-T G.107, table B.1: very satisfied, satisfied, some, many, nearly all users dissatisfied. */
export function networkLevel(mos: number): NetworkLevel {
  if (mos >= 4.34) return 5;
  if (mos >= 4.03) return 4;
  if (mos >= 3.6) return 3;
  return mos >= 3.1 ? 2 : 1;
}
