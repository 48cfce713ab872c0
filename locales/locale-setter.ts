import { sourceLocale } from './generated/locale-codes.js';
import { nearestLocale } from './nearest-locale.js';

/**
 * Wraps the `setLocale` of `@lit/localize`: any BCP 47 tag is understood, and a load that failed can be tried again.
 * By itself it would hand out the same rejected promise for ever while the failed locale is the one being loaded.
 */
export function localeSetter(load: (locale: string) => Promise<void>): (wish: string) => Promise<void> {
  return async (wish) => {
    const locale = nearestLocale(wish);
    if (!locale) console.warn(`linkus-elements: there are no texts in "${wish}", so they stay in "${sourceLocale}".`);
    try {
      await load(locale ?? sourceLocale);
    } catch (error) {
      await load(sourceLocale);
      throw error;
    }
  };
}
