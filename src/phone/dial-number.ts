/**
 * What a person types or pastes, or a program gives → what is dialled. A written number keeps its meaning and loses its
 * decoration; anything that would have to be guessed is a problem, never another number.
 */

export type CleanNumber =
  | { readonly number: string; readonly problem?: undefined }
  | { readonly number?: undefined; readonly problem: 'empty' | 'too-long' | 'characters' };

const longest = 63;

/** Marks without meaning that come along when a number is copied: direction marks, zero-width and soft hyphens. */
const invisible = /\p{Cf}/gu;

/** The link that a number was copied from: RFC 3966 (tel), RFC 3261 section 19.1 (sip, sips). */
const scheme = /^\s*(?:tel|sips?):(?:\/\/)?/i;

/** Spaces, brackets, dots, slashes and every kind of dash. */
const decoration = /[\p{Zs}()[\]{}./\p{Pd}−]/gu;

/** "+49 (0) 30": the trunk zero is dialled inside the country only (ITU-T E.123, section 7.2 advises against writing it). */
const trunkZero = /^((?:\+|00)[\d\p{Zs}./\p{Pd}]*\d[\p{Zs}./\p{Pd}]*)\(0\)/u;

const dialString = /^\+?[\d*#]+$/;

/** The user part of a SIP URI (RFC 3261, section 25.1) without `;` and escapes; it has a letter in it. */
const userName = /^(?=.*[a-z])[a-z\d\-_.!~*'()&=+$,?/#]+$/i;

/**
 * @param input as it was typed or pasted, with or without `tel:` or `sip:`; full-width digits of a Chinese keyboard count
 *   as digits. A whole number that JavaScript holds exactly is taken as its digits. Everything else is a problem.
 */
export function cleanNumber(input: unknown): CleanNumber {
  const text = asText(input);
  if (text === null) return { problem: 'characters' };
  const written = text.normalize('NFKC').replace(invisible, '').trim();
  if (written === '') return { problem: 'empty' };
  if (written.length > longest) return { problem: 'too-long' };
  if (userName.test(written)) return { number: written };
  const number = written.replace(trunkZero, '$1').replace(decoration, '');
  return dialString.test(number) ? { number } : { problem: 'characters' };
}

/** `null`: nothing that could be a number. */
function asText(input: unknown): string | null {
  if (input === undefined || input === null) return '';
  // Others are written with an exponent, a sign or a fraction, or have lost digits already.
  if (typeof input === 'number') return Number.isSafeInteger(input) && input >= 0 ? String(input) : null;
  if (typeof input !== 'string') return null;
  const prefix = scheme.exec(input)?.[0];
  return prefix === undefined ? input : decodedUri(input.slice(prefix.length));
}

/** In a link, `%20` is a space (RFC 3986, section 2.1), and headers for the call follow a `?`: those are nobody's to set. */
function decodedUri(part: string): string | null {
  if (part.includes('?')) return null;
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
