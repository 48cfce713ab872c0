/** What a minute of talking costs a page with all five elements: scripting, layouts, snapshots. */
import type { Page } from 'playwright-core';
import type * as Elements from './elements-page.js';
import { openPageWithPbx } from '../testing/browser.js';
import { milliseconds, printLine } from './print.js';
import { TaskTrace } from './task-trace.js';

declare const window: Window & { exports: typeof Elements };

const seconds = 60;
/** Of the time. */
const allowedScripting = 0.002;
/** How long (s) the layouts are traced: a few ticks of the timer. */
const traced = 5;

/** A page as hosts are: what a layout of all of it would cost is to be seen. */
const host = '<p>A line of the page around the phone.</p>'.repeat(1000);
const elements = `<linkus-phone><linkus-incoming></linkus-incoming><linkus-session></linkus-session>
<linkus-dialpad></linkus-dialpad><linkus-cdr-list></linkus-cdr-list></linkus-phone>`;

const wait = (time: number) => new Promise((resolve) => setTimeout(resolve, time * 1000));

/** Seconds of scripting and counted layouts since the page was opened. */
async function meterOf(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? NaN;
    return { scripting: of('ScriptDuration'), layouts: of('LayoutCount') };
  };
}

/** Signs in, calls the melody, and counts snapshots from then on. */
async function talk(page: Page, secret: string): Promise<void> {
  await page.evaluate((signature) => {
    Object.assign(document.querySelector('linkus-phone') as Elements.LinkusPhone, {
      username: '1000',
      secret: signature,
    });
  }, secret);
  await page.locator('linkus-phone[connection=ready]').waitFor();
  await page.evaluate(() => {
    const phone = document.querySelector('linkus-phone') as Elements.LinkusPhone;
    window.exports.countSnapshots(phone);
    phone.call('*65');
  });
  await page.locator('linkus-session[call-status=talking][network-level]').waitFor();
  await wait(2); // what belongs to the beginning of a call
}

export async function benchTalking(): Promise<string[]> {
  const problems: string[] = [];
  const { page, pbx, close } = await openPageWithPbx('demo/bench/elements-page.ts', elements + host);
  try {
    await talk(page, String(await pbx.command('sign', { username: '1000' })));
    const meter = await meterOf(page);
    const [before, snapshotsBefore] = [await meter(), await page.evaluate(() => window.exports.countedSnapshots())];
    await wait(seconds);
    const [after, snapshots] = [
      await meter(),
      (await page.evaluate(() => window.exports.countedSnapshots())) - snapshotsBefore,
    ];
    const scripting = after.scripting - before.scripting;
    const share = scripting / seconds;
    printLine(
      `talking for ${seconds} s: scripting, SIP and statistics too`,
      milliseconds(scripting * 1000),
      `${(share * 100).toFixed(3)} % of the time, at most ${allowedScripting * 100} %`,
    );
    printLine('talking: snapshots', String(snapshots), 'none for the timer');
    if (share > allowedScripting)
      problems.push(`A call of ${seconds} s costs ${(share * 100).toFixed(3)} % of scripting.`);
    if (snapshots > seconds / 2) problems.push(`${snapshots} snapshots in ${seconds} s: the timer is no fact.`);

    const trace = await TaskTrace.start(page);
    await wait(traced);
    const { layouts } = await trace.stop();
    // Everything else begins at the document and asks the boxes of the page on its way.
    const ofPage = layouts.filter(({ roots }) => !/^SPAN class='timer[^,]*$/.test(roots));
    const dirty = Math.max(0, ...layouts.map((it) => it.dirty));
    printLine(
      'talking: layouts',
      String(layouts.length),
      `in ${traced} s, of ${dirty} of ${layouts[0]?.total ?? 0} boxes at most`,
    );
    printLine('talking: layouts of the page', String(ofPage.length), 'none');
    if (layouts.length < traced - 1) problems.push('The timer did not tick.');
    if (ofPage.length > 0) problems.push(`The page was laid out: ${ofPage.map((it) => it.roots).join('; ')}.`);
  } finally {
    await close();
  }
  return problems;
}
