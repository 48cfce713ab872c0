/**
 * The programs that Yeastar's manual prints, in a browser against the development PBX. Nothing is changed in them but what
 * an application that moves to this package changes: the address of the import, and the account.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, describe, it } from 'node:test';
import type { BuildResult } from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startDevelopmentPbx, type DevelopmentPbx, type PbxState } from '../pbx/index.js';
import { bundle, launchBrowser } from '../testing/browser.js';

/** A tool of the build, in JavaScript. */
interface Bundler {
  bundleForCdn(options: { write: false }): Promise<BuildResult[]>;
}
const { bundleForCdn } = (await import(new URL('../../.ci/bundle.mjs', import.meta.url).href)) as Bundler;

/** What the pages of the programs load: published name → text. */
const files = new Map<string, string>();
let pbx: DevelopmentPbx;
let browser: Browser;
let context: BrowserContext;
let troubles: string[];

before(async () => {
  for (const { outputFiles } of await bundleForCdn({ write: false })) {
    for (const { path, text } of outputFiles ?? []) files.set(path.replace(/^.*[/\\]/, '/'), text);
  }
  // A module of an application, whose bundler has brought the package along.
  files.set('/ys-webrtc-sdk-ui-module.js', await bundle('elements/ui/init.ts'));
  // Ours needs none; an application that moves keeps its file or deletes the line.
  files.set('/ys-webrtc-sdk-ui.css', '');
  pbx = await startDevelopmentPbx({ mediaAddress: '127.0.0.1', fetch: serve });
  browser = await launchBrowser();
  context = await browser.newContext();
});
after(async () => {
  await browser.close();
  await pbx.close();
});
afterEach(async () => {
  await Promise.all(context.pages().map((page) => page.close()));
  await pbx.command('hangup');
});

/** The vendor's file names lead to ours. */
const renamed: Readonly<Record<string, string>> = {
  '/ys-webrtc.umd.js': '/linkus-core.umd.js',
  '/ys-webrtc.iife.js': '/linkus-core.iife.js',
  '/ys-webrtc-sdk-core.js': '/linkus-core.esm.js',
  '/ys-webrtc-sdk-ui.js': '/linkus-ui.iife.js',
};

function serve(request: Request): Response {
  const { pathname } = new URL(request.url);
  const text = files.get(renamed[pathname] ?? pathname);
  if (text === undefined) return new Response('', { status: 404 });
  const type = pathname.endsWith('.js') ? 'text/javascript' : pathname.endsWith('.css') ? 'text/css' : 'text/html';
  return new Response(text, { headers: { 'Content-Type': `${type}; charset=utf-8` } });
}

/** Replaces what must be in the text exactly once. */
function replaceOnce(text: string, old: string, by: string): string {
  assert.equal(text.split(old).length, 2, `the program has ${old} once`);
  return text.replace(old, () => by);
}

async function program(name: string, extension: string): Promise<string> {
  let text = await readFile(new URL(name, import.meta.url), 'utf8');
  text = replaceOnce(text, "'1000'", `'${extension}'`);
  text = replaceOnce(text, 'sdkshajgllliiaggskjhf', String(await pbx.command('sign', { username: extension })));
  text = replaceOnce(text, 'https://192.168.1.1:8088', pbx.url);
  return text
    .replace("'ys-webrtc-sdk-core'", "'/ys-webrtc-sdk-core.js'")
    .replace("'ys-webrtc-sdk-ui'", "'/ys-webrtc-sdk-ui-module.js'");
}

/** Opens a page that is this program; `html` comes before it. */
async function run(name: string, text: string, html = ''): Promise<Page> {
  const isModule = name.endsWith('.js');
  files.set(
    `/${name}.html`,
    `<!doctype html><title>${name}</title><link rel="icon" href="data:,">${html}${isModule ? `<script type="module">${text}</script>` : text}`,
  );
  const page = await context.newPage();
  page.on('pageerror', (error) => troubles.push(error instanceof Error ? error.message : JSON.stringify(error)));
  // The programs print what init() and call() reject with.
  page.on('console', (message) => {
    if (message.type() === 'log' || message.type() === 'error') troubles.push(message.text());
  });
  await page.goto(`${pbx.url}/${name}.html`);
  return page;
}

