/**
 * `npm run bench:leak -- [--calls 1000]`: what a page keeps of calls that are over. One page, one phone, N calls in a row:
 * it calls an echo once a second (more is refused, −208) and in between is called by four other extensions, which a
 * second page has. What it holds after call 20 and after call N is compared, settled, and what it holds after `destroy()`.
 */
import { parseArgs } from 'node:util';
import { openBenchPages, signIn, type BenchWindow } from './bench-pages.js';
import { countTimers, HeapMeter, type Holdings } from './heap.js';

declare const window: BenchWindow;

/** By then everything that a first call makes is there: compiled code, the audio service, caches. */
const warmUp = 20;
const bytesPerCall = 200;
const { values } = parseArgs({ options: { calls: { type: 'string', default: '1000' } } });
const calls = Number(values.calls);
if (!(calls > warmUp)) throw new Error(`--calls must be more than ${warmUp}.`);

/**
 * Chromium itself keeps a closed connection and its streams now and then: heap snapshots show that a posted task of its own
 * (`ChangeIceGatheringState`, `ChangePeerConnectionState`) holds it. What we leave behind, we leave with every call.
 */
const connectionsKept = Math.ceil(calls / 100);
const keptWithOne: Record<string, number> = {
  RTCPeerConnection: 1,
  MediaStreamTrack: 2,
  MediaStream: 3,
  HTMLMediaElement: 1,
  listeners: 12,
};
const keptByBrowser = (name: string) => connectionsKept * (keptWithOne[name] ?? 0);
/** What may stay after destroy(), whatever the number of calls. */
const bytesAfterDestroy = 65_536;
const callers = ['1001', '1002', '1003', '1004'];
const betweenCalls = 1050;

/** Compiled code is in the heap too, and grows for hundreds of calls; what is counted here is what calls leave behind. */
const pages = await openBenchPages(['--js-flags=--jitless --no-lazy-feedback-allocation']);
const problems: string[] = [];

/** Makes calls `from` … `to`, one after the other. */
async function makeCalls(from: number, to: number): Promise<void> {
  const lastCall = new Map<string, number>();
  for (let number = from; number <= to; number++) {
    const caller = ['1000', ...callers][number % (callers.length + 1)] ?? '1000';
    const wait = (lastCall.get(caller) ?? -Infinity) + betweenCalls - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const page = caller === '1000' ? measured : others;
    await page.evaluate(([...args]) => window.exports.callOnce(...args), [
      caller,
      caller === '1000' ? '*43' : '1000',
    ] as const);
    lastCall.set(caller, performance.now());
    await measured.evaluate(() => window.exports.idle());
  }
}

async function phone(): Promise<void> {
  await signIn(pages, measured, '1000');
  await measured.evaluate(() => window.exports.answerEverything());
}

const row = (what: string, { heap, listeners, timers, objects }: Holdings) =>
  console.log(
    `${what.padEnd(28)} ${String(heap).padStart(10)} bytes, ${listeners} listeners, ${timers} timers, ` +
      Object.entries(objects)
        .map(([name, count]) => `${count} ${name}`)
        .join(', '),
  );

function compare(early: Holdings, late: Holdings): void {
  const perCall = (late.heap - early.heap) / (calls - warmUp);
  console.log(`left behind by a call: ${perCall.toFixed(0)} bytes (at most ${bytesPerCall})`);
  if (perCall > bytesPerCall) problems.push(`Each call leaves ${perCall.toFixed(0)} bytes behind.`);
  const counts = ({ listeners, timers, objects }: Holdings) => ({ listeners, timers, ...objects });
  const before: Record<string, number> = counts(early);
  for (const [name, count] of Object.entries(counts(late))) {
    if (count > (before[name] ?? 0) + keptByBrowser(name))
      problems.push(`${name}: ${before[name] ?? 0} after call ${warmUp}, ${count} now.`);
  }
}

const measured = await pages.newPage('same', countTimers);
const others = await pages.newPage();
try {
  const meter = await HeapMeter.of(measured);
  row('before the first phone', await meter.read());
  for (const extension of callers) await signIn(pages, others, extension);

  await phone();
  await makeCalls(1, warmUp);
  await measured.evaluate(() => window.exports.signOut());
  const unused = await meter.settle();
  row('after destroy(), first phone', unused);

  await phone();
  await makeCalls(1, warmUp);
  const early = await meter.settle();
  row(`after call ${warmUp}`, early);
  await makeCalls(warmUp + 1, calls);
  const late = await meter.settle();
  row(`after call ${calls}`, late);
  compare(early, late);

  await measured.evaluate(() => window.exports.signOut());
  const end = await meter.settle();
  row('after destroy()', end);
  if (end.heap - unused.heap > bytesAfterDestroy) {
    problems.push(`destroy() keeps ${end.heap - unused.heap} bytes more than it did for a phone with ${warmUp} calls.`);
  }
  const kept = Object.entries(end.objects).filter(([name, count]) => count > keptByBrowser(name));
  if (kept.length > 0) problems.push(`destroy() keeps ${kept.map(([name, count]) => `${count} ${name}`).join(', ')}.`);

  for (const problem of problems) console.error(`\n${problem}`);
  if (problems.length > 0) console.error('\nA heap snapshot shows what holds them: chrome://inspect, Memory.');
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  await pages.close();
}
