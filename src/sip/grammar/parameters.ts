import { facts, setParameter } from './address.js';
import * as lexis from './lexis.js';
import { need, take } from './scanner.js';

/** A parameter with a form of its own: name, form, what becomes of the value. In another form it is read like any. */
export type KnownParameter = readonly [name: string, form: RegExp, keep: (value: string) => void];

/** Keeps a known value; `false` when the parameter isn't known, or has another form. */
export function readKnown(known: readonly KnownParameter[], name: string): boolean {
  const [, form, keep] = known.find(([each]) => each === name) ?? [];
  const value = form && take(form);
  if (value !== undefined) keep?.(value);
  return value !== undefined;
}

/** A value of any parameter: a token, `[::1]` or a quoted string, which keeps its quotes. */
function readValue(): string {
  const reference = take(lexis.ipv6Reference);
  // It becomes the host as well, as in sip.js.
  if (reference !== undefined) facts.host = reference;
  return need(reference ?? take(lexis.token) ?? take(lexis.quoted));
}

/** `;name=value;name`; `readFlag` reads what begins with a word of its own. */
export function readParameters(known: readonly KnownParameter[] = [], readFlag = () => false): void {
  while (take(lexis.semicolon) !== undefined) {
    if (readFlag()) continue;
    const name = need(take(lexis.token)).toLowerCase();
    if (take(lexis.equals) === undefined) setParameter(name, undefined);
    else if (!readKnown(known, name)) setParameter(name, readValue());
  }
}
