import { allLocales } from './generated/locale-codes.js';

type Locale = (typeof allLocales)[number];

/** Chinese is written in two scripts; these regions, and the script by its name, have the traditional one. */
const traditional = /^zh-(?!hans\b)(.+-)?(hant|hk|mo)\b/;

/**
 * The locale that comes nearest to a wish in BCP 47 form, shortened from its end as in RFC 4647, section 3.4:
 * `en-GB` → `en`. A language alone, or with a script or a country that we have not, gets the one that we have of it:
 * `zh`, `zh-Hans-CN` → `zh-CN`, `zh-HK` → `zh-TW`, `pt-PT` → `pt-BR`. `undefined` when there is none: `sv`.
 */
export function nearestLocale(wish: string): Locale | undefined {
  const tag = wish.toLowerCase().replaceAll('_', '-');
  if (traditional.test(tag)) return 'zh-TW';
  const subtags = tag.split('-');
  for (; subtags.length > 1; subtags.pop()) {
    const exact = allLocales.find((locale) => locale.toLowerCase() === subtags.join('-'));
    if (exact) return exact;
  }
  return allLocales.find((locale) => locale.split('-')[0] === subtags[0]);
}
