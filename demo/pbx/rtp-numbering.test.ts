import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Numbering, type ForwardedPacket } from './rtp-numbering.js';

describe('the numbers of RTP packets', () => {
  const packet = (ssrc: number, sequenceNumber: number, timestamp: number): ForwardedPacket => ({
    ...{ kind: 'audio', codec: 'opus', clockRate: 48_000, marker: false, payload: Buffer.alloc(0) },
    ...{ ssrc, sequenceNumber, timestamp },
  });

  /** What each packet after the first one adds to its numbers. */
  function steps(packets: readonly ForwardedPacket[], pace: number): [sequence: number, timestamp: number][] {
    const numbering = new Numbering();
    const numbers = packets.map((entry) => numbering.next(entry, 160, pace));
    return numbers.slice(1).map(({ sequenceNumber, timestamp }, index) => {
      const before = numbers[index] ?? { sequenceNumber: NaN, timestamp: NaN };
      return [(sequenceNumber - before.sequenceNumber) & 0xffff, (timestamp - before.timestamp) | 0];
    });
  }

  const table: [what: string, packets: ForwardedPacket[], pace: number, steps: [number, number][]][] = [
    [
      'another clock, and a packet that was lost',
      [packet(1, 7, 960), packet(1, 8, 1920), packet(1, 10, 3840)],
      1 / 6,
      [
        [1, 160],
        [2, 320],
      ],
    ],
    [
      'a source whose numbers begin again at nothing',
      [packet(1, 65_535, 2 ** 32 - 480), packet(1, 0, 480), packet(1, 1, 1440)],
      1 / 6,
      [
        [1, 160],
        [1, 160],
      ],
    ],
    ['packets in the wrong order', [packet(1, 7, 320), packet(1, 6, 160)], 6, [[0xffff, -960]]],
    ['another source', [packet(1, 7, 320), packet(2, 900, 77_000)], 1, [[1, 160]]],
  ];
  for (const [what, packets, pace, expected] of table) {
    test(what, () => assert.deepEqual(steps(packets, pace), expected));
  }
});
