/** The web server has other files after a deployment, or none for a while: what a phone does that stays open for hours. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, describe, it } from 'node:test';
import { basename, relative } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { sipJsModulesForEsbuild } from '../.ci/sip-js-modules.mjs';
import type { LinkusPhone } from '../elements/index.js';
import { startDevelopmentPbx, type DevelopmentPbx } from './pbx/index.js';
import { launchBrowser } from './testing/browser.js';

const html = `<!doctype html><meta charset="utf-8"><title>Page</title>
<script type="module" src="/out/index.js"></script><linkus-phone></linkus-phone>`;

let files: Map<string, string>;
let pbx: DevelopmentPbx;
let browser: Browser;
let page: Page;
let warnings: string[];
/** Which files the server has; what was asked for. */
let has: (file: string) => boolean;
let asked: string[];

before(async () => {
  const { outputFiles } = await build({
    entryPoints: ['elements/index.ts'],
    bundle: true,
    splitting: true,
    write: false,
    outdir: 'out',
    format: 'esm',
    target: 'es2022',
    chunkNames: '[name]-[hash]',
    conditions: ['production'],
    plugins: [sipJsModulesForEsbuild()],
  });
  files = new Map(outputFiles.map(({ path, text }) => [`/${relative('.', path)}`, text]));
  pbx = await startDevelopmentPbx({
    mediaAddress: '127.0.0.1',
    fetch: ({ url }) => {
      const { pathname } = new URL(url);
      if (!pathname.startsWith('/out/')) {
        return new Response(html, { headers: { 'Content-Type': 'text/html; charset=utf-8' } });
      }
      asked.push(nameOf(pathname));
      const text = has(nameOf(pathname)) ? files.get(pathname) : undefined;
      return new Response(text ?? 'gone', {
        status: text ? 200 : 404,
        headers: { 'Content-Type': text ? 'text/javascript' : 'text/plain', 'Cache-Control': 'no-store' },
      });
    },
  });
  browser = await launchBrowser();
});

after(async () => {
  await browser.close();
  await pbx.close();
});

/** `/out/alerts-4JWZPRTU.js` → `alerts`. */
const nameOf = (path: string) => basename(path, '.js').replace(/-[A-Z0-9]{8}$/, '');

beforeEach(async () => {
  has = () => true;
  asked = [];
  warnings = [];
  page = await browser.newPage();
  page.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()));
});
afterEach(() => page.close());

async function begin(): Promise<void> {
  await page.goto(pbx.url);
  const secret = String(await pbx.command('sign', { username: '1000' }));
  await page.evaluate((signature) => {
    const phone = document.querySelector('linkus-phone') as LinkusPhone;
    Object.assign(phone, { username: '1000', secret: signature });
  }, secret);
}

async function signIn(): Promise<void> {
  await begin();
  await page.locator('linkus-phone[connection=ready]').waitFor();
}

/** Waits until the file was asked for so often. */
async function askedFor(file: string, times = 1): Promise<void> {
  while (asked.filter((name) => name === file).length < times) await page.waitForTimeout(50);
}

const later =
  'alerts transfer device-menu device-check talking-advice video picture-in-picture cdr-list rows tones'.split(' ');
const withoutLater = (file: string) => !later.includes(file);
const button = (name: string) => page.getByRole('button', { name, exact: true });

describe('a phone whose files are gone from the web server', () => {
  it('has what a call needs since it is signed in, and no file before', async () => {
    await page.goto(pbx.url);
    await page.locator('linkus-phone[connection=signed-out]').waitFor();
    assert.deepEqual(
      asked.filter((file) => later.includes(file)),
      [],
    );
    await signIn();
    for (const file of later) await askedFor(file);
    has = () => false;
    asked = [];
    await button('Calls').click();
    await page.getByText('No calls yet.').waitFor();
    await page.getByRole('button', { name: 'Dialpad' }).click();
    await page.getByRole('textbox', { name: 'Number' }).fill('*43');
    await button('Call').click();
    await page.locator('linkus-session[call-status=talking]').waitFor();
    await button('Transfer').click();
    await page.getByRole('textbox', { name: 'Transfer to' }).waitFor();
    assert.deepEqual(asked, []);
    await button('End Call').click();
  });

  for (const file of ['live-phone', 'sip-agent']) {
    it(`without ${file} at the sign-in, tries again until it is there`, async () => {
      has = (name) => name !== file;
      await begin();
      await askedFor(file, 2);
      await page.locator('linkus-phone[connection=reconnecting]').waitFor();
      has = () => true;
      await page.locator('linkus-phone[connection=ready]').waitFor();
    });
  }

  it('says so where a file is missing, and has it with "Try again"', async () => {
    has = withoutLater;
    await signIn();
    await button('Devices').click();
    await page.getByText('This part could not be loaded.').waitFor();
    // The page tries by itself every five seconds, too: the press is not to wait for a button that is gone by then.
    const retry = await button('Try again').elementHandle();
    has = () => true;
    await retry?.evaluate((element) => (element as HTMLElement).click());
    await page.getByRole('combobox', { name: 'Microphone' }).waitFor();
  });

  it('says so in a call, too, whose other controls work', async () => {
    has = withoutLater;
    await signIn();
    await page.getByRole('textbox', { name: 'Number' }).fill('*43');
    await button('Call').click();
    await page.locator('linkus-session[call-status=talking]').waitFor();
    await button('Transfer').click();
    await page.getByText('This part could not be loaded.').waitFor();
    await button('Mute').click();
    await page.locator('linkus-session[muted]').waitFor();
    await button('End Call').click();
  });

  it('shows the calls when the files are back', async () => {
    has = withoutLater;
    await signIn();
    await button('Calls').click();
    await page.getByText('This part could not be loaded.').waitFor();
    has = () => true;
    // By itself, within seconds.
    await page.getByRole('tab', { name: 'Missed' }).waitFor();
  });

  it('tells of a ring in the title of a hidden page once the file is back, and warns once', async () => {
    has = withoutLater;
    await signIn();
    await askedFor('alerts');
    await page.evaluate(`Object.defineProperty(document, 'hidden', { get: () => true })`);
    await pbx.command('call', { extension: '1000', from: '+4917012', name: 'Cid Cole' });
    await askedFor('alerts', 2);
    has = () => true;
    await page.waitForFunction(() => document.title === '☎ Cid Cole');
    assert.equal(warnings.filter((text) => text.includes('alerts')).length, 1);
    await pbx.command('hangup', {});
  });
});
