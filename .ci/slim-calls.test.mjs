import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = ['src/phone/{hold,phone-operator,transfer}.test.ts', 'src/sip/{malformed,registration,rfc4475}.test.ts'];

test('calls work with sip.js as it is in the files for a script tag', async () => {
  const runner = 'node_modules/@web/test-runner/dist/bin.js';
  const args = [runner, '--config', '.ci/slim/web-test-runner.config.mjs', '--files', ...files];
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    // The counts are those of this one test.
    env: { ...process.env, TEST_COUNTS_FILE: '' },
  });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  const code = await new Promise((resolve) => child.once('close', resolve));
  assert.equal(code, 0, output);
  const [, passed] = /(\d+) passed, 0 failed/.exec(output) ?? [];
  assert.ok(Number(passed) > 50, output);
});
