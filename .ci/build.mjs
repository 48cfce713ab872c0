/**
 * Makes `dist/`: the npm entries, the files for script tags, the declarations and the custom-elements manifest.
 * `--js-only` leaves out the last two.
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleForCdn, bundleForNpm, bundleForServers, root, thirdPartyLicences } from './bundle.mjs';
import { writeDeclarations } from './declarations.mjs';
import { writeSounds } from './sounds.mjs';

const jsOnly = process.argv.includes('--js-only');
const started = performance.now();

/** Runs a program of a package; resolves when it succeeded, rejects with its name when not. */
function runTool(name, script, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', script), ...args], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${name} failed (see above).`))));
  });
}

async function bundle() {
  const results = [await bundleForNpm(), ...(await bundleForCdn()), ...(await bundleForServers())];
  // The icons are no package: their licence is in our own notices.
  const notices = await readFile(join(root, 'THIRD-PARTY-NOTICES.md'), 'utf8');
  const licences = [...thirdPartyLicences(results), notices].join(`\n${'-'.repeat(80)}\n\n`);
  await writeFile(join(root, 'dist/THIRD-PARTY-LICENSES.txt'), licences);
  await writeFile(join(root, 'dist/cdn/THIRD-PARTY-LICENSES.txt'), licences);
  // Ends the reach of our own `"type": "module"`: Node would read the .cjs.js file as a module.
  await writeFile(join(root, 'dist/cdn/package.json'), '{}\n');
}

async function main() {
  await rm(join(root, 'dist'), { recursive: true, force: true });
  await mkdir(join(root, 'dist/cdn'), { recursive: true });
  const steps = [bundle(), writeSounds()];
  if (!jsOnly) {
    steps.push(
      writeDeclarations(),
      runTool('cem', '@custom-elements-manifest/analyzer/cem.js', [
        'analyze',
        '--quiet',
        '--config',
        '.ci/custom-elements-manifest.config.mjs',
      ]),
    );
  }
  // All of them, so that one run shows everything that is wrong.
  const failures = (await Promise.allSettled(steps)).filter((result) => result.status === 'rejected');
  if (failures.length > 0) throw new AggregateError(failures.map(({ reason }) => reason));
  console.log(`dist/ is built (${((performance.now() - started) / 1000).toFixed(1)} s).`);
}

try {
  await main();
} catch (error) {
  // esbuild has printed its own errors already.
  for (const { errors, message } of error.errors?.some((inner) => inner instanceof Error) ? error.errors : [error]) {
    if (!errors) console.error(message);
  }
  process.exitCode = 1;
}
