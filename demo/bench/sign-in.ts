/**
 * How many round trips a sign-in waits for, one after the other, from `init()` to `registered`; from another origin each
 * preflight (CORS) is one more. Two round-trip times are measured: the slope between them counts the trips and leaves out
 * the work itself. As a program: `npm run bench:signin`.
 */
import { pathToFileURL } from 'node:url';
import { atDelay, openBenchPages, signIn, type BenchPages, type BenchWindow } from './bench-pages.js';
import { printLine, milliseconds } from './print.js';

declare const window: BenchWindow;

const roundTrip = 50;
const rounds = 7;
/** More would mean that something waits which need not. */
const budgets = { other: 6, same: 4 } as const;
type Origin = keyof typeof budgets;

/** Each in a new page: a browser remembers the answers to its preflights. */
async function signInTime(pages: BenchPages, origin: Origin, delay: number): Promise<number> {
  const page = await pages.newPage(origin);
  const time = await atDelay(pages.pbx, delay, () => signIn(pages, page, '1000'));
  await page.evaluate(() => window.exports.signOut());
  await page.context().close();
  return time;
}

async function benchOrigin(pages: BenchPages, origin: Origin): Promise<string[]> {
  const times = { near: [] as number[], far: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    times.far.push(await signInTime(pages, origin, roundTrip));
    times.near.push(await signInTime(pages, origin, 0));
  }
  // The fastest: whatever else the machine does can only add to the trips.
  const [near, far] = [Math.min(...times.near), Math.min(...times.far)];
  const trips = (far - near) / roundTrip;
  const where = origin === 'same' ? 'same origin' : 'another origin';
  printLine(`init() to registered, ${where}, 0 ms`, milliseconds(near));
  printLine(`init() to registered, ${where}, ${roundTrip} ms`, milliseconds(far));
  printLine(`  network alone: ${Math.round(trips)} round trips`, milliseconds(Math.round(trips) * roundTrip));
  printLine('  sequential round trips', trips.toFixed(2), `at most ${budgets[origin]}`);
  return Math.round(trips) > budgets[origin] ? [`Sign-in from ${where}: ${trips.toFixed(2)} round trips.`] : [];
}

/** Prints the figures; resolves with what is wrong with them, in words. */
export async function benchSignIn(pages: BenchPages): Promise<string[]> {
  await signInTime(pages, 'same', 0); // the first one also pays for the browser's start
  return [...(await benchOrigin(pages, 'other')), ...(await benchOrigin(pages, 'same'))];
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const pages = await openBenchPages();
  try {
    const problems = await benchSignIn(pages);
    for (const problem of problems) console.error(`\n${problem} Find what waits for an answer that it does not need.`);
    process.exitCode = problems.length > 0 ? 1 : 0;
  } finally {
    await pages.close();
  }
}
