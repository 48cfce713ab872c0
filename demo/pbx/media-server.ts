/**
 * Media of the PBX, as its calls see it. Every leg of every call ends at the PBX, so that a call can be held, moved and
 * recorded without asking the other side's browser.
 */
import type { Direction, VideoWish } from './sdp.js';

/** `melody`: the tune of `*65`; `hold`: another, quieter one; `ringback`: the tone that a caller hears while it rings. */
export type Tune = 'melody' | 'hold' | 'ringback';

export interface MediaStats {
  packetsReceived: number;
  packetsSent: number;
  /** Keys pressed by the other end (RFC 4733), in order. */
  digits: string;
  /** State of the transport under it: `new`, `connecting`, `connected`, `failed`, `closed`, … */
  connection: string;
  /** Absent without video. */
  video?: { packetsReceived: number; packetsSent: number; keyFramesRequested: number };
}

/** What becomes of a leg's packets, both ways: `cut` loses all of them, `cut-until-restart` those before an ICE restart. */
export type MediaPath = 'open' | 'cut' | 'cut-until-restart';

export interface MediaLegOptions {
  /** Takes and offers keys in RTP (RFC 4733). Default true. */
  telephoneEvent?: boolean;
}

export interface MediaLeg {
  /** Our answer to an offer; later offers of the same call too. Rejects when the SDP has nothing that we can use. */
  answer(offerSdp: string): Promise<string>;
  /** Our offer to a phone; with `iceRestart` on a new path (RFC 8445 section 2.4). */
  offer(options?: { iceRestart?: boolean }): Promise<string>;
  /** The phone's answer to {@link offer}. */
  accept(answerSdp: string): Promise<void>;
  /** The phone refused our {@link offer}: everything is as before it. */
  rollback(): Promise<void>;
  /** Of audio, seen from the PBX: what our next offers and answers allow. At first `sendrecv`. */
  direction: Direction;
  /** Of video, seen from the PBX: what our next offers and answers have. At first undefined: video is refused. */
  video: VideoWish | undefined;
  /** Of video, seen from the phone: what its last offer or answer has. */
  readonly remoteVideo: VideoWish | undefined;
  /** Breaks the way to the phone, or mends it. */
  path: MediaPath;
  /** From now on what comes in here goes out there, and the other way round. */
  bridge(other: MediaLeg): void;
  /** From now on what comes in goes out again. */
  echo(): void;
  /** From now on what comes in is thrown away, and a tune without end goes out. */
  play(tune: Tune): void;
  /** From now on nothing goes out, and what comes in is thrown away. */
  silence(): void;
  onDigit: ((digit: string) => void) | undefined;
  stats(): MediaStats;
  close(): void;
}

export interface MediaServer {
  createLeg(options?: MediaLegOptions): MediaLeg;
  close(): Promise<void>;
}
