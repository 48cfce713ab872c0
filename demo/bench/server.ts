/**
 * `npm run bench:server`: the signature service in a process of its own, the development PBX 50 ms away. It fails when a
 * figure misses what it must be. `--requests 100000` makes the long run shorter (default a million).
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleForServers } from '../../.ci/bundle.mjs';
import { startDevelopmentPbx } from '../pbx/index.js';
import { load, percentile, type LoadResult } from './http-load.js';
import { median } from './median.js';
import { milliseconds, printLine } from './print.js';

const ROUND_TRIP_MS = 50;
const FIRST = 500;
const ROUNDS = 5;
const ROUND = 20_000;
const CONNECTIONS = 32;
/** Of the constant body's requests a second. */
const LEAST_SHARE = 0.5;
const MOST_GROWTH_MB = 5;

const { values } = parseArgs({ options: { requests: { type: 'string', default: '1000000' } } });
const requests = Number(values.requests);
const failures: string[] = [];
const must = (isSo: boolean, what: string): void => {
  if (!isSo) failures.push(what);
};

const pbx = await startDevelopmentPbx({ mediaAddress: '127.0.0.1', delay: ROUND_TRIP_MS });
const { accessId, accessKey } = pbx.openApi;
const folder = await mkdtemp(join(tmpdir(), 'linkus-bench-'));
const built = join(folder, 'server.mjs');
const files = (await bundleForServers({ write: false })).flatMap(({ outputFiles }) => outputFiles);
await writeFile(built, files.find(({ path }) => path.endsWith('server.js'))?.contents ?? '');
const child = fork(
  fileURLToPath(new URL('server-process.ts', import.meta.url)),
  [pathToFileURL(built).href, pbx.url, accessId, accessKey],
  { execArgv: ['--import', 'tsx'] },
);
const [ports] = (await once(child, 'message')) as [{ constant: number; signatures: number }];

/** The extensions of the development PBX take turns. */
const asUser = (index: number): string => `x-user: ${1000 + (index % 10)}\r\n`;
const onlySuccess = ({ statuses }: LoadResult): boolean => statuses.size === 1 && statuses.has('200');

async function memory(): Promise<{ heapUsed: number; rss: number }> {
  child.send('memory');
  return ((await once(child, 'message')) as [{ heapUsed: number; rss: number }])[0];
}

const first = await load(ports.signatures, FIRST, FIRST, asUser);
const { get_token: asked } = (await pbx.command('openapi')) as { get_token: number };
printLine(`${FIRST} first requests at once: token requests`, String(asked), 'must be 1');
printLine('  slowest answer', milliseconds(percentile(first.latencies, 100)));
must(asked === 1 && onlySuccess(first), `${asked} token requests`);

const rates: Record<'constant' | 'signatures', number[]> = { constant: [], signatures: [] };
let last = first;
// In turns, so that what else the computer does strikes both.
for (let round = 0; round < ROUNDS; round += 1) {
  rates.constant.push((await load(ports.constant, ROUND, CONNECTIONS, asUser)).perSecond);
  last = await load(ports.signatures, ROUND, CONNECTIONS, asUser);
  rates.signatures.push(last.perSecond);
  must(onlySuccess(last), 'not every answer was a signature');
}
const [constant, signatures] = [median(rates.constant), median(rates.signatures)];
const share = median(rates.signatures.map((rate, round) => rate / (rates.constant[round] ?? NaN)));
printLine('constant body, requests a second', constant.toFixed(0));
printLine('signatures used again, requests a second', signatures.toFixed(0), `${(share * 100).toFixed(0)} %`);
printLine('  p50', `${percentile(last.latencies, 50).toFixed(2)} ms`);
printLine('  p99', `${percentile(last.latencies, 99).toFixed(2)} ms`);
must(share >= LEAST_SHARE, 'less than half of the requests a second of a constant body');

const before = await memory();
const long = await load(ports.signatures, requests, CONNECTIONS, asUser);
const after = await memory();
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
printLine(`heap after ${requests} requests more`, megabytes(after.heapUsed), `before ${megabytes(before.heapUsed)}`);
printLine('  resident', megabytes(after.rss), `before ${megabytes(before.rss)}`);
printLine('  p99', `${percentile(long.latencies, 99).toFixed(2)} ms`);
must(onlySuccess(long), 'not every answer of the long run was a signature');
must((after.heapUsed - before.heapUsed) / 1e6 < MOST_GROWTH_MB, 'the heap grew');

child.disconnect();
await rm(folder, { recursive: true });
await pbx.close();
for (const failure of failures) console.error(`FAILED: ${failure}`);
process.exitCode = failures.length > 0 ? 1 : 0;
