import { openPageWithPbx } from '../testing/browser.js';
declare const window: Window & { exports: typeof import('./zz-page.js') };
const { page, close } = await openPageWithPbx('demo/shots/zz-page.ts');
await page.addStyleTag({ content: `:root { color-scheme: light dark; font: 16px/1.4 system-ui } figure { margin: 8px }` });
const all: Record<string, string[]> = {};
for (const width of [240,320]) for (const locale of ['en','zh-CN','de','fr','es','pt-BR','it','ja','ko','ru','ar','zh-TW']) for (const tag of ['linkus-cdr-list','linkus-phone']) {
  await page.setViewportSize({ width: width + 40, height: 800 });
  const f = await page.evaluate(async ([t, w, l]) => { await window.exports.show(t, w, l); return window.exports.spills(); }, [tag, width, locale] as const);
  for (const x of f) { const k = `${tag} ${x.replace(/^[^:]*: /, '').replace(/ \d+\/\d+$/, '')}`; (all[k] ??= []).push(`${width}${locale}`); }
}
for (const [k, v] of Object.entries(all)) console.log(k, [...new Set(v)].join(' '));
await close();
