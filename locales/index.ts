/**
 * The language of the elements, one for the page. The only caller of `configureLocalization`, which can be called once.
 */
import { configureLocalization } from '@lit/localize';
import { allLocales, sourceLocale, targetLocales } from './generated/locale-codes.js';
import { localeSetter } from './locale-setter.js';

export { nearestLocale } from './nearest-locale.js';

type Texts = typeof import('./generated/de.js');

/** Written out, so that any bundler sees them and makes a file of each. */
const loaders: Record<(typeof targetLocales)[number], () => Promise<Texts>> = {
  ar: () => import('./generated/ar.js'),
  de: () => import('./generated/de.js'),
  es: () => import('./generated/es.js'),
  fr: () => import('./generated/fr.js'),
  it: () => import('./generated/it.js'),
  ja: () => import('./generated/ja.js'),
  ko: () => import('./generated/ko.js'),
  'pt-BR': () => import('./generated/pt-BR.js'),
  ru: () => import('./generated/ru.js'),
  'zh-CN': () => import('./generated/zh-CN.js'),
  'zh-TW': () => import('./generated/zh-TW.js'),
};

const localization = configureLocalization({
  sourceLocale,
  targetLocales,
  loadLocale: (locale) => loaders[locale as keyof typeof loaders](),
});

/** The locales that there are texts in. */
export const locales: readonly string[] = allLocales;

/** The locale in use. */
export const getLocale: () => string = localization.getLocale;

/**
 * Changes the language of all elements of the page.
 * @param wish a BCP 47 tag; the nearest locale is taken, English (and a warning) when there is none
 * @throws what the loading of the texts failed with; the texts are then English, and it can be tried again
 */
export const setLocale: (wish: string) => Promise<void> = localeSetter(localization.setLocale);
