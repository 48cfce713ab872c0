/**
 * MD5 (RFC 1321): SIP's digest needs it, and browsers don't offer it. It replaces sip.js's module, four times as large, in
 * every build (`.ci/sip-js-modules.mjs`).
 */

/** Bits to the left in the four rounds, which four steps share in turn. */
const rotations = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
/** Which word a step of each round takes: step · factor + addend. */
const factors = [1, 5, 3, 7];
const addends = [0, 1, 5, 0];
const initial = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];

/** The text in UTF-8, the closing bit and the length in bits. Low byte first, as on every machine with a browser. */
function wordsOf(text: string): Int32Array {
  const bytes = new TextEncoder().encode(text);
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const words = new Int32Array(padded.buffer);
  words[words.length - 2] = bytes.length * 8;
  return words;
}

function mix(round: number, b: number, c: number, d: number): number {
  if (round === 0) return (b & c) | (~b & d);
  if (round === 1) return (b & d) | (c & ~d);
  return round === 2 ? b ^ c ^ d : c ^ (b | ~d);
}

/** 32 hexadecimal digits. */
export function md5(text: string): string {
  const words = wordsOf(text);
  const state = new Int32Array(initial);
  const at = (list: ArrayLike<number>, index: number) => list[index] ?? 0;
  for (let block = 0; block < words.length; block += 16) {
    let [a = 0, b = 0, c = 0, d = 0] = state;
    for (let step = 0; step < 64; step++) {
      const round = step >> 4;
      const word = at(words, block + ((step * at(factors, round) + at(addends, round)) & 15));
      const sine = Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32);
      const sum = (a + mix(round, b, c, d) + word + sine) | 0;
      const bits = at(rotations, round * 4 + (step & 3));
      [a, d, c, b] = [d, c, b, (b + ((sum << bits) | (sum >>> (32 - bits)))) | 0];
    }
    [a, b, c, d].forEach((value, index) => (state[index] = at(state, index) + value));
  }
  return Array.from(new Uint8Array(state.buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
