import * as at from './address.js';
import { escapable } from './lexis.js';
import { need, pattern, position, rewind, take } from './scanner.js';

const path = `/${escapable(':@&=+$,;/')}*`;
const query = `(?:\\?${escapable(';/?:@&=+$,')}*)?`;
const rootedPath = pattern(path + query);
const restOfUrl = pattern(`(?:${path})?${query}`);
const opaque = pattern(`${escapable(';?:@&=+$,')}${escapable(';/?:@&=+$,')}*`);

/** An address of another scheme (RFC 2396 section 3); its scheme is returned. */
export function readForeignUri(): string {
  const scheme = need(take(/[a-z][a-z\d+.-]*:/iy)).slice(0, -1);
  if (take(/\/\//y) === undefined) {
    need(take(rootedPath) ?? take(opaque));
    return scheme;
  }
  const start = position();
  // With two @, as in sip.js: what it calls the user information has one already.
  if (!(at.readUserInfo() && take(/@/y))) rewind(start);
  if (at.readHost()) at.readPort(/:/y);
  take(restOfUrl);
  return scheme;
}
