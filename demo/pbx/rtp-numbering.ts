import type { AudioCodec } from './media-codecs.js';

/** A packet on its way from one leg to another: numbers of the source, payload type left to the receiver's side. */
export interface ForwardedPacket {
  kind: 'audio' | 'digit' | 'video';
  /** Of the source's sound, also in a packet with a key; undefined for video. */
  codec: AudioCodec | undefined;
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
  #source = '';
  #sequenceOffset = 0;
  #sourceTimestamp = 0;
  #lastSequence = Math.floor(Math.random() * 2 ** 15);
  #lastTimestamp = Math.floor(Math.random() * 2 ** 31);

  /**
   * @param step our clock ticks between the last packet of one source and the first of the next
   * @param pace our clock ticks for one of the source's: its codec may have another clock than ours
   */
  next(packet: ForwardedPacket, step: number, pace = 1): { sequenceNumber: number; timestamp: number } {
    const source = `${packet.ssrc} ${pace}`;
    const isNew = source !== this.#source;
    this.#source = source;
    if (isNew) this.#sequenceOffset = this.#lastSequence + 1 - packet.sequenceNumber;
    // The difference of two numbers that wrap around at 32 bits, with its sign.
    const passed = isNew ? step : ((packet.timestamp - this.#sourceTimestamp) | 0) * pace;
    this.#sourceTimestamp = packet.timestamp;
    this.#lastSequence = (packet.sequenceNumber + this.#sequenceOffset) & 0xffff;
    this.#lastTimestamp = (this.#lastTimestamp + Math.round(passed)) >>> 0;
    return { sequenceNumber: this.#lastSequence, timestamp: this.#lastTimestamp };
  }
}
