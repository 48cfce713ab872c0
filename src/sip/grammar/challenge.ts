import { facts } from './address.js';
import * as lexis from './lexis.js';
import { readKnown, type KnownParameter } from './parameters.js';
import { need, position, rewind, take } from './scanner.js';

/** Without its quotes. */
const quoted = (name: string): KnownParameter => [
  name,
  lexis.quoted,
  (value) => (facts[name] = value.trim().slice(1, -1)),
];

const digestValues: KnownParameter[] = [
  quoted('realm'),
  quoted('nonce'),
  quoted('opaque'),
  ['stale', /true|false/iy, (value) => (facts['stale'] = value.toLowerCase() === 'true')],
  ['algorithm', lexis.oneOf('MD5'), (value) => (facts['algorithm'] = value.toUpperCase())],
];

/** Keeps the values in the quotes, up to one that it can't read. */
function readQop(): void {
  const start = position();
  let sign = lexis.openingQuote;
  while (take(sign) !== undefined) {
    const value = take(lexis.qopValue);
    if (value === undefined) break;
    ((facts['qop'] ??= []) as string[]).push(value.toLowerCase());
    sign = /,/y;
  }
  rewind(start);
}

/** `WWW-Authenticate`, `Proxy-Authenticate` (RFC 2617 section 3.2.1). Of another scheme than Digest nothing is kept. */
export function challenge(): unknown {
  const isDigest = need(take(lexis.token)).toLowerCase() === 'digest';
  need(take(lexis.whiteSpace));
  do {
    const name = need(take(lexis.token)).toLowerCase();
    need(take(lexis.equals));
    if (isDigest && name === 'qop') readQop();
    if (!isDigest || !readKnown(digestValues, name)) need(take(lexis.token) ?? take(lexis.quoted));
  } while (take(lexis.comma) !== undefined);
  return facts;
}
