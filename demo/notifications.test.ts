/** A call that rings in a tab behind another: notifications as the browser really shows them. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { findBrowser, quietFlags } from '../.ci/find-browser.mjs';
import type { LinkusPhone } from '../elements/index.js';
import { startDevelopmentPbx, type DevelopmentPbx } from './pbx/index.js';
import { bundle } from './testing/browser.js';
import { fakeDevices } from './testing/demo.js';

declare global {
  interface Window {
    /** What became of the page's notifications: `show Bob Baker`, `close Bob Baker`. */
    told: string[];
  }
}

/** The service worker of a page, as the docstring of `notifications` describes it. */
const worker = `
  addEventListener('notificationclick', (event) => {
    const { action, notification } = event;
    event.waitUntil(clients.matchAll({ type: 'window', includeUncontrolled: true }).then((pages) => {
      for (const page of pages) page.postMessage({ type: 'linkus-notification', action, ...notification.data });
    }));
  });`;

let program: ChildProcess;
let profile: string;
let browser: Browser;
let context: BrowserContext;
let pbx: DevelopmentPbx;
let page: Page;
let front: Page;

/**
 * A browser as a person has it. In those that Playwright starts every page believes that it is seen, and no tab is hidden
 * behind another.
 */
async function startBrowser(): Promise<string> {
  profile = await mkdtemp(join(tmpdir(), 'linkus-notifications-'));
  program = spawn(
    await findBrowser(),
    [
      ...['--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--no-default-browser-check'],
      ...quietFlags,
      ...fakeDevices,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  return new Promise((resolve, reject) => {
    program.once('error', reject);
    program.once('exit', (code) => reject(new Error(`the browser ended with ${code}`)));
    createInterface({ input: program.stderr as NodeJS.ReadableStream }).on('line', (line) => {
      const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (address) resolve(address);
    });
  });
}

before(async () => {
  const elements = await bundle('elements/index.ts');
  const answers: Record<string, [type: string, body: string]> = {
    '/elements.js': ['text/javascript', elements],
    '/worker.js': ['text/javascript', worker],
    '/front.html': ['text/html', '<!doctype html><title>Another tab</title>'],
  };
  pbx = await startDevelopmentPbx({
    mediaAddress: '127.0.0.1',
    fetch: ({ url }) => {
      const { pathname, searchParams } = new URL(url);
      const notifications = searchParams.get('notifications') ?? '';
      const [type, body] = answers[pathname] ?? [
        'text/html',
        `<!doctype html><title>The page</title><script type="module" src="/elements.js"></script>
         <linkus-phone username="1000" notifications="${notifications}"></linkus-phone>`,
      ];
      return new Response(body, { headers: { 'Content-Type': `${type}; charset=utf-8` } });
    },
  });
  browser = await chromium.connectOverCDP(await startBrowser(), { noDefaults: true });
  [context] = browser.contexts() as [BrowserContext];
  await context.addInitScript(() => {
    window.told = [];
    window.Notification = class extends Notification {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        for (const type of ['show', 'close', 'error']) {
          this.addEventListener(type, () => window.told.push(`${type} ${title}: ${this.body.replaceAll('\n', ', ')}`));
        }
      }
    };
  });
});

after(async () => {
  await browser.close();
  const ended = once(program, 'exit');
  program.kill();
  await ended;
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  await pbx.close();
});

/** A phone that is ready in a tab behind another. */
async function open(notifications: string, permissions = ['notifications', 'microphone']): Promise<void> {
  await context.clearPermissions();
  await context.grantPermissions(permissions, { origin: pbx.url });
  page = await context.newPage();
  await page.goto(`${pbx.url}/?notifications=${notifications}`);
  if (notifications === 'worker') {
    await page.evaluate(() => navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready));
  }
  const secret = String(await pbx.command('sign', { username: '1000' }));
  await page.locator('linkus-phone').evaluate((phone, text) => ((phone as LinkusPhone).secret = text), secret);
  await page.locator('linkus-phone[connection=ready]').waitFor();
  await front.bringToFront();
  await hidden(true);
}

