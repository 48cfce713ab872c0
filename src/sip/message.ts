import { NameAddrHeader } from 'sip.js/lib/grammar/name-addr-header.js';
import { Grammar } from 'sip.js/lib/grammar/grammar.js';
import { URI } from 'sip.js/lib/grammar/uri.js';
import { IncomingRequestMessage } from 'sip.js/lib/core/messages/incoming-request-message.js';
import { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import { readBody } from './body.js';

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

/** An address that is none of SIP's, or out of order: it goes back to the other side as it came. */
class OpaqueUri extends URI {
  constructor(private readonly text: string) {
    const [, scheme = 'sip', user = ''] = /^([a-z][\w+.-]*):([^@;?]*)/i.exec(text) ?? [];
    super(scheme, user, 'unknown.invalid');
  }

  override clone(): this {
    return new OpaqueUri(this.text) as this;
  }

  override toRaw(): string {
    return this.text;
  }

  override toString(): string {
    return this.text;
  }
}

function grammar(text: string, rule: string): unknown {
  try {
    const parsed: unknown = Grammar.parse(text, rule);
    return parsed === -1 ? undefined : parsed;
  } catch {
    // sip.js's grammar decodes percent signs while it reads, and throws at a lone one.
    return undefined;
  }
}

function readUri(text: string): URI {
  return (grammar(text, 'SIP_URI') as URI | undefined) ?? new OpaqueUri(text);
}

/** Cuts a list of header values at its commas, those in quotes and angle brackets left out. */
export function splitList(text: string): string[] {
  return (text.match(/(?:"(?:[^"\\]|\\.)*"|<[^>]*>|[^,"<])+|["<]/g) ?? []).map((part) => part.trim()).filter(Boolean);
}

const quotedPair = /\\(.)/g;

/**
 * An address in each form that occurs (RFC 3261 section 25.1, RFC 3966): `"Name" <sip:…>;tag=1`, `sip:…`, `tel:…`, also with
 * a name that should be in quotes and is not. `null` when there is none.
 */
export function readAddress(text: string): NameAddrHeader | null {
  const named = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^",<]*?))\s*<([^>]*)>(.*)$/su.exec(text);
  // Without brackets a question mark would begin headers of the address, and is refused (section 20.10).
  const [, uri = '', rest = ''] = named
    ? ['', named[3], named[4]]
    : (/^\s*([^\s;,<>"?]+)(?=[\s;]|$)(.*)$/su.exec(text) ?? []);
  if (!/^[a-z][\w+.-]*:./i.test(uri)) return null;
  const header = new NameAddrHeader(readUri(uri), (named?.[1] ?? named?.[2] ?? '').replace(quotedPair, '$1'), {});
  for (const part of rest.match(/;[^;"]*(?:"(?:[^"\\]|\\.)*"[^;"]*)*/g) ?? []) {
    const [, name, value] = /^;\s*([^\s=;]+)\s*(?:=\s*(.*?)\s*)?$/su.exec(part) ?? [];
    if (name) header.setParam(name, value ?? null);
  }
  return header;
}

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

/** Headers of which sip.js takes the address, each time that it looks at them. */
const addresses = new Set(['contact', 'record-route']);

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
      const address = addresses.has(name) ? readAddress(each) : undefined;
      // What cannot be read is kept out of sip.js's sight: it would refuse the whole message.
      if (address === null) continue;
      message.addHeader(name, each);
      if (address) setParsed(message, name, address);
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

/** sip.js's dialogs ask for these three, and must get what was understood of them. */
function readContent(message: IncomingMessage, rest: string): void {
  const { type, text } = readBody(
    message.getHeader('content-type') ?? '',
    cut(rest, message.getHeader('content-length')),
  );
  message.body = text;
  if (type) {
    message.setHeader('content-type', type);
    setParsed(message, 'content-type', type);
    // Sounds and pictures for the ring come in the same message, and are no offer.
    const disposition = /^\s*[^\s;]+/.exec(message.getHeader('content-disposition') ?? '')?.[0].toLowerCase();
    message.setHeader('content-disposition', disposition ?? 'session');
    setParsed(message, 'content-disposition', {
      type: type === 'application/sdp' ? (disposition ?? 'session') : 'render',
    });
  }
  const event = /^\s*([^\s;]+)/.exec(message.getHeader('event') ?? '')?.[1];
  if (event) setParsed(message, 'event', { event: event.toLowerCase() });
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