/** Waits for a fact at the PBX; what the page said meanwhile explains why it doesn't come. */
async function wait(fact: Record<string, unknown>): Promise<void> {
  try {
    await pbx.command('wait', { timeout: 10_000, ...fact });
  } catch (error) {
    throw new Error([String(error), ...troubles].join('\n'), { cause: error });
  }
}

const talking = (extension: string) => wait({ for: 'call', extension, state: 'talking' });

describe('the programs of the manual', () => {
  before(() => (troubles = []));
  afterEach(() => {
    const seen = troubles;
    troubles = [];
    assert.deepEqual(seen, [], 'nothing is thrown and nothing rejects');
  });

  it('the example: one page calls the other, which answers, and both talk', async () => {
    // The one that is called does not press its own call button.
    await run('usage.js', replaceOnce(await program('usage.js', '1001'), "phone.call('1001');", ''));
    await wait({ for: 'registered', extension: '1001' });
    await run('usage.js', await program('usage.js', '1000'));
    await Promise.all([talking('1000'), talking('1001')]);
    const { calls } = (await pbx.command('state')) as PbxState;
    assert.deepEqual(
      calls.map(({ caller, number, state }) => ({ caller, number, state })),
      [{ caller: '1000', number: '1001', state: 'talking' }],
    );
  });

  it('the first program signs in', async () => {
    await run('init.js', await program('init.js', '1002'));
    await wait({ for: 'subscribed', extension: '1002' });
  });

  for (const format of ['umd', 'iife']) {
    it(`the program for a script tag (${format}): its operators call the example, which answers`, async () => {
      await run('usage.js', replaceOnce(await program('usage.js', '1001'), "phone.call('1001');", ''));
      await wait({ for: 'registered', extension: '1001' });
      const text = (await program('script-tag.html', '1000')).replace('ys-webrtc.umd.js', `ys-webrtc.${format}.js`);
      // The program keeps its operators to itself: init() is watched from outside.
      const watch = `<script>window.watchInit = () => {
        const { init } = YSWebRTC;
        window.YSWebRTC = { ...YSWebRTC, init: (options) => (window.operators = init(options)) };
      }</script>`;
      const page = await run('script-tag.html', replaceOnce(text, '<script>\n', '<script>\nwatchInit();\n'), watch);
      const result = await page.evaluate(
        `operators.then(({ phone, pbx, destroy }) => new Promise((resolve, reject) => {
          phone.on('registered', () => phone.call('1001').then(({ code }) => resolve([code, pbx.extensionNumber, typeof destroy]), reject));
          phone.start();
        }))`,
      );
      assert.deepEqual(result, [200, '1000', 'function']);
      await Promise.all([talking('1000'), talking('1001')]);
    });
  }

  for (const [name, html] of [
    ['ui-script-tag.html', ''],
    ['ui.js', '<div id="container"></div>'],
  ] as const) {
    it(`the program with the components (${name}): a person calls the example with them, and is called`, async () => {
      await run('usage.js', replaceOnce(await program('usage.js', '1001'), "phone.call('1001');", ''));
      await wait({ for: 'registered', extension: '1001' });
      const page = await run(name, await program(name, '1000'), html);
      await wait({ for: 'registered', extension: '1000' });
      await page.getByRole('textbox', { name: 'Number' }).fill('1001');
      await page.getByRole('button', { name: 'Call', exact: true }).click();
      await Promise.all([talking('1000'), talking('1001')]);
      await page.getByRole('button', { name: 'End Call' }).click();
      await wait({ for: 'no-calls' });
      await pbx.command('call', { extension: '1000' });
      await page
        .getByRole('button', { name: /^Answer/ })
        .first()
        .click();
      await talking('1000');
    });
  }

  it('the script for the components sets the two globals of the manual', async () => {
    const html =
      '<script>window.before = new Set(Object.keys(window))</script><script src="./ys-webrtc-sdk-ui.js"></script>';
    const page = await run('globals.html', html);
    const added = await page.evaluate<string[]>(
      'Object.keys(window).filter((key) => !before.has(key) && key !== "before")',
    );
    // Lit notes its versions, by which it warns of a second copy of itself.
    assert.deepEqual(added.filter((name) => !/^(?:lit|reactive)[A-Z]/.test(name)).sort(), ['YSWebRTCUI', 'YWebRTCUI']);
  });
});
