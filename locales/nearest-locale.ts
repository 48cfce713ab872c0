import { allLocales } from './generated/locale-codes.js';

type Locale = (typeof allLocales)[number];

/**
 * The locale that comes nearest to a wish in BCP 47 form, shortened from its end as in RFC 4647, section 3.4:
 * `en-GB` → `en`. A language alone, or with a script or a country that we have not, gets the one that we have of it:
 * `zh`, `zh-Hans-CN` → `zh-CN`. `undefined` when there is none: `de-AT`.
 */
export function nearestLocale(wish: string): Locale | undefined {
  const subtags = wish.toLowerCase().split(/[-_]/);
  for (; subtags.length > 1; subtags.pop()) {
    const exact = allLocales.find((locale) => locale.toLowerCase() === subtags.join('-'));
    if (exact) return exact;
  }
  return allLocales.find((locale) => locale.split('-')[0] === subtags[0]);
}
