import { NameAddrHeader } from 'sip.js/lib/grammar/name-addr-header.js';
import { URI } from 'sip.js/lib/grammar/uri.js';

/** Reads the addresses in SIP messages: regular ones as RFC 3261 section 25.1 has them, and the odd ones that occur. */

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

/** User, host, port and parameters of a SIP address; what follows a `?` would be headers for a request to it. */
const sipUri = /^(sips?):(?:([^@\s<>"]+)@)?(\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?((?:;[^\s;?<>"]+)*)(?:\?\S*)?$/i;

function decoded(text: string | undefined): string | undefined | null {
  try {
    return text && decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Parameters as sip.js keeps them: `null` for one without a value. */
function uriParameters(text: string): Record<string, string | null> {
  const pairs = text
    .split(';')
    .slice(1)
    .map((part) => part.split('='));
  return Object.fromEntries(pairs.map(([name = '', value]) => [name.toLowerCase(), value ?? null]));
}

/** Any text that begins like an address gives one: what it says cannot matter more than the message around it. */
export function readUri(text: string): URI {
  const [whole, scheme, user, host = '', port, parameters = ''] = sipUri.exec(text) ?? [];
  const name = decoded(user);
  if (whole === undefined || name === null) return new OpaqueUri(text);
  return new URI(
    scheme,
    name as string,
    host,
    port === undefined ? undefined : Number(port),
    uriParameters(parameters),
  );
}

/** Cuts a list of header values at its commas, those in quotes and angle brackets left out. */
export function splitList(text: string): string[] {
  return (text.match(/(?:"(?:[^"\\]|\\.)*"|<[^>]*>|[^,"<])+|["<]/gs) ?? []).map((part) => part.trim()).filter(Boolean);
}

const quotedPair = /\\(.)/gs;
const named = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^",<]*?))\s*<([^<>\s]*)>\s*((?:;.*)?)$/su;
/** Without brackets a question mark would begin headers of the address, and is refused (RFC 3261 section 20.10). */
const bare = /^\s*([^\s;,<>"?]+)\s*((?:;.*)?)$/su;
const parameter = /^;\s*([^\s=;]+)\s*(?:=\s*(.*?)\s*)?$/su;

/**
 * An address in each form that occurs (RFC 3261 section 25.1, RFC 3966): `"Name" <sip:…>;tag=1`, `sip:…`, `tel:…`, also with
 * a name that should be in quotes and is not. `null` when there is none.
 */
export function readAddress(text: string): NameAddrHeader | null {
  const [, quoted, plain = '', inBrackets, after = ''] = named.exec(text) ?? [];
  const [, uri = '', rest = ''] = inBrackets === undefined ? (bare.exec(text) ?? []) : ['', inBrackets, after];
  if (!/^[a-z][\w+.-]*:./i.test(uri)) return null;
  const header = new NameAddrHeader(readUri(uri), quoted?.replace(quotedPair, '$1') ?? plain, {});
  for (const part of rest.match(/;[^;"]*(?:"(?:[^"\\]|\\.)*"[^;"]*)*/gs) ?? []) {
    const [, name, value] = parameter.exec(part) ?? [];
    if (name) header.setParam(name, value ?? null);
  }
  return header;
}
