import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { bundleLikeCore } from '../../.ci/bundle.mjs';
import { browserFlags } from '../../.ci/find-browser.mjs';
import { startDevelopmentPbx, type DevelopmentPbx } from '../pbx/index.js';
import { launchBrowser } from '../testing/browser.js';
import type * as InPage from './in-page.js';

/** What the bench pages have as `window.exports`. */
export type InPageExports = typeof InPage;
export type BenchWindow = Window & { exports: InPageExports };

export interface BenchPages {
  readonly pbx: DevelopmentPbx;
  /**
   * A page in a browser context of its own: nothing cached, no preflight remembered, the microphone not yet open.
   * `prepare` is called before it is opened.
   */
  newPage(origin?: 'same' | 'other', prepare?: (page: Page) => Promise<void>): Promise<Page>;
  close(): Promise<void>;
}

const document = `<!doctype html><meta charset="utf-8"><title>Bench</title><body><button>Go</button>
<script type="module">import * as exports from '/module.js'; window.exports = exports;</script>`;

/** A development PBX, and pages with the published core on its origin and on another one. */
export async function openBenchPages(flags: readonly string[] = []): Promise<BenchPages> {
  const script = await bundleLikeCore('demo/bench/in-page.ts');
  const answer = (path: string) =>
    path === '/module.js'
      ? ([script, 'text/javascript; charset=utf-8'] as const)
      : ([document, 'text/html; charset=utf-8'] as const);
  const pbx = await startDevelopmentPbx({
    mediaAddress: '127.0.0.1',
    fetch: ({ url }) => {
      const [body, type] = answer(new URL(url).pathname);
      return new Response(body, { headers: { 'Content-Type': type } });
    },
  });
  const other = createServer(({ url = '/' }, response) => {
    const [body, type] = answer(url);
    response.setHeader('Content-Type', type);
    response.end(body);
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const otherUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
  const browser = await launchBrowser([...browserFlags, ...flags]);
  return {
    pbx,
    newPage: async (origin = 'same', prepare) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await prepare?.(page);
      await page.goto(origin === 'same' ? pbx.url : otherUrl);
      await page.waitForFunction(() => 'exports' in window);
      return page;
    },
    close: async () => {
      await browser.close();
      other.close();
      await pbx.close();
    },
  };
}

/** Runs something at a round-trip time of the PBX. */
export async function atDelay<Value>(pbx: DevelopmentPbx, delay: number, action: () => Promise<Value>): Promise<Value> {
  await pbx.command('delay', { milliseconds: delay });
  try {
    return await action();
  } finally {
    await pbx.command('delay', { milliseconds: 0 });
  }
}

/** Signs an extension in on a page; resolves with the time (ms) from `init()` to `registered`. */
export async function signIn(pages: BenchPages, page: Page, extension: string): Promise<number> {
  const secret = String(await pages.pbx.command('sign', { username: extension }));
  return page.evaluate(([...args]) => (window as unknown as BenchWindow).exports.signIn(...args), [
    extension,
    secret,
    pages.pbx.url,
  ] as const);
}
