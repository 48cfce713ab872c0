// Not from the package's index: this module is to take the place of a part of the package.
import { NameAddrHeader } from 'sip.js/lib/grammar/name-addr-header.js';
import { URI } from 'sip.js/lib/grammar/uri.js';
import * as lexis from './lexis.js';
import { begin, need, pattern, position, rewind, take } from './scanner.js';

/** sip.js makes `null` of `undefined`. */
type Parameters = Record<string, string | number | null | undefined>;

/** What has been read so far, under sip.js's names. */
export interface Facts {
  [name: string]: unknown;
  user?: string | undefined;
  host?: string | undefined;
  port?: number | undefined;
  uri_params?: Parameters | undefined;
  uri_headers?: Record<string, string[]>;
  uri?: URI | undefined;
  displayName?: string | undefined;
  params?: Parameters | undefined;
}

export let facts: Facts = {};

export function beginFacts(input: string): void {
  begin(input);
  facts = {};
}

const userInfo = pattern(`${lexis.escapable('&=+$,;?/')}+(?::${lexis.escapable('&=+$,')}*)?@`);
const parameterText = `${lexis.escapable('[\\]/:&+$')}+`;
const uriParameter = pattern(`${parameterText}(?:=${parameterText})?`);
const headerText = lexis.escapable('[\\]/?:+$');
const uriHeader = pattern(`${headerText}+=${headerText}*`);

/** Parameters of an address with a form of their own: name, value, what becomes of it. In another form they are read like any. */
const knownParameters: [RegExp, RegExp, (value: string, parameters: Parameters) => void][] = [
  [/transport=/iy, lexis.oneOf('udp|tcp|sctp|tls'), (value, to) => (to['transport'] = value.toLowerCase())],
  [/user=/iy, lexis.oneOf('phone|ip'), (value, to) => (to['user'] = value.toLowerCase())],
  [/method=/iy, lexis.method, (value, to) => keepMethod((to['method'] = value))],
  [/ttl=/iy, /\d{1,3}/y, (value) => setParameter('ttl', parseInt(value))],
  [/maddr=/iy, lexis.host, (value, to) => (facts.host = to['maddr'] = value)],
  [/lr/iy, pattern(`(?:=${lexis.token.source})?`), (_value, to) => (to['lr'] = undefined)],
];

export function keepMethod(method: string): void {
  facts['method'] = method;
}

/** A parameter of the header, not of the address in it. */
export function setParameter(name: string, value: string | number | undefined): void {
  (facts.params ??= {})[name] = value;
}

function readUriParameter(): void {
  const parameters = (facts.uri_params ??= {});
  const start = position();
  for (const [name, form, keep] of knownParameters) {
    const value = take(name) === undefined ? undefined : take(form);
    if (value !== undefined) return keep(value, parameters);
    rewind(start);
  }
  const [name = '', value] = need(take(uriParameter)).split('=');
  parameters[name.toLowerCase()] = value;
}

function readUriHeader(): void {
  const [name = '', value = ''] = need(take(uriHeader)).split('=');
  ((facts.uri_headers ??= {})[name.toLowerCase()] ??= []).push(value);
}

/** `user:password@`; the password is a part of the user, as in sip.js. */
export function readUserInfo(): boolean {
  const found = take(userInfo);
  if (found !== undefined) facts.user = decodeURIComponent(found.slice(0, -1));
  return found !== undefined;
}

export function readHost(): boolean {
  const found = take(lexis.host);
  if (found !== undefined) facts.host = found;
  return found !== undefined;
}

export function readPort(sign: RegExp): void {
  if (take(sign) !== undefined) facts.port = parseInt(need(take(/\d{0,5}/y)));
}

/** Makes the address of what has been read of it; the headers of an address are kept for the next one, as in sip.js. */
export function makeUri(scheme: string, headers = facts.uri_headers): void {
  const { user, host, port, uri_params } = facts;
  facts.uri = new URI(scheme, user as string, host as string, port, uri_params as URI['parameters'], headers);
  facts.user = facts.host = facts.port = facts.uri_params = undefined;
}

/** A SIP address (RFC 3261 section 19.1.1); outside of angle brackets its parameters would be those of the header. */
export function readUri(withParameters: boolean): boolean {
  const scheme = take(/sips?:/iy)?.slice(0, -1);
  if (!scheme) return false;
  readUserInfo();
  if (!readHost()) return false;
  readPort(/:/y);
  if (withParameters) {
    while (take(/;/y)) readUriParameter();
    for (let sign = /\?/y; take(sign); sign = /&/y) readUriHeader();
  }
  makeUri(scheme, withParameters ? facts.uri_headers : {});
  return true;
}

export function sipUri(): unknown {
  need(readUri(true));
  return facts.uri;
}

export function readDisplayName(): boolean {
  const found = take(lexis.displayName)?.trim();
  if (found !== undefined) facts.displayName = found.startsWith('"') ? found.slice(1, -1) : found;
  return found !== undefined;
}

/** `<sip:…>` */
export function readBracketed(): boolean {
  return take(lexis.openingAngle) !== undefined && readUri(true) && take(lexis.closingAngle) !== undefined;
}

/** `"Name" <sip:…>` */
export function readNamed(): boolean {
  readDisplayName();
  return readBracketed();
}

/** `sip:…` or `"Name" <sip:…>` */
export function readNamedOrBare(): boolean {
  const start = position();
  if (readUri(false)) return true;
  rewind(start);
  return readNamed();
}

/** What has been read of one address in a header; the next one begins anew. */
export function takeNameAddress(): NameAddrHeader {
  const { uri, displayName, params } = facts;
  facts.uri = facts.displayName = facts.params = undefined;
  return new NameAddrHeader(uri as URI, displayName as string, params as Record<string, string>);
}
