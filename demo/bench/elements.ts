/**
 * `npm run bench:elements`: what the elements cost a page. One section a function; each returns what is over its budget.
 * - The size of all five (`elements-size.ts`) and what a minute of talking costs (`talking.ts`).
 * - The call list with 100,000 records: round trips to the first rows, long tasks while it is scrolled from one end to the
 *   other, rows in the document, and what memory grows by beside the records that are kept.
 */
import type * as Elements from './elements-page.js';
import { openPageWithPbx, type PageWithPbx } from '../testing/browser.js';
import { benchSize } from './elements-size.js';
import { countTimers, HeapMeter } from './heap.js';
import { median } from './median.js';
import { milliseconds, printLine } from './print.js';
import { benchTalking } from './talking.js';
import { TaskTrace } from './task-trace.js';

declare const window: Window & { exports: typeof Elements };

/** From here on a task is felt (ms). */
const longTask = 50;

/** Signs in; resolves with the time (ms) from then to the first rows. */
async function firstRows({ page, pbx }: PageWithPbx): Promise<number> {
  const secret = String(await pbx.command('sign', { username: '1000' }));
  return page.evaluate(async (signature) => {
    const phone = document.createElement('linkus-phone');
    Object.assign(phone, { username: '1000', secret: signature });
    const list = phone.appendChild(document.createElement('linkus-cdr-list'));
    const ready = new Promise<number>((resolve) => {
      phone.addEventListener('linkus-registration-change', ({ detail }) => {
        if (detail.registered) resolve(performance.now());
      });
    });
    document.body.replaceChildren(phone);
    const readyAt = await ready;
    while (!list.shadowRoot?.querySelector('[part~=name]')) await new Promise(requestAnimationFrame);
    return performance.now() - readyAt;
  }, secret);
}

interface Scrolling {
  /** Frames that took longer than two at 60 Hz. */
  lateFrames: number;
  frames: number;
  mostRows: number;
}

/** Scrolls from the beginning to the end and back, so many pixels a frame, with a jump to either end. */
async function scroll({ page }: PageWithPbx, frames: number, step: number): Promise<Scrolling> {
  return page.evaluate(
    async ([count, pixels]) => {
      const root = document.querySelector('linkus-cdr-list')?.shadowRoot as ShadowRoot;
      const scroller = root.querySelector('[part=list]') as HTMLElement;
      let mostRows = 0;
      let lateFrames = 0;
      let before = performance.now();
      for (let frame = 0; frame < count; frame++) {
        const down = frame < count / 2;
        if (frame === count / 2) scroller.scrollTop = scroller.scrollHeight;
        scroller.scrollTop += down ? pixels : -pixels;
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        if (now - before > 2000 / 60) lateFrames++;
        before = now;
        mostRows = Math.max(mostRows, root.querySelectorAll('[role=row]').length);
      }
      return { lateFrames, frames: count, mostRows };
    },
    [frames, step] as const,
  );
}

/** Rows in the snapshot. */
async function toldRows({ page }: PageWithPbx): Promise<number> {
  return page.evaluate(() => {
    const phone = document.querySelector('linkus-phone') as Elements.LinkusPhone;
    return Object.values(phone.snapshot.records).reduce((sum, { rows }) => sum + rows.length, 0);
  });
}

async function benchCallList(): Promise<string[]> {
  const problems: string[] = [];
  const delay = 100;
  const bench = await openPageWithPbx('demo/bench/elements-page.ts', '', { records: 100_000 });
  try {
    await countTimers(bench.page);
    await bench.page.reload();
    await bench.page.waitForFunction(() => 'exports' in window);
    const times: number[] = [];
    await firstRows(bench); // the code of the rows is loaded with the first ones
    await bench.pbx.command('delay', { milliseconds: delay });
    for (let round = 0; round < 5; round++) times.push(await firstRows(bench));
    await bench.pbx.command('delay', { milliseconds: 0 });
    const trips = median(times) / delay;
    printLine('ready to the first rows', milliseconds(median(times)), `${trips.toFixed(1)} round trips, at most 2`);
    if (trips > 2) problems.push(`The first rows came after ${trips.toFixed(1)} round trips.`);

    const meter = await HeapMeter.of(bench.page);
    const { heap: before } = await meter.read();
    for (const [what, step] of [
      ['a row a frame', 65],
      ['a page of rows a frame', 3000],
    ] as const) {
      const trace = await TaskTrace.start(bench.page);
      const { lateFrames, frames, mostRows } = await scroll(bench, 400, step);
      const { passed, processor } = await trace.stop();
      printLine(
        `scrolling, ${what}: longest task`,
        milliseconds(processor),
        `of the processor, at most ${longTask}; ${milliseconds(passed)} passed`,
      );
      printLine(`scrolling, ${what}: late frames`, String(lateFrames), `of ${frames}`);
      printLine(`scrolling, ${what}: rows in the document`, String(mostRows), 'at most 60');
      if (processor > longTask) problems.push(`Scrolling ${what}: a task of ${milliseconds(processor)}.`);
      if (mostRows > 60) problems.push(`Scrolling ${what}: ${mostRows} rows in the document.`);
    }
    const { heap } = await meter.read();
    const grown = (heap - before) / 1024;
    const told = await toldRows(bench);
    // A record with its strings and its place in a map; at most 10,000 are kept of a list.
    const allowed = (10_000 * 600) / 1024;
    printLine(
      'memory grown by scrolling',
      `${grown.toFixed(0)} KB`,
      `at most ${allowed.toFixed(0)}; ${told} rows told`,
    );
    if (grown > allowed) problems.push(`Scrolling left ${grown.toFixed(0)} KB.`);
  } finally {
    await bench.close();
  }
  return problems;
}

const problems = [...(await benchSize()), ...(await benchCallList()), ...(await benchTalking())];
for (const problem of problems) console.error(`\n${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;
