/**
 * What a person types or pastes → what is dialled. A written number keeps its meaning and loses its decoration; anything
 * that would have to be guessed is a problem, never another number.
 */

export type CleanNumber =
  | { readonly number: string; readonly problem?: undefined }
  | { readonly number?: undefined; readonly problem: 'empty' | 'too-long' | 'characters' };

const longest = 64;

/** Marks without meaning that come along when a number is copied: direction marks, zero-width and soft hyphens. */
const invisible = /\p{Cf}/gu;

/** Spaces, brackets, dots, slashes and every kind of dash. */
const decoration = /[\p{Zs}()[\]{}./\p{Pd}−]/gu;

/** "+49 (0) 30": the trunk zero is dialled inside the country only (ITU-T E.123, section 7.2 advises against writing it). */
const trunkZero = /^((?:\+|00)[\d\p{Zs}./\p{Pd}]*\d[\p{Zs}./\p{Pd}]*)\(0\)/u;

const dialString = /^\+?[\d*#]+$/;

/** The user part of a SIP URI (RFC 3261, section 25.1) without `;` and escapes; it has a letter in it. */
const userName = /^(?=.*[a-z])[a-z\d\-_.!~*'()&=+$,?/#]+$/i;

/** @param text as it was typed or pasted; full-width digits of a Chinese keyboard count as digits */
export function cleanNumber(text: string): CleanNumber {
  const written = text.normalize('NFKC').replace(invisible, '').trim();
  if (written === '') return { problem: 'empty' };
  if (written.length > longest) return { problem: 'too-long' };
  if (userName.test(written)) return { number: written };
  const number = written.replace(trunkZero, '$1').replace(decoration, '');
  return dialString.test(number) ? { number } : { problem: 'characters' };
}
