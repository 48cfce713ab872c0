/** The themes on every state of every element, in light and dark: what is to be read and seen can be. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { states } from '../shots/states.js';
import { openPageWithPbx, type PageWithPbx } from '../testing/browser.js';

declare const window: Window & { exports: typeof import('./contrast-stage.js') };

const files = readdirSync(new URL('.', import.meta.url)).filter((file) => file.endsWith('.css'));
const themes = files.map((file) => file.replace('.css', ''));
const text = (theme: string) => readFileSync(new URL(`${theme}.css`, import.meta.url), 'utf8');

describe('themes', () => {
  let opened: PageWithPbx;

  before(async () => {
    opened = await openPageWithPbx('demo/themes/contrast-stage.ts');
    const page =
      ':root { color-scheme: light dark } body { margin: 8px; background: var(--linkus-surface, Canvas); font: 16px/1.4 system-ui } figure { margin: 8px } figcaption { display: none }';
    await opened.page.addStyleTag({ content: [page, ...themes.map(text)].join('\n') });
  });
  after(() => opened.close());

  for (const theme of ['', ...themes]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`${theme || 'as they come'}, ${colorScheme}`, async () => {
        const { page } = opened;
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const faint: string[] = [];
        for (const tag of Object.keys(states)) {
          const found = await page.evaluate(
            async ([tag, theme]) => {
              const { show, faintShapes, faintWords } = window.exports;
              document.body.className = theme && `theme-${theme}`;
              await show(tag, 360, 'en');
              return [...faintShapes(), ...(await faintWords())];
            },
            [tag, theme] as const,
          );
          faint.push(...found.map((what) => `${tag}: ${what}`));
        }
        assert.deepEqual(faint, []);
      });
    }
  }
});
