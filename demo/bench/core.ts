/**
 * `npm run bench:core`: the core's times, beside what the network alone takes (round trips × delay).
 * - `init()` to `registered` in round trips that are waited for one after the other; from another origin each preflight
 *   (CORS) is one more. The slope between two delays counts them and leaves the work itself out.
 * - click to INVITE, beside bare `getUserMedia` + `createOffer` + `setLocalDescription`, both warm (the page had a call
 *   before) and cold (a new page each time).
 * - INVITE to talking, and the answering click until both sides hear each other.
 * The exit code says whether the budgets are kept. The PBX delays what it says by the round trip; media are not delayed.
 */
import type { Page } from 'playwright-core';
import { atDelay, openBenchPages, signIn, type BenchWindow } from './bench-pages.js';
import type { CallTimes } from './in-page.js';
import { median } from './median.js';
import { milliseconds, printLine } from './print.js';
import { benchSignIn } from './sign-in.js';

declare const window: BenchWindow;

const delays = [0, 50] as const;
/** Click to INVITE: so many times the bare media at most. */
const mediaBudget = 1.3;
/** The first microphone of a page takes 20 to 35 ms, by chance: the median needs many. */
const coldRounds = 15;
/** One outgoing call a second is the rule of the core. */
const betweenCalls = 1050;

const pages = await openBenchPages();
const { pbx } = pages;
let problems: string[] = [];

const pause = () => new Promise((resolve) => setTimeout(resolve, betweenCalls));
const click = (page: Page) => page.getByRole('button').click();

async function medianOf(rounds: number, measure: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await measure());
  return median(times);
}

async function bare(page: Page): Promise<number> {
  const time = page.evaluate(() => window.exports.bareMedia());
  await click(page);
  return time;
}

async function call(page: Page): Promise<CallTimes> {
  const times = page.evaluate(() => window.exports.clickCall('*43'));
  await click(page);
  return times;
}

function compare(what: string, bareTime: number, callTime: number): void {
  const ratio = callTime / bareTime;
  printLine(`bare media, ${what}`, milliseconds(bareTime));
  printLine(`click to INVITE, ${what}`, milliseconds(callTime), `${ratio.toFixed(2)} times, at most ${mediaBudget}`);
  if (ratio > mediaBudget) problems.push(`Click to INVITE, ${what}: ${ratio.toFixed(2)} times the bare media.`);
}

async function benchCold(): Promise<void> {
  const times = { bare: [] as number[], call: [] as number[] };
  for (let round = 0; round < coldRounds; round++) {
    for (const what of ['bare', 'call'] as const) {
      const page = await pages.newPage();
      await signIn(pages, page, '1000');
      times[what].push(what === 'bare' ? await bare(page) : (await call(page)).clickToInvite);
      await page.context().close();
    }
  }
  compare('cold', median(times.bare), median(times.call));
}

async function benchWarm(page: Page): Promise<void> {
  const times = { bare: [] as number[], call: [] as number[] };
  for (let round = -2; round < 12; round++) {
    const [bareTime, { clickToInvite }] = [await bare(page), await call(page)];
    if (round >= 0) {
      times.bare.push(bareTime);
      times.call.push(clickToInvite);
    }
    await pause();
  }
  compare('warm', median(times.bare), median(times.call));
}

async function benchTalking(page: Page): Promise<void> {
  for (const delay of delays) {
    const time = await atDelay(pbx, delay, () =>
      medianOf(5, async () => {
        const { inviteToTalking } = await call(page);
        await pause();
        return inviteToTalking;
      }),
    );
    // One answer of the PBX is the least; a second one is its 401, where no nonce is known.
    printLine(`INVITE to talking, ${delay} ms`, milliseconds(time), `network alone: ${milliseconds(delay)}`);
  }
}

async function benchAnswer(caller: Page): Promise<void> {
  const callee = await pages.newPage();
  await signIn(pages, callee, '1001');
  for (const delay of delays) {
    const time = await atDelay(pbx, delay, () =>
      medianOf(5, async () => {
        const callerHears = caller.evaluate(() => window.exports.callAndHear('1001'));
        await callee.evaluate(() => window.exports.rings());
        const answering = callee.evaluate(() => window.exports.clickAnswer());
        await click(callee);
        const { clickedAt, heardAt } = await answering;
        const both = Math.max(await callerHears, heardAt) - clickedAt;
        await caller.evaluate(() => window.exports.hangUpAll());
        await pbx.command('wait', { for: 'no-calls' });
        await pause();
        return both;
      }),
    );
    printLine(
      `answering click to two-way audio, ${delay} ms`,
      milliseconds(time),
      `network alone: ${milliseconds(delay)}`,
    );
  }
}

try {
  problems = await benchSignIn(pages);
  await benchCold();
  const page = await pages.newPage();
  await signIn(pages, page, '1000');
  await benchWarm(page);
  await benchTalking(page);
  await benchAnswer(page);
  for (const problem of problems) console.error(`\n${problem} Find what waits for something that it does not need.`);
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  await pages.close();
}
