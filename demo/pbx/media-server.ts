/**
 * Media of the PBX, as its calls see it. Every leg of every call ends at the PBX, so that a call can be held, moved and
 * recorded without asking the other side's browser.
 */

export interface MediaStats {
  packetsReceived: number;
  packetsSent: number;
  /** Keys pressed by the other end (RFC 4733), in order. */
  digits: string;
  /** State of the transport under it: `new`, `connecting`, `connected`, `failed`, `closed`, … */
  connection: string;
}

export interface MediaLeg {
  /** Our answer to an offer; later offers of the same call too. Rejects when the SDP has nothing that we can use. */
  answer(offerSdp: string): Promise<string>;
  /** Our offer to a phone. */
  offer(): Promise<string>;
  /** The phone's answer to {@link offer}. */
  accept(answerSdp: string): Promise<void>;
  /** From now on what comes in here goes out there, and the other way round. */
  bridge(other: MediaLeg): void;
  /** From now on what comes in goes out again. */
  echo(): void;
  /** Plays a tune without end. */
  play(): void;
  onDigit: ((digit: string) => void) | undefined;
  stats(): MediaStats;
  close(): void;
}

export interface MediaServer {
  createLeg(): MediaLeg;
  close(): Promise<void>;
}
