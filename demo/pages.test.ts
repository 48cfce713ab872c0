/** The demo pages as a person opens them: `npm start`, and a browser that has nothing but a microphone. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { quietFlags } from '../.ci/find-browser.mjs';
import { allLocales } from '../locales/generated/locale-codes.js';
import { launchBrowser } from './testing/browser.js';
import { fakeDevices, startDemo, type RunningDemo } from './testing/demo.js';

let demo: RunningDemo;
let browser: Browser;
let page: Page;
let troubles: string[];

before(async () => {
  demo = await startDemo(18080);
  browser = await launchBrowser([...quietFlags, ...fakeDevices]);
});

after(async () => {
  await browser.close();
  assert.equal(await demo.stop(), 0, 'Ctrl-C ends npm start with 0');
});

async function open(path: string): Promise<void> {
  page = await browser.newPage();
  troubles = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  page.on('requestfailed', (request) => {
    // A page that is left ends its own requests.
    if (!page.isClosed()) troubles.push(`${request.url()} ${request.failure()?.errorText}`);
  });
  // Whoever uses the elements has no way to the connections; the test must see what arrives on them.
  await page.addInitScript(`
    window.connections = [];
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(...args) { super(...args); window.connections.push(this); }
    };`);
  await page.goto(demo.address + path);
}

afterEach(async () => {
  assert.deepEqual(troubles, [], 'the page reports no errors');
  await page.close();
});

/** Waits until sound above silence arrives on `count` connections. */
/** Not waitForFunction(): that takes the promise of an asynchronous question for a yes. */
const hears = (count: number): Promise<unknown> =>
  page.evaluate(
    `(async () => {
      for (;;) {
        let audible = 0;
        for (const connection of window.connections) {
          for (const report of (await connection.getStats()).values()) {
            if (report.type === 'inbound-rtp' && report.packetsReceived > 0 && report.audioLevel > 0) audible++;
          }
        }
        if (audible === ${count}) return;
        await new Promise(requestAnimationFrame);
      }
    })()`,
  );

async function call(phone: string, number: string): Promise<void> {
  const inPhone = page.locator(phone);
  await inPhone.getByRole('textbox', { name: 'Number' }).fill(number);
  await inPhone.getByRole('button', { name: 'Call', exact: true }).click();
}

describe('demo pages', () => {
  it('index.html: the echo is heard, and hanging up says so', async () => {
    await open('/');
    await call('linkus-phone', '*43');
    await page.locator('linkus-session[call-status=talking]').waitFor();
    await hears(1);
    await page.getByRole('button', { name: 'End Call' }).click();
    await page.getByText('You ended the call.').waitFor();
  });

  it('two-phones.html: they call each other, and both hear', async () => {
    await open('/demo/two-phones.html');
    // Nobody can be reached who is not registered yet.
    await page.waitForFunction(() => document.querySelectorAll('linkus-phone[connection=ready]').length === 2);
    await call('linkus-phone >> nth=0', '1001');
    await page.locator('linkus-phone >> nth=1').getByRole('button', { name: 'Answer' }).click();
    await hears(2);
  });

  it('cdn.html: one script tag, and the melody is heard', async () => {
    await open('/demo/cdn.html');
    await call('linkus-phone', '*65');
    await hears(1);
  });

  it('index.html: offers every language that there is, and speaks it', async () => {
    await open('/');
    const picker = page.getByRole('combobox', { name: 'Language' });
    const offered = await picker
      .locator('option')
      .evaluateAll((options) => options.map((it) => it.getAttribute('value')));
    assert.deepEqual(offered.sort(), [...allLocales].sort());
    await picker.selectOption('zh-CN');
    await page.getByRole('textbox', { name: '号码' }).waitFor();
    await picker.selectOption('ar');
    await page.locator('linkus-phone[dir=rtl] section[lang=ar]').waitFor();
  });

  it('two-phones.html: the call in a window of its own', async () => {
    await open('/demo/two-phones.html');
    await page.waitForFunction(() => document.querySelectorAll('linkus-phone[connection=ready]').length === 2);
    await page.getByRole('checkbox', { name: 'The call in a window of its own' }).check();
    await call('#right', '*65');
    const session = page.locator('#right linkus-session[call-status=talking]:popover-open');
    await session.getByRole('button', { name: 'End Call' }).click();
    await page.locator('#right linkus-session:not(:popover-open)').waitFor({ state: 'attached' });
  });

  it('themes.html: each theme is put on, and its style sheet shown', async () => {
    await open('/demo/themes.html');
    await page.locator('linkus-phone[connection=ready]').waitFor();
    for (const theme of ['Dense', 'Friendly', 'Night']) {
      await page.getByRole('radio', { name: theme }).check();
      const name = theme.toLowerCase();
      await page.getByRole('region', { name: 'The style sheet' }).getByText(`.theme-${name} {`).waitFor();
      const [sheet = ''] = /(?<=--linkus-answer: )[^;]+/.exec(await page.locator('#source').innerText()) ?? [];
      const put = await page
        .locator('linkus-dialpad')
        .last()
        .evaluate((element) => getComputedStyle(element).getPropertyValue('--linkus-answer'));
      assert.equal(put.trim(), sheet);
    }
  });
});
