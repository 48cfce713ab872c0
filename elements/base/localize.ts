/**
 * `msg` of `@lit/localize`, without the code that loads locales: that comes with `locales/`, and a page in English doesn't
 * need it. The package has one entry for everything and isn't marked as free of side effects, so a bundler keeps all of it;
 * this is the file behind the entry. `msg` may be called while rendering only.
 */
import { msg as localized } from '@lit/localize/init/install.js';

let ownTexts: Readonly<Record<string, string>> = {};

/** Texts of the page's own by their ids, in place of ours in every language. They count from the next drawing on. */
export function useOwnTexts(texts: Readonly<Record<string, string>>): void {
  ownTexts = texts;
}

type TextOf = (template: string, options?: { id?: string }) => string;

/** A text of the page's own is text: where ours is a template with markup, `msg` gives ours. */
export const msg = ((template, options) =>
  (typeof template === 'string' ? ownTexts[options?.id ?? ''] : undefined) ??
  // Under another type: the tool that extracts the texts would take this for one of them.
  (localized as TextOf)(template, options)) as TextOf as typeof localized;
