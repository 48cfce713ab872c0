/** The demo pages as a person opens them: `npm start`, and a browser that has nothing but a microphone. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { quietFlags } from '../.ci/find-browser.mjs';
import { launchBrowser } from './testing/browser.js';

const fakeMicrophone = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

let server: ChildProcess;
let address: string;
let browser: Browser;
let page: Page;
let troubles: string[];

before(async () => {
  server = spawn(process.execPath, ['--import', 'tsx', 'demo/start.ts', '--port', '18080'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  address = await new Promise<string>((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`npm start ended with ${code}`)));
    createInterface({ input: server.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const found = /http:\/\/localhost:\d+/.exec(line);
      if (found) resolve(found[0]);
    });
  });
  browser = await launchBrowser([...quietFlags, ...fakeMicrophone]);
});

after(async () => {
  await browser.close();
  const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  assert.equal(await ended, 0, 'Ctrl-C ends npm start with 0');
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
  await page.goto(address + path);
}

afterEach(async () => {
  assert.deepEqual(troubles, [], 'the page reports no errors');
  await page.close();
});

/** Waits until sound above silence arrives on `count` connections. */
const hears = (count: number) =>
  page.waitForFunction(
    `(async () => {
      let audible = 0;
      for (const connection of window.connections) {
        for (const report of (await connection.getStats()).values()) {
          if (report.type === 'inbound-rtp' && report.packetsReceived > 0 && report.audioLevel > 0) audible++;
        }
      }
      return audible === ${count};
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

  it('a page in Chinese speaks Chinese', async () => {
    await open('/');
    await page.evaluate(() => document.querySelector('linkus-phone')?.setAttribute('locale', 'zh-CN'));
    await page.getByRole('textbox', { name: '号码' }).waitFor();
  });
});
