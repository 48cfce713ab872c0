import { clockRateOf, FRAME_MILLISECONDS, type AudioCodec } from './media-codecs.js';
import type { Tune } from './media-server.js';
import { tuneFrame } from './melody.js';
import type { ForwardedPacket } from './rtp-numbering.js';

/** Plays a tune as packets of sound, one each 20 ms, until it is stopped. */
export class TunePlayer {
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param codec asked for each packet: a leg negotiates, also anew, while it hears a tune */
  start(tune: Tune, codec: () => AudioCodec | undefined, send: (packet: ForwardedPacket) => void): void {
    this.stop();
    const ssrc = Math.floor(Math.random() * 2 ** 32);
    let count = 0;
    let start = performance.now();
    // Timers are late by a little each time: what is due is counted from the clock, so that the lateness never adds up.
    const sendDue = (): void => {
      const late = performance.now() - start - count * FRAME_MILLISECONDS;
      // After a long stall the missed frames are dropped, not poured out at once.
      if (late > 500) start += late;
      while (performance.now() - start >= count * FRAME_MILLISECONDS) {
        const now = codec();
        if (now) send(packetOf(tune, now, count, ssrc));
        count += 1;
      }
      this.#timer = setTimeout(sendDue, start + count * FRAME_MILLISECONDS - performance.now());
    };
    sendDue();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

function packetOf(tune: Tune, codec: AudioCodec, count: number, ssrc: number): ForwardedPacket {
  const clockRate = clockRateOf(codec);
  return {
    kind: 'audio',
    codec,
    clockRate,
    ssrc,
    sequenceNumber: count & 0xffff,
    timestamp: ((count * clockRate * FRAME_MILLISECONDS) / 1000) % 2 ** 32,
    marker: count === 0,
    payload: Buffer.from(tuneFrame(tune, count, codec)),
  };
}
