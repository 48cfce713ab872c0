import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { browserFlags, findBrowser } from '../../.ci/find-browser.mjs';
import { sipJsModulesForEsbuild } from '../../.ci/sip-js-modules.mjs';
import { startDevelopmentPbx, type DevelopmentPbx, type DevelopmentPbxOptions } from '../pbx/index.js';

export interface PageWithPbx {
  readonly page: Page;
  readonly pbx: DevelopmentPbx;
  close(): Promise<void>;
}

/** Bundles `module` (a path from the project's top) for a page, with the SIP stack that is published. */
export async function bundle(module: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [module],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    minify: true,
    plugins: [sipJsModulesForEsbuild()],
    conditions: ['production'],
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return outputFiles[0]?.text ?? '';
}

/** Starts the browser that `npm test` uses, too. */
export async function launchBrowser(flags: readonly string[] = browserFlags): Promise<Browser> {
  return chromium.launch({ executablePath: await findBrowser(), args: [...flags] });
}

/**
 * A page on the same origin as a development PBX, with `html` in its body and the exports of `module` as `window.exports`.
 */
export async function openPageWithPbx(
  module: string,
  html = '',
  options: DevelopmentPbxOptions = {},
): Promise<PageWithPbx> {
  const script = await bundle(module);
  const document = `<!doctype html><meta charset="utf-8"><title>Page</title><body>${html}
<script type="module">import * as exports from '/module.js'; window.exports = exports;</script>`;
  const pbx = await startDevelopmentPbx({
    ...options,
    mediaAddress: '127.0.0.1',
    fetch: (request) =>
      new URL(request.url).pathname === '/module.js'
        ? new Response(script, { headers: { 'Content-Type': 'text/javascript' } })
        : new Response(document, { headers: { 'Content-Type': 'text/html; charset=utf-8' } }),
  });
  const browser = await launchBrowser();
  const page = await browser.newPage();
  await page.goto(pbx.url);
  await page.waitForFunction(() => 'exports' in window);
  return {
    page,
    pbx,
    close: async () => {
      await browser.close();
      await pbx.close();
    },
  };
}
