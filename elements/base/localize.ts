/**
 * `msg` of `@lit/localize`, without the code that loads locales: that comes with `locales/`, and a page in English doesn't
 * need it. The package has one entry for everything and isn't marked as free of side effects, so a bundler keeps all of it;
 * this is the file behind the entry. `msg` may be called while rendering only.
 */
export { msg } from '@lit/localize/init/install.js';