const hidden = (is: boolean) => page.waitForFunction((wanted) => document.hidden === wanted, is, { polling: 50 });
/** Frames don't come in a hidden tab. */
const told = (...wanted: string[]) =>
  page.waitForFunction((texts) => String(window.told) === String(texts), wanted, { polling: 50 });
const title = (wanted: RegExp) =>
  page.waitForFunction((text) => new RegExp(text).test(document.title), wanted.source, { polling: 50 });
const ring = () => pbx.command('call', { extension: '1000', from: '998' });
/** There is one call, and it is up. */
const talks = () =>
  page.waitForFunction(
    () => {
      const { calls } = (document.querySelector('linkus-phone') as LinkusPhone).snapshot;
      return calls.length === 1 && calls[0]?.state === 'talking';
    },
    null,
    { polling: 50 },
  );
const act = (verb: 'answer' | 'reject') =>
  page.locator('linkus-phone').evaluate((phone, name) => (phone as LinkusPhone)[name](), verb);

beforeEach(async () => {
  front = await context.newPage();
  await front.goto(`${pbx.url}/front.html`);
});
afterEach(async () => {
  await page.close();
  await front.close();
  await pbx.command('wait', { for: 'no-calls', timeout: 5000 });
});

const shown = 'show 998: Incoming call, Development';
const closed = 'close 998: Incoming call, Development';

describe('a call that rings in a hidden tab', { timeout: 240_000 }, () => {
  it('is shown by the browser, and taken away when it is answered', async () => {
    await open('on');
    await ring();
    await told(shown);
    await title(/^☎ 998$/);
    await act('answer');
    await talks();
    await told(shown, closed);
    await title(/^The page$/);
  });

  it('is taken away when it is rejected, and when the tab is looked at', async () => {
    await open('on');
    await ring();
    await told(shown);
    await act('reject');
    await told(shown, closed);
    await ring();
    await told(shown, closed, shown);
    await page.bringToFront();
    await told(shown, closed, shown, closed);
    await page.getByRole('button', { name: 'Answer' }).waitFor();
  });

  it('is not shown in a tab that is seen', async () => {
    await open('on');
    await page.bringToFront();
    await hidden(false);
    await ring();
    await page.getByRole('button', { name: 'Answer' }).waitFor();
    await act('answer');
    await talks();
    await told();
  });

  it('is told by the title alone without permission', async () => {
    await open('on', []);
    assert.notEqual(await page.evaluate(() => Notification.permission), 'granted');
    await ring();
    await title(/^☎ 998$/);
    await told();
  });

  describe('with a service worker', () => {
    const shownByWorker = () =>
      page.evaluate(async () => {
        const registration = await navigator.serviceWorker.ready;
        const [shown] = await registration.getNotifications();
        const { title, body, requireInteraction } = shown as Notification;
        // Beside the standard's page side, and TypeScript's.
        const { actions } = shown as unknown as { actions: readonly { title: string }[] };
        return { title, body, requireInteraction, actions: actions.map((action) => action.title) };
      });
    /** So many notifications are there. */
    const there = (count: number) =>
      page.evaluate(async (wanted) => {
        const registration = await navigator.serviceWorker.ready;
        while ((await registration.getNotifications()).length !== wanted) {
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }, count);

    /** A person presses a button of the notification: nobody but the system can, so the worker is told as by the system. */
    const pressInNotification = async (action: string) => {
      const [serviceWorker] = context.serviceWorkers();
      await serviceWorker?.evaluate(`registration.getNotifications().then(([notification]) =>
        dispatchEvent(new NotificationEvent('notificationclick', { notification, action: '${action}' })))`);
    };

    it('has buttons, and is taken away when it is answered elsewhere on the page', async () => {
      await open('worker');
      await ring();
      await there(1);
      assert.deepEqual(await shownByWorker(), {
        title: '998',
        body: 'Incoming call\nDevelopment',
        requireInteraction: true,
        actions: ['Reject', 'Answer'],
      });
      await act('answer');
      await talks();
      await there(0);
    });

    it('is answered and rejected by its buttons', async () => {
      await open('worker');
      await ring();
      await there(1);
      await pressInNotification('answer');
      await talks();
      await there(0);
      await ring();
      await there(1);
      await pressInNotification('reject');
      await there(0);
      await talks();
    });
  });
});
