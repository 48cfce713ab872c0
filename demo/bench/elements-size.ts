/** What a page loads for all five elements with Lit before anybody signs in. */
import { gzipSync } from 'node:zlib';
import type { BuildResult } from 'esbuild';
import { printLine } from './print.js';

/** A tool of the build, in JavaScript. */
interface Bundler {
  bundleForCdn(options: { write: false }): Promise<BuildResult<{ metafile: true; write: false }>[]>;
}
const { bundleForCdn } = (await import(new URL('../../.ci/bundle.mjs', import.meta.url).href)) as Bundler;

/** 35 KB. */
const allowed = 35 * 1024;

export async function benchSize(): Promise<string[]> {
  const [elements] = await bundleForCdn({ write: false });
  if (!elements) throw new Error('The elements are not built.');
  const { outputs } = elements.metafile;
  const entry = Object.keys(outputs).find((path) => path.endsWith('/linkus-elements.js')) ?? '';
  const loaded = new Set([entry]);
  for (const path of loaded) {
    for (const { path: next, kind } of outputs[path]?.imports ?? []) if (kind === 'import-statement') loaded.add(next);
  }
  const files = elements.outputFiles.filter((file) => [...loaded].some((path) => file.path.endsWith(path)));
  const size = files.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0);
  printLine('five elements with Lit, before the sign-in, gzip', `${size} B`, `at most ${allowed}`);
  return size > allowed ? [`The elements have ${size} bytes: ${size - allowed} too many.`] : [];
}
