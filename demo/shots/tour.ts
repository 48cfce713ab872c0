/**
 * `node --import tsx demo/shots/tour.ts`: the pictures of `docs/tour.md`, taken on real calls between the demo's pages and the
 * development PBX. Three people: Alice (1000), who is photographed, and two who answer her, 1001 and 1002.
 */
import { mkdir, rm, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { quietFlags } from '../../.ci/find-browser.mjs';
import { launchBrowser } from '../testing/browser.js';
import { fakeDevices, startDemo } from '../testing/demo.js';

const folder = fileURLToPath(new URL('../../docs/tour/', import.meta.url));
const largest = 60 * 1024;

const demo = await startDemo(18180);
const browser = await launchBrowser([...quietFlags, ...fakeDevices]);

const context = await browser.newContext({
  viewport: { width: 1100, height: 1000 },
  deviceScaleFactor: 1.25,
  reducedMotion: 'reduce',
});

async function open(path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(demo.address + path);
  await page.locator('linkus-phone[connection=ready]').first().waitFor();
  return page;
}

async function command(name: string, args: object = {}): Promise<void> {
  const body = JSON.stringify({ name, args });
  await fetch(`${demo.address}/dev/command`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
}

async function shoot(name: string, what: Locator): Promise<void> {
  const path = `${folder}${name}.png`;
  await what.page().mouse.move(0, 0);
  await what.screenshot({ path });
  const { size } = await stat(path);
  console.log(`${name}.png  ${size} bytes`);
  if (size > largest) throw new Error(`${name}.png has more than ${largest} bytes.`);
}

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
try {
  await command('delay', { milliseconds: 2000 });
  const page = await context.newPage();
  await page.goto(demo.address);
  const phone = page.locator('linkus-phone');
  const session = phone.locator('linkus-session');
  const press = (name: string) => session.getByRole('button', { name, exact: true }).click();
  await page.locator('linkus-phone[connection=signing-in]').waitFor();
  await shoot('sign-in', phone);
  await command('delay', { milliseconds: 0 });
  await page.locator('linkus-phone[connection=ready]').waitFor();

  const bob = await open('/demo/index.html?username=1001');
  const carol = await open('/demo/index.html?username=1002');
  const answer = (who: Page) => who.getByRole('button', { name: 'Answer', exact: true }).click();

  await phone.getByRole('textbox', { name: 'Number' }).fill('1001');
  await phone.locator('[part~=contact]').waitFor();
  await shoot('dial', phone);
  await phone.getByRole('button', { name: 'Call', exact: true }).click();
  await page.locator('linkus-session[call-status=ringing]').waitFor();
  await shoot('incoming', bob.locator('linkus-phone'));
  await answer(bob);
  await page.locator('linkus-session[call-status=talking][network-level]').waitFor();
  await shoot('talk', phone);

  await press('Hold');
  await page.locator('linkus-session[held]').waitFor();
  await shoot('hold', phone);
  await press('Resume');
  await page.locator('linkus-session:not([held])').waitFor();

  await press('More');
  await press('New call');
  await session.getByRole('textbox', { name: 'Number' }).fill('*65');
  await shoot('new-call', session);
  await session.getByRole('button', { name: 'Call', exact: true }).click();
  await page.locator('linkus-session[number="*65"][call-status=talking]').waitFor();
  await session.locator('[part~=other-call]').getByText('On hold').waitFor();
  await shoot('second-call', phone);
  await press('End Call');
  await session.locator('[part~=other-call]').waitFor({ state: 'detached' });
  await page.locator('linkus-session[number="1001"]').waitFor();
  if (await page.locator('linkus-session[held]').count()) await press('Resume');
  await page.locator('linkus-session[number="1001"]:not([held])').waitFor();

  await press('Transfer');
  await session.getByRole('textbox').fill('1002');
  await shoot('transfer', phone);
  await press('Attended Transfer');
  await page.locator('linkus-session[transfer-of][call-status=ringing]').waitFor();
  await answer(carol);
  await page.locator('linkus-session[transfer-of][call-status=talking]').waitFor();
  await session.getByRole('button', { name: 'Complete transfer' }).waitFor();
  await shoot('consultation', phone);
  await press('Complete transfer');
  await page.locator('linkus-session[call-status=ended]').waitFor();
  await shoot('handed-over', phone);
  await phone.getByRole('button', { name: 'New call' }).click();
  await bob.getByRole('button', { name: 'End Call' }).click();

  await phone.getByRole('textbox', { name: 'Number' }).fill('*43');
  await phone.getByRole('button', { name: 'Call', exact: true }).click();
  await page.locator('linkus-session[call-status=talking]').waitFor();
  await press('More');
  await press('Record');
  await page.locator('linkus-session[recording=recording]').waitFor();
  await shoot('record', phone);
  await press('Devices');
  await session.getByRole('combobox', { name: 'Microphone' }).waitFor();
  await shoot('devices', session.locator('[part=panel]'));
  await press('End Call');
  await page.locator('linkus-session[call-status=ended]').waitFor();
  await phone.getByRole('button', { name: 'New call' }).click();

  // One that nobody answered.
  await bob.getByRole('textbox', { name: 'Number' }).fill('1000');
  await bob.locator('linkus-dialpad').getByRole('button', { name: 'Call', exact: true }).click();
  await phone.getByRole('button', { name: 'Answer', exact: true }).waitFor();
  await bob.getByRole('button', { name: 'End Call' }).click();
  await page.locator('linkus-phone[unread="1"]').waitFor();
  await phone.getByRole('button', { name: /^Calls/ }).click();
  await phone.locator('linkus-cdr-list').getByRole('row').nth(3).waitFor();
  await shoot('call-list', phone);

  const two = await open('/demo/two-phones.html');
  await two.getByRole('checkbox', { name: 'The call in a window of its own' }).check();
  await two.locator('#right').getByRole('textbox', { name: 'Number' }).fill('*65');
  await two.locator('#right').getByRole('button', { name: 'Call', exact: true }).click();
  const floating = two.locator('#right linkus-session[call-status=talking]:popover-open');
  await floating.waitFor();
  await shoot('window', floating);
} finally {
  await browser.close();
  await demo.stop();
}
