import { IncomingRequestMessage } from 'sip.js/lib/core/messages/incoming-request-message.js';
import { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import { readAddress, readUri, splitList } from './address.js';
import { readBody } from './body.js';
import { readChallenge } from './challenge.js';

/**
 * Reads SIP messages (RFC 3261 section 7) for the transactions and dialogs of sip.js. Its own parser drops a message for
 * one header that it cannot read; here such a header is kept as text, and everything else of the message counts.
 */

export type IncomingMessage = IncomingRequestMessage | IncomingResponseMessage;

/** RFC 3261 section 7.3.3, RFC 3515 section 2.1, RFC 6665 section 8.2.1, RFC 4028 section 4, RFC 3892 section 3. */
const compactForms: Readonly<Record<string, string>> = {
  b: 'referred-by',
  c: 'content-type',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
};

/** `SIP/2.0/WSS host:port;branch=…` (RFC 3261 section 20.42); a host with characters that it must not have is taken, too. */
function readVia(text: string): { host: string; port: number | undefined; branch: string } | null {
  const via =
    /^SIP\s*\/\s*2\.0\s*\/\s*\w+\s+(\[[^\]]*\]|[^\s:;,]+)\s*(?::\s*(\d+))?\s*(?:;\s*[^\s;,=]+\s*(?:=\s*(?:"[^"]*"|[^\s;,]+))?\s*)*$/i;
  const [whole, host = '', port] = via.exec(text) ?? [];
  if (whole === undefined) return null;
  const branch = /;\s*branch\s*=\s*([^\s;,]+)/i.exec(text)?.[1] ?? '';
  return { host, port: port === undefined ? undefined : Number(port), branch };
}

/** Header lines in their order, continued ones joined (section 7.3.1); what has no colon is left out. */
function readLines(head: string): { start: string; lines: [name: string, value: string][] } {
  const [start = '', ...lines] = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  return {
    start,
    lines: lines.flatMap((line): [string, string][] => {
      const [, written, value = ''] = /^([^\s:]+)[ \t]*:(.*)$/s.exec(line) ?? [];
      const name = written?.toLowerCase();
      return name === undefined ? [] : [[compactForms[name] ?? name, value.trim()]];
    }),
  };
}

/** The message for its start line (section 7.1 and 7.2). */
function begin(start: string): IncomingMessage | null {
  const [, status, phrase = ''] = /^SIP\/2\.\d (\d{3})(?: (.*))?$/i.exec(start) ?? [];
  if (status !== undefined) {
    const response = new IncomingResponseMessage();
    response.statusCode = Number(status);
    response.reasonPhrase = phrase;
    return response;
  }
  const [, method, uri] = /^([^\s:]+) ([^\s<>"]+) SIP\/2\.\d$/i.exec(start) ?? [];
  if (method === undefined || uri === undefined) return null;
  const request = new IncomingRequestMessage();
  request.method = method;
  request.ruri = readUri(uri);
  return request;
}

/** Without one of these a message belongs to no transaction (section 8.1.1). */
const needed = ['via', 'from', 'to', 'call-id', 'cseq'];

/** Headers that may carry several values in one line, and are read value by value. */
const lists = new Set(['contact', 'record-route', 'via', 'p-asserted-identity']);

/** Headers that sip.js asks for in parts: what reads one value. */
const readers: Readonly<Record<string, (text: string) => unknown>> = Object.assign(Object.create(null) as object, {
  contact: readAddress,
  'record-route': readAddress,
  'www-authenticate': readChallenge,
  'proxy-authenticate': readChallenge,
});

/** The message in a text; `null` when it is none, or lacks what answering it would need. */
export function readMessage(text: string): IncomingMessage | null {
  const end = /\r?\n\r?\n/.exec(text);
  const { start, lines } = readLines(text.slice(0, end?.index ?? text.length));
  const message = begin(start);
  if (!message) return null;
  message.data = text;
  // A page may have given every object members of its own; without a prototype there are none in here.
  message.headers = Object.assign(Object.create(null) as typeof message.headers, message.headers);
  for (const [name, value] of lines) {
    for (const each of lists.has(name) ? splitList(value) : [value]) {
      const parsed = readers[name]?.(each);
      // What cannot be read is kept out of sip.js's sight: it would refuse the whole message. Of several challenges the one
      // that we can answer is left.
      if (parsed === null) continue;
      message.addHeader(name, each);
      if (parsed !== undefined) setParsed(message, name, parsed);
    }
  }
  if (!needed.every((name) => message.hasHeader(name))) return null;
  const [via = '', from = '', to = '', callId = '', cseq = ''] = needed.map((name) => message.getHeader(name));
  const top = readVia(via);
  const sender = readAddress(from);
  const receiver = readAddress(to);
  const [, sequence, method] = /^(\d+)\s+(\S+)$/.exec(cseq) ?? [];
  if (!top || !sender || !receiver || method === undefined) return null;
  // Where a request wants its answers is needed; of a response the bindings that can be read are.
  const hasContact = lines.some(([name]) => name === 'contact');
  if (message instanceof IncomingRequestMessage && hasContact && !message.hasHeader('contact')) return null;
  Object.assign(message, { via: top, viaBranch: top.branch, callId, cseq: Number(sequence) });
  message.from = sender;
  message.fromTag = sender.getParam('tag') ?? '';
  message.to = receiver;
  message.toTag = receiver.getParam('tag') ?? '';
  setParsed(message, 'to', receiver);
  if (message instanceof IncomingResponseMessage) message.method = method;
  readContent(message, end ? text.slice(end.index + end[0].length) : '');
  return message;
}

/** The description, where there is one among several parts, and what the body is then. */
function readContent(message: IncomingMessage, rest: string): void {
  const { type, text } = readBody(
    message.getHeader('content-type') ?? '',
    cut(rest, message.getHeader('content-length')),
  );
  message.body = text;
  if (type) message.setHeader('content-type', type);
}

/** Spares sip.js the reading of the last header of this name, and says what it is. */
function setParsed(message: IncomingMessage, name: string, parsed: unknown): void {
  const kept = Object.entries(message.headers).find(([key]) => key.toLowerCase() === name)?.[1];
  Object.assign(kept?.at(-1) ?? {}, { parsed });
}

/** As many bytes as `Content-Length` says; more than one datagram's worth never follows on a WebSocket (RFC 7118 section 5). */
function cut(text: string, length: string | undefined): string {
  const bytes = new TextEncoder().encode(text);
  const wanted = length === undefined ? bytes.length : Number(length);
  return wanted >= bytes.length ? text : new TextDecoder().decode(bytes.subarray(0, wanted));
}
