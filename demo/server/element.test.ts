/** The element with the service: the page, the service and the PBX each where an application has them. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type {} from '../../elements/index.js';
import { createSignatureService, type FetchHandler } from '../../src/server/index.js';
import type { DevelopmentPbx } from '../pbx/index.js';
import { startTestPbx } from '../pbx/testing/client.js';
import { bundle, launchBrowser } from '../testing/browser.js';

/** The policy of docs/security.md for a PBX at this address. */
const policy = (pbx: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data: ${pbx}`,
    `connect-src 'self' ${pbx} ${pbx.replace('http', 'ws')}`,
    "media-src 'self' blob: data:",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join('; ');

const HTML = `<!doctype html><meta charset="utf-8"><title>Page</title><link rel="icon" href="data:,">
<script type="module" src="/watch.js"></script>
<script type="module" src="/elements.js"></script>
<linkus-phone signature-url="/signature"></linkus-phone>`;

const WATCH = `window.violations = [];
document.addEventListener('securitypolicyviolation', (event) =>
  violations.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile));`;

describe('<linkus-phone> with the signature service', () => {
  let pbx: DevelopmentPbx;
  /** Serves the page and the service; that it could be a PBX as well is not used. */
  let site: DevelopmentPbx;
  let browser: Browser;
  let page: Page;
  const session: { extension: string | null } = { extension: null };

  before(async () => {
    const script = await bundle('elements/index.ts');
    pbx = await startTestPbx();
    const service: FetchHandler = createSignatureService({
      pbxUrl: pbx.url,
      ...pbx.openApi,
      identify: ({ headers }) => (headers.get('cookie') === 'session=alice' ? session.extension : null),
    });
    const files: Record<string, [type: string, text: string]> = {
      '/': ['text/html', HTML],
      '/watch.js': ['text/javascript', WATCH],
      '/elements.js': ['text/javascript', script],
    };
    site = await startTestPbx({
      fetch: (request) => {
        const { pathname } = new URL(request.url);
        const file = files[pathname];
        if (!file) return service(request);
        const headers = { 'Content-Type': file[0], 'Content-Security-Policy': policy(pbx.url) };
        return new Response(file[1], { headers });
      },
    });
    browser = await launchBrowser();
    const context = await browser.newContext({ permissions: ['microphone'] });
    await context.addCookies([{ name: 'session', value: 'alice', url: site.url }]);
    page = await context.newPage();
  });
  after(async () => {
    await browser.close();
    await Promise.all([site.close(), pbx.close()]);
  });

  const violations = () => page.evaluate<string[]>('violations');

  test('signs in as the user of the session, and calls, under the policy of docs/security.md', async () => {
    session.extension = '1004';
    await page.goto(site.url);
    await pbx.command('wait', { for: 'registered', extension: '1004', timeout: 15_000 });
    await page.evaluate(`document.querySelector('linkus-phone').call('*43')`);
    await pbx.command('wait', { for: 'call', extension: '1004', state: 'talking', timeout: 15_000 });
    assert.deepEqual(await violations(), []);
    const shown = await page.evaluate<string>('document.documentElement.outerHTML');
    assert.ok(!shown.includes(pbx.openApi.accessKey));
  });

  test('a service whose PBX is down for a moment: the phone signs in by itself when it is back', async () => {
    await pbx.command('hangup');
    const warnings: string[] = [];
    page.on('console', (message) => warnings.push(message.text()));
    // Each request of the page is three attempts of the service.
    await pbx.command('refuse', { what: 'openapi', from: 'sign', status: 500, times: 3 });
    await page.goto(site.url);
    await page.waitForFunction(() => document.querySelector('linkus-phone')?.connection === 'reconnecting');
    await pbx.command('wait', { for: 'registered', extension: '1004', timeout: 15_000 });
    await page.waitForFunction(() => document.querySelector('linkus-phone')?.connection === 'ready');
    assert.ok(
      warnings.some((text) => text.includes('signature-url /signature answered 502 pbx-server-error')),
      warnings.join('\n'),
    );
  });

  test('an incoming call rings under it, too', async () => {
    await pbx.command('hangup');
    await pbx.command('call', { extension: '1004' });
    await page.waitForFunction(() =>
      document.querySelector('linkus-phone')?.snapshot.calls.some(({ incoming }) => incoming),
    );
    assert.deepEqual(await violations(), []);
    await pbx.command('hangup');
  });

  test('the policy is in force', async () => {
    const html = '<p style="color: red">';
    await page.evaluate(`document.body.insertAdjacentHTML('beforeend', '${html}')`);
    await page.waitForFunction(() => (window as unknown as { violations: string[] }).violations.length > 0);
    assert.match((await violations())[0] ?? '', /^style-src/);
  });

  test('the PBX asks to sign in again: the element fetches another signature', async () => {
    const { sign } = (await pbx.command('openapi')) as { sign: number };
    const signed = page.waitForResponse((response) => response.url().endsWith('/signature'));
    await pbx.command('notify', { topic: 20010, extension: '1004' });
    assert.equal((await signed).status(), 200);
    assert.equal(((await pbx.command('openapi')) as { sign: number }).sign, sign + 1);
  });

  test('nothing of it is in storage', async () => {
    const stored = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
    assert.doesNotMatch(stored, /secret|signature|token/i);
  });

  test('signed out of the application: no phone, and no violation either', async () => {
    session.extension = null;
    const asked = page.waitForResponse((response) => response.url().endsWith('/signature'));
    await page.reload();
    assert.equal((await asked).status(), 401);
    assert.deepEqual(await violations(), []);
  });
});
