/** A call that rings while the page shows a modal dialog, or something in full screen: pressed with a real mouse and keyboard. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { browserFlags } from '../.ci/find-browser.mjs';
import type { LinkusPhone } from '../elements/index.js';
import { startDevelopmentPbx, type DevelopmentPbx } from './pbx/index.js';
import { bundle, launchBrowser } from './testing/browser.js';

declare global {
  interface Window {
    /** What the page heard of presses, and what a screen reader would say. */
    heard: string[];
    said: string[];
  }
}

let pbx: DevelopmentPbx;
let browser: Browser;
let page: Page;

const body = `<main><button id="under">The page</button><linkus-phone username="1000"></linkus-phone></main>
<dialog id="dialog"><label>Note <input id="note" value="some words"></label>
  <button id="menu" popovertarget="list">Menu</button>
  <div id="list" popover style="position: fixed; inset: 0; width: 100vw; height: 100vh">A list</div></dialog>
<div id="screen"><p>A film</p><input id="seat" value="row"></div>`;

before(async () => {
  const files: Record<string, string> = {
    '/elements.js': await bundle('elements/index.ts'),
    '/axe.js': await bundle('demo/testing/axe.ts'),
  };
  pbx = await startDevelopmentPbx({
    mediaAddress: '127.0.0.1',
    fetch: ({ url }) => {
      const script = files[new URL(url).pathname];
      const text =
        script ??
        `<!doctype html><html lang="en"><title>The page</title>
         <style>:root { color-scheme: light dark }</style>
         <script type="module" src="/elements.js"></script><body>${body}`;
      return new Response(text, {
        headers: { 'Content-Type': `text/${script ? 'javascript' : 'html'}; charset=utf-8` },
      });
    },
  });
  browser = await launchBrowser(browserFlags);
});

after(async () => {
  await browser.close();
  await pbx.close();
});

beforeEach(async () => {
  page = await browser.newPage();
  await page.goto(pbx.url);
  const secret = String(await pbx.command('sign', { username: '1000' }));
  await page.locator('linkus-phone').evaluate((phone, text) => ((phone as LinkusPhone).secret = text), secret);
  await page.locator('linkus-phone[connection=ready]').waitFor();
  await page.evaluate(() => {
    window.heard = [];
    window.said = [];
    for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click', 'keydown']) {
      document.addEventListener(type, (event) => {
        // What we press for the person is no press of theirs.
        if (event.isTrusted) window.heard.push(type);
      });
    }
    Object.assign(document, { ariaNotify: window.said.push.bind(window.said) });
  });
});
afterEach(async () => {
  await page.close();
  await pbx.command('wait', { for: 'no-calls', timeout: 5000 });
});

const ring = (from = '998') => pbx.command('call', { extension: '1000', from });
const hint = () => page.getByText('F8 answers, Shift+F8 rejects.', { exact: false });
const answer = () => page.locator('linkus-incoming [part=answer]').first();
const talks = () =>
  page.waitForFunction(() => {
    const { calls } = (document.querySelector('linkus-phone') as LinkusPhone).snapshot;
    return calls.length === 1 && calls[0]?.state === 'talking';
  });
const rings = (count: number) =>
  page.waitForFunction(
    (wanted) =>
      (document.querySelector('linkus-phone') as LinkusPhone).snapshot.calls.filter(({ incoming }) => incoming)
        .length === wanted,
    count,
  );
const raised = () => page.locator('linkus-incoming:popover-open').waitFor();
const lowered = () => page.locator('linkus-incoming:not([popover])').waitFor({ state: 'attached' });

/** The page's dialog, with two letters of its field chosen. */
async function openDialog(attributes: Record<string, string> = {}): Promise<void> {
  await page.evaluate((given) => {
    const dialog = document.querySelector('dialog') as HTMLDialogElement;
    for (const [name, value] of Object.entries(given)) dialog.setAttribute(name, value);
    dialog.showModal();
    const note = document.querySelector('#note') as HTMLInputElement;
    note.focus();
    note.setSelectionRange(5, 7);
  }, attributes);
}

