/** Every state of every element: axe finds nothing in light and dark, and all words fit in every language. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { allLocales } from '../../locales/generated/locale-codes.js';
import { openPageWithPbx, type PageWithPbx } from '../testing/browser.js';
import { states } from './states.js';

declare const window: Window & { exports: typeof import('./checked-stage.js') };

describe('every state', () => {
  let opened: PageWithPbx;

  before(async () => {
    opened = await openPageWithPbx('demo/shots/checked-stage.ts');
    await opened.page.addStyleTag({
      content:
        ':root { color-scheme: light dark; background: Canvas; font: 16px/1.4 system-ui } figure { margin: 8px }',
    });
  });
  after(() => opened.close());

  for (const tag of Object.keys(states)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`${tag}, ${colorScheme}`, async () => {
        const { page } = opened;
        // What moves is measured at rest.
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const found = await page.evaluate((tag) => window.exports.violations(tag, 360, 'en'), tag);
        assert.deepEqual(found, []);
      });
    }
  }

  for (const locale of allLocales) {
    it(`fits into 240 and 320 px: ${locale}`, async () => {
      for (const [tag, width] of Object.keys(states).flatMap((tag) =>
        [240, 320].map((width) => [tag, width] as const),
      )) {
        const found = await opened.page.evaluate(
          async ([tag, width, locale]) => {
            await window.exports.show(tag, width, locale);
            return window.exports.spills();
          },
          [tag, width, locale] as const,
        );
        assert.deepEqual(found, [], `${tag}, ${width} px`);
      }
    });
  }
});
