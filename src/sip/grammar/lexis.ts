import { pattern } from './scanner.js';

/** The words and signs of RFC 3261 section 25.1. */

const space = '[ \\t]*(?:\\r\\n[ \\t]+)?';
const tokenSource = "[\\w.!%*+`'~-]+";
const quotedSource = `${space}"(?:[ \\t!#-[\\]-~\\x80-\\uffff]|\\r\\n(?=[ \\t])|\\\\[\\0-\\t\\v\\f\\x0e-\\x7f])*"`;
const wordSource = '[\\w.!%*+`\'~()<>:\\\\"/[\\]?{}-]+';

/** Characters of an address, those given and the unreserved ones, or escaped as `%41`. */
export const escapable = (others: string): string => `(?:[${others}\\w.!~*'()-]|%[\\da-f]{2})`;
const sign = (character: string) => pattern(space + character + space);
/** One of these, or any other token; a token that begins with one of them is not read as a whole, as in sip.js. */
export const oneOf = (words: string): RegExp => pattern(`${words}|${tokenSource}`);

export const token = pattern(tokenSource);
export const quoted = pattern(quotedSource);
export const uuid = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/iy;
export const openingQuote = pattern(`${space}"`);
export const callId = pattern(`${wordSource}(?:@${wordSource})?`);
const part = "[\\w!%*+`'~-]+";
export const eventType = pattern(`${part}(?:\\.${part})*`);
export const qopValue = oneOf('auth-int|auth');
export const mediaType = oneOf('text|image|audio|video|application');
export const displayName = pattern(`${tokenSource}(?:(?=[ \\t\\r])${space}${tokenSource})*|${quotedSource}`);
export const whiteSpace = pattern(`(?=[ \\t\\r])${space}`);
export const star = sign('\\*');
export const comma = sign(',');
export const semicolon = sign(';');
export const colon = sign(':');
export const equals = sign('=');
export const slash = sign('/');
export const openingAngle = pattern(`${space}<`);
export const closingAngle = pattern(`>${space}`);

/** Case-sensitive (RFC 3261 section 7.1). */
export const method = new RegExp(
  `INVITE|ACK|OPTIONS|BYE|CANCEL|REGISTER|SUBSCRIBE|PUBLISH|NOTIFY|REFER|${tokenSource}`,
  'y',
);

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]\\d|\\d)';
const ipv4 = `${octet}(?:\\.${octet}){3}`;
const group = '[\\da-f]{1,4}';
const last32 = `(?:${group}:${group}|${ipv4})`;
/** With up to `before + 1` groups before `::` and `after` groups and the last 32 bits behind it. */
const shortened = (before: number, after: number) =>
  `${group}(?::${group}){0,${before}}::(?:${group}:){${after}}${last32}`;
const ipv6 = [
  `(?:${group}:){6}${last32}`,
  `::(?:${group}:){0,5}${last32}`,
  `::${group}`,
  ...[0, 1, 2, 3, 4].map((before) => shortened(before, 4 - before)),
  `${group}(?::${group}){0,5}::${group}`,
  `${group}(?::${group}){0,6}::`,
].join('|');

export const ipv6Reference = pattern(`\\[(?:${ipv6})]`);
export const address = pattern(`${ipv4}|${ipv6}|\\[(?:${ipv6})]`);
/** Of a name all labels that are followed by a dot belong to it; the last label begins with a letter. */
export const host = pattern(`(?:[\\w-]+\\.)*(?![\\w-]+\\.)[a-z][a-z\\d-]*|${ipv4}|\\[(?:${ipv6})]`);
