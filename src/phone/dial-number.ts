/**
 * What a person types or pastes, or a program gives → what is dialled. A written number keeps its meaning and loses its
 * decoration; anything that would have to be guessed is a problem, never another number.
 */

export type CleanNumber =
  | {
      readonly number: string;
      /** Dialled after the answer: characters of `0123456789*#`, and `,` for a pause of two seconds. It begins with a pause. */
      readonly tones?: string;
      readonly problem?: undefined;
    }
  | {
      readonly number?: undefined;
      readonly tones?: undefined;
      readonly problem: 'empty' | 'too-long' | 'characters' | 'several';
    };

const longest = 63;

const digit = /\p{Nd}/u;

/** Marks without meaning that come along when a number is copied: direction marks, zero-width and soft hyphens. */
const invisible = /\p{Cf}/gu;

/** Roman and circled numbers, fractions, and the superscript of a footnote. */
const noDigits = /[\p{No}\p{Nl}]/u;

/** The link that a number was copied from: RFC 3966 (tel), RFC 3261 section 19.1 (sip, sips). */
const scheme = /^\s*(?:tel|sips?):(?:\/\/)?/i;

/** Spaces, brackets, dots, slashes and every kind of dash. */
const decoration = /[\p{Zs}()[\]{}./\p{Pd}−]+/gu;

/**
 * "+49 (0) 30": the trunk zero is dialled inside the country only (ITU-T E.123, section 7.2 advises against writing it). In
 * Italy and San Marino it belongs to the number.
 */
const trunkZero = /^([^\d+]*(?:\+|00)[()[\]]*(?!39|378)\d[\d\p{Zs}()[\]./\p{Pd}]*)[([]\p{Zs}*0\p{Zs}*[)\]]/u;

/** An extension (also RFC 3966, section 5.3), in the words of our languages. One group of digits: two may be two numbers. */
const extension = /^(\P{L}*\d\P{L}*?)(?:;ext=|[\s,;]*(?:ext(?:ension|n)?|x|доб|转|分机|内線)[.:]?)\s*(\d[\d,]*#?)$/iu;

/** Pauses and tones. One comma alone may separate two numbers, unless `#` is at the end. */
const pauses = /^([^,]+?)\s*(,,[\d*#,]*[\d*#]|,\d[\d,]*#)$/;

const dialString = /^\+?[\d*#]+$/;

/** The user part of a SIP URI (RFC 3261, section 25.1) without escapes and what separates two of them; it has a letter in it. */
const userName = /^(?=.*[a-z])[a-z\d\-_.!~*'+=$#]+$/i;

/** A slash is between the area code, which begins with 0 or is in brackets, and the number, which doesn't begin with 0. */
const afterArea = /^(?:(?:\+|00)\d{2,7}|0\d{1,5}|\(\d{1,6}\))\/[1-9]\d+$/;

/** "1001or1002" */
const wordBetween = /^[^a-z]*\d{3}.*[a-z].*\d{3}/i;

/** The prefix of a call to another country, also behind the digit for an outside line. */
const international = /^(?:\+|0?00|9?011)/;

/**
 * @param input as it was typed or pasted, with or without `tel:` or `sip:`; the decimal digits of every script count as digits.
 *   A whole number that JavaScript holds exactly is taken as its digits. Everything else is a problem.
 */
export function cleanNumber(input: unknown): CleanNumber {
  const text = asText(input);
  if (text === null || noDigits.test(text)) return { problem: 'characters' };
  const written = asciiDigits(text).normalize('NFKC').replace(invisible, '').trim();
  if (written === '') return { problem: 'empty' };
  if (written.length > longest) return { problem: 'too-long' };
  const [, main = written, after = ''] = pauses.exec(written) ?? extension.exec(written) ?? [];
  // Two pauses: who answers has to be ready for them.
  const tones = after && { tones: after.replace(/^(?!,)/, ',,') };
  if (userName.test(main) && !wordBetween.test(main)) return { number: main, ...tones };
  const plain = main.replace(trunkZero, '$1');
  const number = plain.replace(decoration, '');
  if (!dialString.test(number)) return { problem: isSeparated(written) ? 'several' : 'characters' };
  return isSeveral(plain, number) ? { problem: 'several' } : { number, ...tones };
}

/** Number and tones in one text, from which `cleanNumber` reads the same again. What can't be dialled stays as it is. */
export function dialText<Input>(input: Input): Input | string {
  const { number, tones = '' } = cleanNumber(input);
  return number === undefined ? input : number + tones;
}

/** Decimal digits of any script as ASCII. Each script has its ten in a row, and rows that touch are whole ones (Unicode, section 4.6). */
export function asciiDigits(text: string): string {
  return text.replace(/(?!\d)\p{Nd}/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    let zero = code;
    while (digit.test(String.fromCodePoint(zero - 1))) zero--;
    return String((code - zero) % 10);
  });
}

/** Two of them with something else between them than what numbers are decorated with. Not in links and addresses. */
function isSeparated(written: string): boolean {
  if (/[@:=<]/.test(written)) return false;
  return (
    written
      .replace(decoration, '')
      .split(/[^\d*#]+/)
      .filter((part) => /\d{3}/.test(part)).length > 1
  );
}

/**
 * Digits in groups are one number (ITU-T E.123), unless they are more than one has, or look like two: behind a whole number
 * another one begins with its area code, or all of them differ in their last digits only.
 */
function isSeveral(plain: string, number: string): boolean {
  if (plain.includes('/') && !afterArea.test(plain.replace(/[^\d+()/]/g, ''))) return true;
  const groups = plain.replace(decoration, ' ').trim();
  if (!groups.includes(' ')) return false;
  return (
    // The longest number (ITU-T E.164, section 6.2).
    number.replace(international, '').length > 15 ||
    /^(?:\D*\d){6}[\d ]* 0\d{5}| 00\d{6}/.test(groups) ||
    /^\+?(?:(\d{2,}|\d[\d ]{4,})\d\d(?: \1\d\d)+|(\d\d)\d(?: \2\d)+)$/.test(groups)
  );
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

/** In a link, `%20` is a space (RFC 3986, section 2.1), and headers for the call follow a `?`: a link must not set those. */
function decodedUri(part: string): string | null {
  if (part.includes('?')) return null;
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
