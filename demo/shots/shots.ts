/**
 * `npm run shots [-- element …]`: draws every element in every state × {light, dark, forced colours} × {en, zh-CN, ar} ×
 * {240, 400, 1000 px} into `.cache/shots/`, with an `index.html` to look at them all. One picture has all states of an element.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openPageWithPbx } from '../testing/browser.js';

declare const window: Window & { exports: typeof import('./stage.js') };

const folder = fileURLToPath(new URL('../../.cache/shots/', import.meta.url));
const schemes = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  forced: { colorScheme: 'dark', forcedColors: 'active' },
} as const;
const locales = ['en', 'zh-CN', 'ar'];
const widths = [240, 400, 1000];
/** States that fit beside each other are drawn so, or a picture would be too high to look at. */
const sheet = 1360;

const wanted = process.argv.slice(2);
const { page, close } = await openPageWithPbx('demo/shots/stage.ts');
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const rows: string[] = [];
try {
  await page.addStyleTag({
    content: `:root { color-scheme: light dark; font: 16px/1.4 system-ui; background: light-dark(#f4f5f7, #121316) }
      body { margin: 8px; display: flex; flex-wrap: wrap; gap: 24px 16px } figure { margin: 0 } figcaption { font-size: 12px; opacity: .7; margin-block-end: 4px }`,
  });
  const elements = await page.evaluate(() => window.exports.elements);
  for (const element of elements.filter((name) => wanted.length === 0 || wanted.includes(name))) {
    for (const [scheme, media] of Object.entries(schemes)) {
      await page.emulateMedia({ ...media, reducedMotion: 'reduce' });
      for (const locale of locales) {
        for (const width of widths) {
          await page.setViewportSize({ width: Math.max(width + 32, sheet), height: 600 });
          await page.evaluate(([tag, wide, language]) => window.exports.show(tag, wide, language), [
            element,
            width,
            locale,
          ] as const);
          const name = `${element}-${scheme}-${locale}-${width}`;
          await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
          rows.push(`<figure><figcaption>${name}</figcaption><img loading="lazy" src="${name}.png"></figure>`);
        }
      }
    }
    console.log(`✓ ${element}`);
  }
} finally {
  await close();
}
const style = 'figure { display: inline-block; vertical-align: top; margin: 8px } img { border: 1px solid #888 }';
await writeFile(
  join(folder, 'index.html'),
  `<!doctype html><meta charset="utf-8"><title>linkus-elements</title><style>${style}</style>${rows.join('\n')}`,
);
console.log(`${rows.length} pictures: ${join(folder, 'index.html')}`);
