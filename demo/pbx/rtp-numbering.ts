/** A packet on its way from one leg to another: numbers of the source, payload type left to the receiver's side. */
export interface ForwardedPacket {
  kind: 'audio' | 'digit' | 'video';
  /** Clock rate of a digit's payload type. */
  clockRate: number;
  ssrc: number;
  sequenceNumber: number;
  timestamp: number;
  marker: boolean;
  payload: Buffer;
}

/**
 * Gives the packets of changing sources one unbroken row of sequence numbers and timestamps, as the receiver's jitter
 * buffer and SRTP want it.
 */
export class Numbering {
  readonly #step: number;
  #ssrc: number | undefined;
  #sequenceOffset = 0;
  #timestampOffset = 0;
  #lastSequence = Math.floor(Math.random() * 2 ** 15);
  #lastTimestamp = Math.floor(Math.random() * 2 ** 31);

  /** @param step clock ticks between the last packet of one source and the first of the next */
  constructor(step: number) {
    this.#step = step;
  }

  next(packet: ForwardedPacket): { sequenceNumber: number; timestamp: number } {
    if (packet.ssrc !== this.#ssrc) {
      this.#ssrc = packet.ssrc;
      this.#sequenceOffset = this.#lastSequence + 1 - packet.sequenceNumber;
      this.#timestampOffset = this.#lastTimestamp + this.#step - packet.timestamp;
    }
    this.#lastSequence = (packet.sequenceNumber + this.#sequenceOffset) & 0xffff;
    this.#lastTimestamp = (packet.timestamp + this.#timestampOffset) >>> 0;
    return { sequenceNumber: this.#lastSequence, timestamp: this.#lastTimestamp };
  }
}
