import * as at from './address.js';
import { facts, setParameter } from './address.js';
import { readForeignUri } from './foreign-uri.js';
import * as lexis from './lexis.js';
import { readParameters, type KnownParameter } from './parameters.js';
import { need, pattern, position, rewind, take, whole } from './scanner.js';

const reason = pattern(`${lexis.escapable(';/?:@&=+$, \\t\\x80-\\uffff')}*`);

/** The first line of a message. An address of another scheme than SIP's is passed over. */
export function startLine(): unknown {
  const status = take(/SIP\/\d+\.\d+ \d{3} /iy);
  if (status !== undefined) {
    facts['status_code'] = parseInt(status.slice(-4));
    facts['reason_phrase'] = take(reason);
    return facts;
  }
  at.keepMethod(need(take(lexis.method)));
  need(take(/ /y));
  const start = position();
  if (!at.readUri(true)) {
    rewind(start);
    readForeignUri();
  }
  need(take(/ SIP\/\d+\.\d+/iy));
  return facts;
}

const viaParameters: KnownParameter[] = [
  ['ttl', /\d{1,3}/y, (value) => (facts['ttl'] = parseInt(value))],
  ['maddr', lexis.host, (value) => (facts['maddr'] = facts.host = value)],
  ['received', lexis.address, (value) => (facts['received'] = value)],
  ['branch', lexis.token, (value) => (facts['branch'] = value)],
  ['rport', /\d*/y, (value) => (facts['rport'] = value)],
];

/** Of several the last one stays, as in sip.js. */
export function via(): unknown {
  do {
    facts['protocol'] = need(take(lexis.oneOf('SIP')));
    need(take(lexis.slash));
    need(take(lexis.token));
    need(take(lexis.slash));
    facts['transport'] = need(take(lexis.oneOf('UDP|TCP|TLS|SCTP')));
    need(take(lexis.whiteSpace));
    need(at.readHost());
    at.readPort(lexis.colon);
    readParameters(viaParameters);
  } while (take(lexis.comma) !== undefined);
  return facts;
}

export function cSeq(): unknown {
  facts['value'] = number();
  need(take(lexis.whiteSpace));
  facts['method'] = need(take(lexis.method));
  return facts;
}

export function number(): unknown {
  return parseInt(need(take(/\d+/y)));
}

export function callId(): unknown {
  return need(take(lexis.callId));
}

export function event(): unknown {
  facts['event'] = need(take(lexis.eventType)).toLowerCase();
  readParameters();
  return facts;
}

const dispositionParameters: KnownParameter[] = [
  ['handling', lexis.oneOf('optional|required'), (value) => setParameter('handling', value)],
];

export function contentDisposition(): unknown {
  facts['type'] = need(take(lexis.oneOf('render|session|icon|alert'))).toLowerCase();
  readParameters(dispositionParameters);
  return facts;
}

/** Checked, and kept as it is written. */
export function contentType(): unknown {
  need(take(lexis.mediaType));
  need(take(lexis.slash));
  need(take(lexis.token));
  while (take(lexis.semicolon) !== undefined) {
    need(take(lexis.token));
    need(take(lexis.equals));
    need(take(lexis.token) ?? take(lexis.quoted));
  }
  return whole();
}

/** Of sip.js's own making. */
export function uuid(): unknown {
  return need(take(lexis.uuid));
}
