import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeG711, encodeG711 } from './g711.js';

const samples = (...values: number[]) => Int16Array.from(values);

describe('G.711', () => {
  /** Rows of the recommendation’s tables, widened to 16 bits: sample → code. */
  const known = {
    PCMU: [
      [0, 0xff],
      [32_124, 0x80],
      [-32_124, 0x00],
      [8, 0xfe],
      [-8, 0x7e],
      [4348, 0xae],
      [15_996, 0x90],
    ],
    PCMA: [
      [8, 0xd5],
      [-8, 0x55],
      [32_256, 0xaa],
      [-32_256, 0x2a],
      [264, 0xc5],
      [-5504, 0x00],
    ],
  } as const;
  for (const codec of ['PCMU', 'PCMA'] as const) {
    test(`${codec}: known codes`, () => {
      for (const [sample, code] of known[codec]) {
        assert.equal(decodeG711(codec, [code])[0], sample);
        assert.equal(encodeG711(codec, samples(sample))[0], code);
      }
    });

    test(`${codec}: each code comes back`, () => {
      for (let code = 0; code < 256; code += 1) {
        // µ-law has two codes for nothing.
        const expected = codec === 'PCMU' && code === 0x7f ? 0xff : code;
        assert.equal(encodeG711(codec, decodeG711(codec, [code]))[0], expected);
      }
    });

    test(`${codec}: what comes back is near, also from the edges`, () => {
      for (let sample = -32_768; sample < 32_768; sample += 1) {
        const [back = NaN] = decodeG711(codec, encodeG711(codec, samples(sample)));
        assert.ok(Math.abs(back - sample) <= Math.max(8, Math.abs(sample) / 16), `${sample} becomes ${back}`);
      }
    });
  }
});
