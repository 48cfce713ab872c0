/**
 * Makes `dist/types/`: the declarations that the entries of the package reach, without members marked `@internal`. The rest of
 * what the compiler writes is deleted: it names modules of sip.js, which an application doesn't have.
 */
import { spawn } from 'node:child_process';
import { copyFile, readFile, readdir, rm } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { packageJson, root } from './bundle.mjs';

/** Entry, as it is imported below the package's name (`./core`) → its declarations, below `dist/types/`. */
export const declarationEntries = Object.fromEntries(
  Object.entries(packageJson.exports).flatMap(([entry, { types }]) =>
    types ? [[entry, types.replace('./dist/types/', '')]] : [],
  ),
);

/** The packages that an application gets with ours. */
const installed = Object.keys({ ...packageJson.dependencies, ...packageJson.peerDependencies });
const isInstalled = (name) =>
  installed.some((each) => name === each || name.startsWith(`${each}/`)) ||
  builtinModules.includes(name.replace(/^node:/, '')) ||
  name === 'react';

const compile = (outDir) =>
  new Promise((resolve, reject) => {
    const script = join(root, 'node_modules/typescript/bin/tsc');
    const child = spawn(process.execPath, [script, '-p', '.ci/tsconfig.build.json', '--outDir', outDir], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error('tsc failed (see above).'))));
  });

/** The files that `entries` reach, and what they import that an application doesn't have. */
async function reach(folder, entries) {
  const files = new Set(entries.map((entry) => join(folder, entry)));
  const strangers = [];
  for (const file of files) {
    const { importedFiles } = ts.preProcessFile(await readFile(file, 'utf8'));
    for (const { fileName } of importedFiles) {
      if (fileName.startsWith('.')) files.add(join(dirname(file), fileName.replace(/\.js$/, '.d.ts')));
      else if (!isInstalled(fileName)) strangers.push(`${relative(folder, file)} imports ${fileName}`);
    }
  }
  return { files, strangers };
}

export async function writeDeclarations(folder = join(root, 'dist/types')) {
  await compile(folder);
  // What is a declaration already, the compiler leaves where it is.
  await copyFile(join(root, 'elements/react.d.ts'), join(folder, 'elements/react.d.ts'));
  const { files, strangers } = await reach(folder, Object.values(declarationEntries));
  if (strangers.length > 0)
    throw new Error(
      `Published declarations name what an application has not installed:\n  ${strangers.join('\n  ')}\n` +
        'Mark what needs it @internal, or give it a type of our own.',
    );
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && !files.has(path)) await rm(path);
  }
}
