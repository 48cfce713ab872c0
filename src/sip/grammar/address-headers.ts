import * as at from './address.js';
import { facts, setParameter } from './address.js';
import { readForeignUri } from './foreign-uri.js';
import * as lexis from './lexis.js';
import { readParameters, type KnownParameter } from './parameters.js';
import { need, position, rewind, take } from './scanner.js';

/** `From`, `To`: the tag comes last among the parameters. */
export function fromOrTo(): unknown {
  let tag = '';
  need(at.readNamedOrBare());
  readParameters([['tag', lexis.token, (value) => (tag = value)]]);
  const header = at.takeNameAddress();
  if (tag) header.setParam('tag', tag);
  return header;
}

/** Several addresses: sip.js cuts the text of each out of the header by these places. */
function list(readAddress: () => boolean, known?: readonly KnownParameter[]): unknown {
  const entries = [];
  do {
    const offset = position();
    need(readAddress());
    readParameters(known);
    entries.push({ position: position(), offset, parsed: at.takeNameAddress() });
  } while (take(lexis.comma) !== undefined);
  return entries;
}

const contactParameters: KnownParameter[] = [
  ['q', /0(?:\.\d{0,3})?/y, (value) => setParameter('q', parseFloat(value))],
  ['expires', /\d+/y, (value) => setParameter('expires', parseInt(value))],
];

/** `*` is for requests to a registrar, and of no use to us. */
export function contact(): unknown {
  need(take(lexis.star) === undefined);
  return list(at.readNamedOrBare, contactParameters);
}

export const recordRoute = () => list(at.readNamed);

/** `Remote-Party-ID`, `P-Asserted-Identity`. */
export function nameAddress(): unknown {
  while (at.readDisplayName());
  need(at.readBracketed());
  readParameters();
  return at.takeNameAddress();
}

export function referTo(): unknown {
  if (!at.readNamedOrBare()) {
    rewind(0);
    take(lexis.openingAngle);
    at.makeUri(readForeignUri());
    take(lexis.closingAngle);
  }
  readParameters();
  return at.takeNameAddress();
}

/** RFC 3891 section 6.1; both tags are needed. */
export function replaces(): unknown {
  facts['call_id'] = need(take(lexis.callId));
  readParameters(
    [
      ['from-tag', lexis.token, (value) => (facts['replaces_from_tag'] = value)],
      ['to-tag', lexis.token, (value) => (facts['replaces_to_tag'] = value)],
    ],
    () => take(/early-only/iy) !== undefined && (facts['early_only'] = true),
  );
  need(facts['replaces_from_tag'] && facts['replaces_to_tag']);
  return facts;
}
