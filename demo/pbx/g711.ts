/** G.711 of the ITU-T: a sample of 16 bits in 8, at 8 kHz. Loud ones lose more bits than soft ones. */

/** Names as in SDP (RFC 3551 section 4.5.14): µ-law and A-law. */
export type G711 = 'PCMU' | 'PCMA';

/** Added to a sample of µ-law, so that each eighth of the scale begins at a power of two. */
const BIAS = 0x84;
const LOUDEST = 0x7fff - BIAS;
/** A-law sends every other bit inverted, so that silence is no row of zeros on the line. */
const EVEN_BITS = 0x55;

const exponentOf = (magnitude: number): number => 31 - Math.clz32(magnitude);

function toMicroLaw(sample: number): number {
  const magnitude = Math.min(Math.abs(sample), LOUDEST) + BIAS;
  const exponent = exponentOf(magnitude) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
}

function fromMicroLaw(code: number): number {
  const bits = ~code & 0xff;
  const magnitude = ((((bits & 0x0f) << 3) + BIAS) << ((bits >> 4) & 7)) - BIAS;
  return bits & 0x80 ? -magnitude : magnitude;
}

function toALaw(sample: number): number {
  const magnitude = (sample < 0 ? ~sample : sample) >> 3;
  const exponent = magnitude < 32 ? 0 : exponentOf(magnitude) - 4;
  const mantissa = (magnitude >> Math.max(1, exponent)) & 0x0f;
  return ((sample < 0 ? 0 : 0x80) | (exponent << 4) | mantissa) ^ EVEN_BITS;
}

function fromALaw(code: number): number {
  const bits = code ^ EVEN_BITS;
  const exponent = (bits >> 4) & 7;
  const middle = ((bits & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? middle : (middle + 0x100) << (exponent - 1);
  return bits & 0x80 ? magnitude : -magnitude;
}

export function encodeG711(codec: G711, samples: Int16Array): Buffer {
  return Buffer.from(samples.map(codec === 'PCMU' ? toMicroLaw : toALaw));
}

export function decodeG711(codec: G711, codes: ArrayLike<number>): Int16Array {
  return Int16Array.from(codes, codec === 'PCMU' ? fromMicroLaw : fromALaw);
}
