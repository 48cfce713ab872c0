/**
 * Prints what a page loads, file by file, and fails when a budget of `size-budget.json` is exceeded.
 * It bundles the files of `dist/cdn`, and an application with the package for npm, in memory: the figures are those of the
 * sources as they are now.
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleForCdn, root } from './bundle.mjs';
import { bundleThroughBundler } from './through-bundler.mjs';

const budgets = JSON.parse(readFileSync(new URL('size-budget.json', import.meta.url), 'utf8'));
const bundled = (part) => (path) => path.replaceAll('\\', '/').includes(part);

/** Output path below `dist/cdn/` → sizes in bytes, imports and sources. */
function readOutputs(results) {
  const files = new Map();
  const shortName = (path) => path.replaceAll('\\', '/').replace(/^dist\/cdn\//, '');
  for (const { metafile, outputFiles } of results) {
    const contents = new Map(
      outputFiles.map((file) => [relative(root, file.path).replaceAll('\\', '/'), file.contents]),
    );
    for (const [path, output] of Object.entries(metafile.outputs)) {
      if (path.endsWith('.map')) continue;
      const content = contents.get(path.replaceAll('\\', '/'));
      const imports = (kind) => output.imports.filter((it) => it.kind === kind).map((it) => shortName(it.path));
      files.set(shortName(path), {
        raw: content.length,
        gzip: gzipSync(content, { level: 9 }).length,
        inputs: Object.entries(output.inputs).flatMap(([input, { bytesInOutput }]) =>
          bytesInOutput > 0 ? [input] : [],
        ),
        staticImports: imports('import-statement'),
        lazyImports: imports('dynamic-import'),
      });
    }
  }
  return files;
}

/** The file and all that the browser must load before it can run. */
function staticClosure(files, start) {
  const closure = new Set([start]);
  for (const name of closure) for (const next of files.get(name).staticImports) closure.add(next);
  return closure;
}

/** Everything that can ever be loaded from `start`. */
function fullClosure(files, start) {
  const all = new Set([start]);
  for (const name of all)
    for (const next of [...files.get(name).staticImports, ...files.get(name).lazyImports]) all.add(next);
  return all;
}

/** Part of a budget → the files of it. */
const parts = {
  static: staticClosure,
  lazy(files, start) {
    const atStart = staticClosure(files, start);
    return [...fullClosure(files, start)].filter((name) => !atStart.has(name));
  },
  all: fullClosure,
};

const sum = (files, names, key) => [...names].reduce((total, name) => total + files.get(name)[key], 0);
const number = (value) => value.toLocaleString('en');

function printFiles(files) {
  const rows = [...files].map(([name, { raw, gzip }]) => [
    name,
    number(raw),
    number(gzip),
    number(sum(files, staticClosure(files, name), 'gzip')),
  ]);
  const table = [['file of dist/cdn', 'bytes', 'gzip', 'with static imports, gzip'], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table) {
    console.log(
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '),
    );
  }
}

/** The files that a budget is about. */
function measuredFiles(files, { file, part, only }) {
  const names = [...parts[part](files, file)];
  return only ? names.filter((name) => only.some((input) => files.get(name).inputs.some(bundled(input)))) : names;
}

/** Prints one budget; returns what is wrong with it, in words. */
function checkBudget(files, budget) {
  if (!files.has(budget.file)) return [`${budget.name}: there is no dist/cdn/${budget.file}.`];
  const names = measuredFiles(files, budget);
  if (names.length === 0)
    return [`${budget.name}: no chunk contains ${budget.only.join(' or ')}; correct size-budget.json.`];
  const size = sum(files, names, 'gzip');
  const problems = [];
  if (size > budget.maxGzip)
    problems.push(`${budget.name}: ${number(size - budget.maxGzip)} bytes over. ${budget.advice}`);
  for (const forbidden of budget.without ?? []) {
    const inputs = names.flatMap((name) => files.get(name).inputs.filter(bundled(forbidden)));
    if (inputs.length > 0) {
      problems.push(`${budget.name}: it contains ${forbidden} (${inputs[0]}). Reach it through import() only.`);
    }
  }
  console.log(
    `${problems.length > 0 ? '✗' : '✓'} ${budget.name}: ${number(size)} of ${number(budget.maxGzip)} bytes gzip`,
  );
  return problems;
}

const files = readOutputs([
  ...(await bundleForCdn({ write: false })),
  await bundleThroughBundler({ core: 'linkus-elements/core' }),
]);
printFiles(files);
console.log();
const problems = budgets.flatMap((budget) => checkBudget(files, budget));
for (const problem of problems) console.error(`\n${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;
