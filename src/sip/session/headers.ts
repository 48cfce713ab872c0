import { splitList } from '../address.js';

interface Message {
  readonly headers: Readonly<Record<string, unknown>>;
  getHeaders(name: string): string[];
}

/**
 * Headers of an INVITE that tell a page something about the call; also each that begins with `X-`. The rest is about the
 * way of the message, and may hold what is not meant for a page.
 */
const readable = new Set([
  'alert-info',
  'call-info',
  'contacts-company',
  'diversion',
  'history-info',
  'in-reply-to',
  'organization',
  'p-asserted-identity',
  'p-called-party-id',
  'priority',
  'referred-by',
  'remote-party-id',
  'subject',
  'user-to-user',
]);

/** Name in lower case → values, in the order of the message. */
export type CallHeaders = Readonly<Record<string, readonly string[]>>;

export function readableHeaders(message: Message): CallHeaders {
  const found: Record<string, readonly string[]> = {};
  for (const written of Object.keys(message.headers)) {
    const name = written.toLowerCase();
    if (readable.has(name) || name.startsWith('x-')) found[name] = Object.freeze(message.getHeaders(name));
  }
  return Object.freeze(found);
}

/** Whether one of the option tags in a header is this one (RFC 3261 section 19.2). */
export function hasOption(message: Message, header: 'require' | 'supported', option: string): boolean {
  return message
    .getHeaders(header)
    .flatMap(splitList)
    .some((tag) => tag.toLowerCase() === option);
}
