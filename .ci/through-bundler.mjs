/**
 * What an application's bundler makes of the package for npm, for `npm run size`: the package is built in memory, and
 * bundled a second time as an application would, minified and in chunks. esbuild does it; Vite 8 makes 1 to 2 % less of it.
 */
import { posix, relative } from 'node:path';
import { build } from 'esbuild';
import { bundleForNpm, packageJson, root } from './bundle.mjs';

/** Finds the package in memory: its entries by `exports` of package.json, its chunks by their relative paths. */
const packageInMemory = (files) => ({
  name: 'package-in-memory',
  setup({ onResolve, onLoad }) {
    const found = (path) => ({ path, namespace: 'package' });
    onResolve({ filter: new RegExp(`^${packageJson.name}(/|$)`) }, ({ path }) =>
      found(posix.normalize(packageJson.exports[`.${path.slice(packageJson.name.length)}`].default)),
    );
    onResolve({ filter: /^\./, namespace: 'package' }, ({ path, importer }) =>
      found(posix.join(posix.dirname(importer), path)),
    );
    onLoad({ filter: /./, namespace: 'package' }, ({ path }) => ({ contents: files.get(path), resolveDir: root }));
  },
});

/**
 * An application for each entry that is named, e.g. `linkus-elements/core`, which uses all that it exports.
 * @param {Record<string, string>} entryPoints name of the output → entry
 */
export async function bundleThroughBundler(entryPoints) {
  const { outputFiles } = await bundleForNpm({ write: false });
  const files = new Map(
    outputFiles.map(({ path, contents }) => [relative(root, path).replaceAll('\\', '/'), contents]),
  );
  return build({
    absWorkingDir: root,
    entryPoints,
    plugins: [packageInMemory(files)],
    outdir: 'dist/cdn/through-bundler',
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['production'],
    logLevel: 'warning',
  });
}
