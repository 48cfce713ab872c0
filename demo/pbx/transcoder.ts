import OpusScript from 'opusscript';
import { decodeG711, encodeG711, type G711 } from './g711.js';
import type { AudioCodec } from './media-codecs.js';

/** Of the sound between two codecs: what G.711 carries. Opus takes and gives it as it is. */
const SAMPLE_RATE = 8000;

/** Samples that a frame of Opus may have (RFC 6716 section 2.1.4), in packets of 10 ms and more. */
const OPUS_LENGTHS = [80, 160, 320, 480];

/** Turns the sound of one source into another codec, packet by packet. */
export class Transcoder {
  readonly #from: AudioCodec;
  readonly #to: AudioCodec;
  /** Remembers what was before, in each direction it is used for. */
  readonly #opus: OpusScript | undefined;

  constructor(from: AudioCodec, to: AudioCodec) {
    this.#from = from;
    this.#to = to;
    if (from === to) return;
    if (from === 'opus' || to === 'opus') this.#opus = new OpusScript(SAMPLE_RATE, 1, OpusScript.Application.VOIP);
  }

  isFor(from: AudioCodec, to: AudioCodec): boolean {
    return this.#from === from && this.#to === to;
  }

  /** Undefined for a packet that has no counterpart in the other codec: it is lost. */
  convert(payload: Buffer): Buffer | undefined {
    if (this.#from === this.#to) return payload;
    try {
      const samples = this.#from === 'opus' ? this.#fromOpus(payload) : decodeG711(this.#from, payload);
      return this.#to === 'opus' ? this.#toOpus(samples) : encodeG711(this.#to satisfies G711, samples);
    } catch {
      return undefined; // Opus that is none
    }
  }

  close(): void {
    this.#opus?.delete();
  }

  #fromOpus(payload: Buffer): Int16Array {
    // A copy, because 16 bits must begin at an even address.
    const bytes = Uint8Array.from(this.#opus?.decode(payload) ?? []);
    return new Int16Array(bytes.buffer);
  }

  #toOpus(samples: Int16Array): Buffer | undefined {
    if (!OPUS_LENGTHS.includes(samples.length)) return undefined;
    const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
    return this.#opus?.encode(bytes, samples.length);
  }
}
