/** Every state of every element, in light and dark: axe finds nothing. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPageWithPbx, type PageWithPbx } from '../testing/browser.js';
import { states } from './states.js';

declare const window: Window & { exports: typeof import('./axe-stage.js') };

describe('accessibility of every state', () => {
  let opened: PageWithPbx;

  before(async () => {
    opened = await openPageWithPbx('demo/shots/axe-stage.ts');
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
        const found = await page.evaluate(async (tag) => {
          await window.exports.show(tag, 360, 'en');
          return window.exports.violations();
        }, tag);
        assert.deepEqual(found, []);
      });
    }
  }
});
