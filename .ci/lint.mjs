/**
 * Runs every check that needs no browser, says all that is wrong, and ends with 1 if anything is: ESLint, Prettier, the
 * floors of the house (dependency-cruiser), the translations, what must not be in the tree, and the reports of the public API.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkApi } from './api.mjs';
import { checkTranslations } from './check-translations.mjs';
import { checkTree } from './check-tree.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program of a package; resolves with its output, and with nothing when it is content. */
function tool(script, args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', script), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', (error) => resolve([`${script} could not be started: ${error.message}`]));
    child.once('close', (code) => resolve(code === 0 ? [] : [output.trim() || `exit code ${code}`]));
  });
}

/** Name → what runs it; it resolves with a list of what is wrong. */
const checks = {
  eslint: () => tool('eslint/bin/eslint.js', ['.']),
  prettier: () => tool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
  layers: () =>
    tool('dependency-cruiser/bin/dependency-cruise.mjs', [
      ...['src', 'elements', 'locales', 'demo'],
      ...['--config', '.dependency-cruiser.mjs', '--output-type', 'err-long'],
    ]),
  translations: () => checkTranslations(root),
  tree: () => checkTree(root),
  api: () => checkApi(),
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  const problems = await check();
  console.log(`${problems.length === 0 ? '✓' : '✗'} ${name}`);
  for (const problem of problems) console.log(problem.replaceAll(/^/gm, '  '));
  if (problems.length > 0) failed += 1;
}
process.exitCode = failed > 0 ? 1 : 0;