const dialogNow = () =>
  page.evaluate(() => {
    const note = document.querySelector('#note') as HTMLInputElement;
    const { activeElement } = document;
    return {
      open: document.querySelector('dialog')?.open,
      focus: activeElement?.id,
      chosen: [note.selectionStart, note.selectionEnd],
    };
  });
const untouched = { open: true, focus: 'note', chosen: [5, 7] };

async function pressAt(place: ReturnType<typeof answer>): Promise<void> {
  const box = await place.boundingBox();
  assert.ok(box);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
}
const heard = () => page.evaluate(() => window.heard);

describe('a call that rings below a modal dialog', { timeout: 90_000 }, () => {
  it('is answered by the mouse', async () => {
    await openDialog();
    await ring();
    await hint().waitFor();
    await raised();
    await pressAt(answer());
    await talks();
    assert.deepEqual(await dialogNow(), untouched);
    assert.deepEqual(await heard(), []);
    await lowered();
    assert.equal(await hint().count(), 0);
  });

  it('is rejected by the mouse, also where the dialog came while it rang', async () => {
    await ring();
    await answer().waitFor();
    await openDialog();
    await hint().waitFor();
    await pressAt(page.locator('linkus-incoming [part=reject]'));
    await rings(0);
    assert.deepEqual(await dialogNow(), untouched);
    await lowered();
  });

  it('is answered and rejected by the keyboard', async () => {
    await openDialog();
    await ring();
    await hint().waitFor();
    await page.keyboard.press('Shift+F8');
    await rings(0);
    await lowered();
    await ring();
    await hint().waitFor();
    await page.keyboard.press('F8');
    await talks();
    assert.deepEqual(await dialogNow(), untouched);
    // Of Shift the page hears, and after the call F8 is the page's again.
    assert.deepEqual(await heard(), ['keydown']);
    await lowered();
    await page.keyboard.press('F8');
    assert.deepEqual(await heard(), ['keydown', 'keydown']);
  });

  it('leaves the dialog its presses and its keys', async () => {
    await openDialog();
    await ring();
    await hint().waitFor();
    await page.locator('#menu').focus();
    await page.keyboard.press('Enter');
    await page.locator('#list:popover-open').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#list:not(:popover-open)').waitFor({ state: 'attached' });
    await page.locator('#note').click();
    await page.keyboard.type('x');
    assert.match(await page.locator('#note').inputValue(), /x/);
    assert.ok((await heard()).includes('click'));
    await page.keyboard.press('Escape');
    await page.locator('dialog:not([open])').waitFor({ state: 'attached' });
    await lowered();
    await answer().click();
    await talks();
  });

  it('does not close one that closes by a press outside', async () => {
    await openDialog({ closedby: 'any' });
    await ring();
    await hint().waitFor();
    await pressAt(answer());
    await talks();
    assert.deepEqual(await dialogNow(), untouched);
    // It still closes by a press outside that was not for the call.
    await page.mouse.click(5, 400);
    await page.locator('dialog:not([open])').waitFor({ state: 'attached' });
  });

  it('lies over what opens later', async () => {
    await openDialog();
    await ring();
    await hint().waitFor();
    await page.evaluate(() => (document.querySelector('#list') as HTMLElement).showPopover());
    await page.locator('#list:popover-open').waitFor();
    await pressAt(answer());
    await talks();
    assert.equal((await dialogNow()).open, true);
  });

  it('leaves its presses to a popover of which it has not heard', async () => {
    await openDialog();
    await ring();
    await hint().waitFor();
    await page.evaluate(() => {
      // As in a shadow tree, which such events don't leave.
      addEventListener('toggle', (event) => event.stopImmediatePropagation(), { capture: true, once: true });
      (document.querySelector('#list') as HTMLElement).popover = 'manual';
      (document.querySelector('#list') as HTMLElement).showPopover();
    });
    await page.locator('#list:popover-open').waitFor();
    await pressAt(answer());
    assert.ok((await heard()).includes('click'));
    await rings(1);
    // Now it lies above.
    await pressAt(answer());
    await talks();
  });

  it('is found below a dialog in a shadow tree', async () => {
    await page.evaluate(() => {
      const host = document.body.appendChild(document.createElement('section'));
      const dialog = document.createElement('dialog');
      dialog.innerHTML = '<input>';
      dialog.setAttribute('closedby', 'any');
      host.attachShadow({ mode: 'open' }).append(dialog);
      dialog.showModal();
    });
    await ring();
    await hint().waitFor();
    await pressAt(answer());
    await talks();
    assert.equal(await page.locator('section dialog[open]').count(), 1);
  });

  it('needs none of this inside of the dialog', async () => {
    await page.evaluate(() => {
      const own = document.createElement('linkus-incoming');
      document.querySelector('linkus-phone')?.setAttribute('id', 'phone');
      own.setAttribute('for', 'phone');
      document.querySelector('dialog')?.append(own);
    });
    await openDialog();
    await ring();
    const own = page.locator('dialog linkus-incoming');
    await own.getByRole('button', { name: 'Answer' }).click();
    await talks();
    assert.equal(await own.getAttribute('popover'), null);
  });

  it('is said by a notification of the document, once', async () => {
    await openDialog();
    await ring();
    await hint().waitFor();
    await ring('997');
    await rings(2);
    await page.waitForFunction(() => window.said.length === 4);
    assert.deepEqual(await page.evaluate(() => window.said.filter((text) => typeof text === 'string')), [
      'Incoming call: 998. F8 answers, Shift+F8 rejects.',
      'Incoming call: 998. Incoming call: 997. F8 answers, Shift+F8 rejects.',
    ]);
    await page.getByText('998: F8 answers').waitFor();
    await page.keyboard.press('Shift+F8');
    await rings(1);
    await page.keyboard.press('Shift+F8');
    await rings(0);
  });

  it('is said by an alert in the dialog where documents have no notifications', async () => {
    await page.evaluate(() => Object.assign(document, { ariaNotify: undefined }));
    await openDialog();
    await ring();
    await page.locator('dialog').getByRole('alert').waitFor({ state: 'attached' });
    assert.match(String(await page.locator('dialog [role=alert]').textContent()), /^Incoming call: 998\. F8/);
    await page.keyboard.press('Shift+F8');
    await rings(0);
    await page.locator('dialog [role=alert]').waitFor({ state: 'detached' });
  });

  it('shows in the title where the browser has no popovers', async () => {
    await page.evaluate(() => Reflect.deleteProperty(HTMLElement.prototype, 'showPopover'));
    await openDialog();
    await ring();
    await page.waitForFunction(() => document.title === '☎ 998');
    await page.evaluate(() => document.querySelector('dialog')?.close());
    await page.waitForFunction(() => document.title === 'The page');
    await openDialog();
    await page.waitForFunction(() => document.title === '☎ 998');
    await page.keyboard.press('F8');
    await talks();
    await page.waitForFunction(() => document.title === 'The page');
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has nothing that axe finds, ${colorScheme}`, async () => {
      await page.emulateMedia({ colorScheme });
      await openDialog();
      await ring();
      await hint().waitFor();
      const found = await page.evaluate(async () => {
        const path = '/axe.js';
        const { violations } = (await import(path)) as typeof import('./testing/axe.js');
        return violations(document.body);
      });
      assert.deepEqual(found, []);
      await page.keyboard.press('Shift+F8');
      await rings(0);
    });
  }
});

describe('a call that rings while the page shows something in full screen', { timeout: 30_000 }, () => {
  it('is answered by the mouse', async () => {
    await page.locator('#under').evaluate((button) => {
      button.addEventListener('click', () => void document.querySelector('#screen')?.requestFullscreen());
    });
    await page.locator('#under').click();
    await page.waitForFunction(() => document.fullscreenElement?.id === 'screen');
    await ring();
    await raised();
    await pressAt(answer());
    await talks();
    assert.equal(await page.evaluate(() => document.fullscreenElement?.id), 'screen');
    await lowered();
  });
});
