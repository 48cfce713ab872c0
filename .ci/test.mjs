/**
 * Runs all tests: `npm test`. Or some: `npm test -- elements/dialpad demo/pbx/registrar.test.ts 'src/**\/call*'`; an
 * argument is a file, a folder, a part of a path or a pattern with `*`.
 * The tests of `src`, `elements` and `locales` run in a browser (Web Test Runner), those of `demo` and `.ci` in Node, both
 * at the same time, each two files at a time: most of what a test does is waiting.
 * The last line is `N passed, N failed`. A run without a test fails.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findBrowser } from './find-browser.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const countsFolder = mkdtempSync(join(tmpdir(), 'linkus-tests-'));

async function filesIn(folder, ending) {
  const entries = await readdir(join(root, folder), { recursive: true });
  return entries
    .filter((entry) => entry.endsWith(ending) && !entry.includes('node_modules'))
    .map((entry) => `${folder}/${entry.split(sep).join('/')}`)
    .sort();
}

async function filesInAll(folders, ending) {
  return (await Promise.all(folders.map((folder) => filesIn(folder, ending)))).flat();
}

function matcher(argument) {
  const wanted = argument.replace(/^\.\//, '');
  if (!wanted.includes('*')) return (file) => file.includes(wanted);
  const pattern = wanted
    .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*\*\/|\*/g, (star) => (star === '*' ? '[^/]*' : '(?:.*/)?'));
  const expression = new RegExp(`^${pattern}`);
  return (file) => expression.test(file);
}

/**
 * Prints whole lines, those of one runner between those of the other; resolves with all of them when there are no more.
 * Web Test Runner clears a progress bar that isn't there, in a pipe too: its escape codes and empty lines are left out.
 */
async function printLines(output) {
  const lines = [];
  for await (const line of createInterface({ input: output })) {
    // eslint-disable-next-line no-control-regex -- the escape character is what we look for
    const text = line.replaceAll(/\u001b\[(?:2K|1A|G)/g, '');
    if (text.trim() === '') continue;
    lines.push(text);
    console.log(text);
  }
  return lines;
}

/** What a runner said of its failures: the last chapter of Node's, and in the browser's a file's line and what is below it. */
function failuresIn(lines) {
  const chapter = lines.indexOf('✖ failing tests:');
  if (chapter !== -1) return lines.slice(chapter + 1);
  let failed = false;
  return lines.filter((line) => {
    if (!line.startsWith(' ')) failed = line.startsWith('✗');
    return failed;
  });
}

/** Runs one runner; resolves with what it counted and what it printed. One that breaks off counts as a failure. */
async function runTests(name, args, countsFile) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TEST_COUNTS_FILE: countsFile },
  });
  const printed = printLines(child.stdout);
  void printLines(child.stderr);
  const end = await new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    // Not `exit`: what it printed last would come after our own words.
    child.once('close', (code, signal) => resolve(signal ?? code));
  });
  let counts = { passed: 0, failed: 0 };
  try {
    counts = JSON.parse(readFileSync(countsFile, 'utf8'));
  } catch {
    console.error(`${name} ended without a result (${end}).`);
  }
  // The runner found something wrong that is not the failure of one test.
  if (end !== 0 && counts.failed === 0) counts = { ...counts, failed: 1 };
  return { ...counts, lines: await printed };
}

function runInNode(files) {
  const countsFile = join(countsFolder, 'node.json');
  return runTests(
    'The test runner of Node',
    [
      // The time limit is for a file: one that leaves a socket or a timer open never ends by itself. It is long enough for a
      // machine on which much else runs.
      ...['--import', 'tsx', '--test', '--test-timeout=300000', '--test-concurrency=2'],
      ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
      ...['--test-reporter=./.ci/count-reporter.mjs', `--test-reporter-destination=${countsFile}`],
      ...files,
    ],
    countsFile,
  );
}

function runInBrowser(files) {
  const countsFile = join(countsFolder, 'browser.json');
  const runner = join(root, 'node_modules/@web/test-runner/dist/bin.js');
  return runTests('Web Test Runner', [runner, '--files', ...files], countsFile);
}

async function main() {
  const matchers = process.argv.slice(2).map(matcher);
  const chosen = (files) => files.filter((file) => matchers.length === 0 || matchers.some((matches) => matches(file)));
  // What these need is large, so they are commands of their own: `npm run test:asterisk`, `npm run test:platforms`.
  const elsewhere = /^demo\/(asterisk|server\/platforms)\//;
  const demoFiles = (await filesIn('demo', '.test.ts')).filter((file) => !elsewhere.test(file));
  const nodeFiles = chosen([...(await filesIn('.ci', '.test.mjs')), ...demoFiles]);
  const browserFiles = chosen(await filesInAll(['src', 'elements', 'locales'], '.test.ts'));
  if (nodeFiles.length + browserFiles.length === 0) throw new Error('There is no such test.');

  process.env['CHROME_PATH'] = await findBrowser();
  console.log(`Browser: ${process.env['CHROME_PATH']}`);
  const runs = [];
  if (nodeFiles.length > 0) runs.push(() => runInNode(nodeFiles));
  if (browserFiles.length > 0) runs.push(() => runInBrowser(browserFiles));
  // On two cores four files at a time are so slow that calls run into their time limits.
  const results = [];
  if (cpus().length > 2) results.push(...(await Promise.all(runs.map((run) => run()))));
  else for (const run of runs) results.push(await run());

  // They may be far up by now.
  const failures = results.flatMap(({ lines }) => failuresIn(lines));
  if (failures.length > 0) console.log(`\nWhat failed:\n${failures.join('\n')}`);

  const sum = (key) => results.reduce((total, counts) => total + (counts[key] ?? 0), 0);
  const skipped = sum('skipped');
  if (skipped > 0) console.log(`${skipped} skipped`);
  return { passed: sum('passed'), failed: sum('failed') };
}

let total = { passed: 0, failed: 1 };
try {
  total = await main();
} catch (error) {
  console.error(error.message);
} finally {
  rmSync(countsFolder, { recursive: true, force: true });
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
