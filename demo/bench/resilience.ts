/**
 * `npm run bench:resilience`: what a phone makes of faults of the network and of the PBX, in a call, while it rings and idle.
 * Each fault has a PBX and pages of its own; several run side by side. Prints a table (Markdown); the exit code says whether
 * the goals are kept: how soon a dead connection shows, that calls are kept, that what a user asked for is delivered, and
 * that each call ends with one event or none.
 *
 * `--only=ringing,reload` runs the faults whose name contains one of the texts; `--parallel=6` so many at a time; `--verbose` prints each row at once.
 */
import { parseArgs } from 'node:util';
import { bundleLikeCore } from '../../.ci/bundle.mjs';
import { launchBrowser } from '../testing/browser.js';
import { faults, type Fault } from './resilience-faults.js';
import { Stage, type Seen } from './resilience-stage.js';

const { values } = parseArgs({
  options: { only: { type: 'string' }, parallel: { type: 'string', default: '6' }, verbose: { type: 'boolean' } },
});
const wanted = values.only?.toLowerCase().split(',');
const chosen = faults.filter(({ name }) => !wanted || wanted.some((text) => name.toLowerCase().includes(text)));

/** What the bench's own timers and a busy machine add (ms). */
const tolerance = 500;
/** Longer than any fault and what is promised after it (ms). */
const limit = 120_000;

interface Outcome {
  readonly row: readonly string[];
  readonly problems: readonly string[];
}

const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const milliseconds = (time: number | undefined) => (time === undefined ? '–' : String(Math.round(time)));

function outcomeOf(fault: Fault, stage: Stage, seen: readonly Seen[], audioGaps: readonly number[]): Outcome {
  const problems: string[] = [];
  const since = seen.filter(({ at }) => at >= stage.startedAt);
  const first = (what: Seen['what'], state: string, from = 0) =>
    since.find((it) => it.at >= from && it.what === what && it.state === state)?.at;
  const lost =
    fault.notices === 'notifications' ? first('socket', 'notifications opening') : first('connection', 'reconnecting');
  const back =
    lost === undefined
      ? undefined
      : fault.notices === 'notifications'
        ? first('socket', 'notifications open', lost)
        : first('connection', 'ready', lost);
  // What it noticed before it was looked for is noticed at once.
  const noticed = fault.notices && lost !== undefined ? Math.max(0, lost - stage.noticeableAt) : undefined;
  const ends = since.filter(({ what }) => what === 'end').map(({ state }) => state);
  const states = since.filter(({ what }) => what === 'connection' || what === 'call' || what === 'end');
  const texts = since.filter(({ what, state }) => what === 'text' && state !== '');
  const delivered = stage.deliveredAt === null ? undefined : stage.deliveredAt - stage.noticeableAt;

  if (fault.within !== undefined && noticed === undefined) problems.push('the dead connection never showed');
  else if (fault.within !== undefined && (noticed ?? 0) > fault.within + tolerance) {
    problems.push(`noticed after ${milliseconds(noticed)} ms, at most ${fault.within}`);
  }
  if (fault.notices && back === undefined) problems.push('not connected again');
  if (fault.delivers && delivered === undefined) problems.push('what was asked for did not reach the PBX');
  const wantedEnds = fault.ends ?? [];
  if (ends.join() !== wantedEnds.join()) {
    problems.push(`call ends: ${ends.join(', ') || 'none'}; expected: ${wantedEnds.join(', ') || 'none'}`);
  }
  const row = [
    fault.name,
    milliseconds(noticed),
    fault.within === undefined ? '–' : `≤ ${fault.within}`,
    milliseconds(back === undefined ? undefined : back - stage.startedAt),
    milliseconds(delivered),
    audioGaps.length === 0 ? '–' : audioGaps.map(milliseconds).join(' / '),
    [...states.map(({ state }) => state), ...texts.map(({ state }) => `“${state}”`)].join(' → ') || 'nothing',
    ends.length === 0 ? '0' : `${ends.length}: ${ends.join(', ')}`,
  ];
  return { row, problems };
}

const script = await bundleLikeCore('demo/bench/resilience-page.ts');
const browser = await launchBrowser();

async function run(fault: Fault): Promise<Outcome> {
  const stage = await Stage.open(browser, script);
  let failure: string[] = [];
  const deadline = new AbortController();
  try {
    await Promise.race([
      fault.run(stage),
      new Promise((_, reject) => {
        const timer = setTimeout(() => reject(new Error(`not over after ${limit} ms`)), limit);
        deadline.signal.addEventListener('abort', () => clearTimeout(timer));
      }),
    ]);
    if (fault.keeps && (await stage.state()).calls.length === 0) failure = ['the call is gone at the PBX'];
  } catch (error) {
    failure = [error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)];
  }
  deadline.abort();
  try {
    const [own, other] = await stage.reports();
    const gaps = own && own.packets > 0 ? [own, ...(other ? [other] : [])].map(({ audioGap }) => audioGap) : [];
    const { row, problems } = outcomeOf(fault, stage, own?.seen ?? [], gaps);
    return { row, problems: [...failure, ...problems] };
  } finally {
    await stage.close();
  }
}

const outcomes = new Map<Fault, Outcome>();
const waiting = [...chosen];

async function work(): Promise<void> {
  for (let fault = waiting.shift(); fault; fault = waiting.shift()) {
    const outcome = await run(fault).catch((error: unknown): Outcome => ({
      row: [fault?.name ?? ''],
      problems: [String(error).split('\n')[0] ?? ''],
    }));
    outcomes.set(fault, outcome);
    const { problems, row } = outcome;
    console.error(`${outcomes.size}/${chosen.length} ${problems.length > 0 ? '✗' : '✓'} ${fault.name}`);
    for (const problem of problems) console.error(`    ${problem}`);
    if (problems.length > 0 || values.verbose) console.error(`    ${line(row)}`);
  }
}

try {
  await Promise.all(Array.from({ length: Number(values.parallel) }, work));
} finally {
  await browser.close();
}

const order = (name: string) => ['idle', 'ringing', 'calling', 'call'].indexOf(name.split(':')[0] ?? '');
const sorted = [...outcomes].sort(([a], [b]) => order(a.name) - order(b.name));
const titles = ['fault', 'noticed (ms)', 'goal', 'registered again (ms)', 'delivered (ms)', 'audio gap here / there (ms)', 'what the user saw', 'end events']; // prettier-ignore
console.log([line(titles), line(titles.map(() => '---')), ...sorted.map(([, { row }]) => line(row))].join('\n'));
const problems = sorted.flatMap(([{ name }, outcome]) => outcome.problems.map((problem) => `${name}: ${problem}`));
for (const problem of problems) console.error(`\n${problem}.`);
process.exitCode = problems.length > 0 || chosen.length === 0 ? 1 : 0;
