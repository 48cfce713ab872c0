/** Answers to requests that can't be parsed. */
import { randomToken } from './random.js';

/** What a response copies from its request (RFC 3261 section 8.2.6.2), with its compact form. */
const COPIED = [
  ['Via', 'v'],
  ['From', 'f'],
  ['To', 't'],
  ['Call-ID', 'i'],
  ['CSeq', 'cseq'],
] as const;

/**
 * The response to a request that is out of order: 400, or 505 for another version of SIP (RFC 3261 section 21.5.6).
 * Undefined when there is nothing that could be answered: no request at all, an ACK, a header missing that every response has.
 */
export function badRequestAnswer(text: string): string | undefined {
  const [head = ''] = text.replace(/^(\r\n)+/, '').split('\r\n\r\n');
  // A line that begins with white space continues the one before (RFC 3261 section 7.3.1).
  const [start = '', ...lines] = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const request = /^([\w.!%*+`'~-]+)\s+.*\sSIP\/(\S+)\s*$/i.exec(start);
  if (!request || request[1] === 'ACK') return undefined;
  const headers: string[] = [];
  for (const [name, compact] of COPIED) {
    const pattern = new RegExp(`^(?:${name}|${compact})[ \\t]*:[ \\t]*(.+)$`, 'i');
    const values = lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
    if (values.length === 0) return undefined;
    const tag = name === 'To' && !/;\s*tag\s*=/i.test(values[0] ?? '') ? `;tag=${randomToken(4)}` : '';
    headers.push(...(name === 'Via' ? values : values.slice(0, 1)).map((value) => `${name}: ${value}${tag}`));
  }
  const status = request[2] === '2.0' ? '400 Bad Request' : '505 Version Not Supported';
  return [`SIP/2.0 ${status}`, ...headers, 'Content-Length: 0', '', ''].join('\r\n');
}

/** True when the text ends before its body does, or begins a body of less than nothing (RFC 3261 section 18.3). */
export function isCutOff(body: string, contentLength: string | undefined): boolean {
  const length = contentLength === undefined ? 0 : Number(contentLength);
  return !(length >= 0) || new TextEncoder().encode(body).length < length;
}
