import { clockRateOf, FRAME_MILLISECONDS, type AudioCodec } from './media-codecs.js';
import { Numbering, type ForwardedPacket } from './rtp-numbering.js';
import { Transcoder } from './transcoder.js';

/** What becomes of a packet for a phone. */
interface SoundPacket {
  sequenceNumber: number;
  timestamp: number;
  payload: Buffer;
}

/** Sound and keys on their way to a phone: of changing sources, whose codec need not be the phone's. */
export class OutgoingSound {
  readonly #numbering = new Numbering();
  #transcoder: Transcoder | undefined;

  /** @param to the phone's codec */
  next(packet: ForwardedPacket, to: AudioCodec): SoundPacket | undefined {
    const from = packet.codec ?? to;
    const clockRate = clockRateOf(to);
    const payload =
      packet.kind === 'digit'
        ? keyWithClock(packet.payload, keyClockRate(packet, to) / packet.clockRate)
        : this.#inCodec(from, to, packet.payload);
    if (!payload) return undefined;
    const step = (clockRate * FRAME_MILLISECONDS) / 1000;
    return { payload, ...this.#numbering.next(packet, step, clockRate / clockRateOf(from)) };
  }

  close(): void {
    this.#transcoder?.close();
    this.#transcoder = undefined;
  }

  #inCodec(from: AudioCodec, to: AudioCodec, payload: Buffer): Buffer | undefined {
    if (!this.#transcoder?.isFor(from, to)) {
      this.close();
      this.#transcoder = new Transcoder(from, to);
    }
    return this.#transcoder.convert(payload);
  }
}

/** Clock of the payload type in which a key goes to a phone that has sound in `to`. Where sound needs no other, it stays. */
export function keyClockRate({ codec = 'opus', clockRate }: ForwardedPacket, to: AudioCodec): number {
  return clockRateOf(codec) === clockRateOf(to) ? clockRate : clockRateOf(to);
}

/** RFC 4733 section 2.3: the last two bytes say how long the key has been pressed, in ticks of the clock. */
function keyWithClock(payload: Buffer, pace: number): Buffer {
  if (pace === 1 || payload.length < 4) return payload;
  const changed = Buffer.from(payload);
  changed.writeUInt16BE(Math.min(0xffff, Math.round(payload.readUInt16BE(2) * pace)), 2);
  return changed;
}
