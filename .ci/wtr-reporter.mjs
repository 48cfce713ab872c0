/**
 * What a person reads of a run in the browser: one line for each file, everything about what failed, and at the end
 * `N passed, N failed`. A run in which no test ran fails, and so does a file that could not be loaded.
 */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { inspect } from 'node:util';

/** Each test of a session with the titles of its suites. */
function* testsOf(suite, titles = []) {
  for (const test of suite?.tests ?? []) yield { ...test, title: [...titles, test.name].join(' › ') };
  for (const inner of suite?.suites ?? []) yield* testsOf(inner, [...titles, inner.name]);
}

function indent(text, width) {
  return String(text).replaceAll(/^/gm, ' '.repeat(width));
}

/** Chromium's stack starts with the message; we print the message ourselves. */
function describe({ name, message = 'Unknown error', stack, expected, actual }) {
  const text = name && !message.startsWith(name) ? `${name}: ${message}` : message;
  const parts = [text];
  if (expected !== undefined || actual !== undefined) parts.push(`expected: ${expected}\nactual:   ${actual}`);
  if (stack) parts.push(stack.startsWith(text) ? stack.slice(text.length).trimStart() : stack);
  return parts.filter((part) => part !== '').join('\n');
}

function summarize(session) {
  const tests = [...testsOf(session.testResults)];
  const passed = tests.filter((test) => test.passed && !test.skipped).length;
  const skipped = tests.filter((test) => test.skipped);
  const failed = tests.filter((test) => !test.passed && !test.skipped);
  const errors = [...session.errors];
  // The runner only logs a rejection that nobody handled, and its reason after it. On a page it would be an error.
  session.logs.forEach(([text], index) => {
    if (!String(text).startsWith('An error was thrown in a Promise outside a test')) return;
    const reason = inspect(session.logs[index + 1]?.[0], { breakLength: Infinity });
    errors.push({ message: `A promise was rejected and nobody handled it: ${reason}` });
  });
  if (tests.length === 0 && errors.length === 0) errors.push({ message: 'There is no test in this file.' });
  if (!session.passed && failed.length === 0 && errors.length === 0) {
    errors.push({ message: 'The file failed without saying why (a hook, perhaps).' });
  }
  const duration = tests.reduce((sum, test) => sum + (test.duration ?? 0), 0);
  return { passed, skipped, failed, errors, duration };
}

/**
 * @param {{ countsFile?: string | undefined }} [options] `countsFile`: where to write `{ passed, failed, skipped }` as JSON.
 * @returns {import('@web/test-runner').Reporter}
 */
export function summaryReporter({ countsFile } = {}) {
  // What happens if the run stops before it is over: nothing was counted, which is a failure.
  let counts = { passed: 0, failed: 1, skipped: 0 };

  process.on('exit', () => {
    if (countsFile) writeFileSync(countsFile, JSON.stringify(counts));
    else console.log(`${counts.passed} passed, ${counts.failed} failed`);
    if (counts.failed > 0) process.exitCode = 1;
  });

  return {
    reportTestFileResults({ logger, sessionsForTestFile, testFile }) {
      for (const session of sessionsForTestFile) {
        const { passed, skipped, failed, errors, duration } = summarize(session);
        const bad = failed.length + errors.length > 0;
        const numbers = [`${passed} passed`];
        if (failed.length > 0) numbers.push(`${failed.length} failed`);
        if (skipped.length > 0) numbers.push(`${skipped.length} skipped`);
        logger.log(
          `${bad ? '✗' : '✓'} ${relative(process.cwd(), testFile)}  ${numbers.join(', ')} (${Math.round(duration)} ms)`,
        );
        for (const error of errors) logger.log(indent(describe(error), 4));
        for (const test of failed) {
          logger.log(`  ✗ ${test.title}`);
          logger.log(indent(describe(test.error ?? {}), 6));
        }
        for (const url of session.request404s) logger.log(`    not found: ${url}`);
        for (const entry of session.logs) logger.log('    console:', ...entry);
      }
    },

    stop({ sessions }) {
      counts = { passed: 0, failed: 0, skipped: 0 };
      for (const session of sessions) {
        const { passed, skipped, failed, errors } = summarize(session);
        counts.passed += passed;
        counts.skipped += skipped.length;
        counts.failed += failed.length + errors.length;
      }
      if (counts.passed + counts.failed === 0) {
        console.error('No test ran.');
        counts.failed = 1;
      }
    },
  };
}
