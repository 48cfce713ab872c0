/**
 * The module of sip.js that a module of ours takes the place of, whole, wherever sip.js itself imports it: in the
 * package for npm, in the files for script tags, and in the tests of `src/` and `elements/`. sip.js is otherwise bundled as
 * it is published. The development PBX runs in Node on sip.js's own modules: so each call in a test checks ours against them.
 */
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Module of sip.js, below its `lib/` → ours. `docs/size.md` says what each saves. */
export const sipJsModules = {
  'grammar/pegjs/dist/grammar.js': 'src/sip/no-grammar.ts',
};

const root = fileURLToPath(new URL('..', import.meta.url));

/** Throws when the installed version of sip.js has no such module: it would be bundled beside ours, unnoticed. */
export function checkSipJsModules(modules = sipJsModules, lib = join(root, 'node_modules/sip.js/lib')) {
  const missing = Object.keys(modules).filter((name) => !existsSync(join(lib, name)));
  if (missing.length === 0) return;
  throw new Error(
    `sip.js has no ${missing.join(', ')} any more. ` +
      'Find what does its work in this version, and correct the table in .ci/sip-js-modules.mjs.',
  );
}

/** Our module for what a module of sip.js imports, as a path from the project's top; `undefined` to leave it to sip.js. */
function ours(importer, specifier) {
  const [, folder] = /\/sip\.js\/lib\/(.*\/)/.exec(importer.replaceAll('\\', '/')) ?? [];
  return folder === undefined ? undefined : sipJsModules[posix.join(folder, specifier)];
}

/** For esbuild. */
export const sipJsModulesForEsbuild = () => ({
  name: 'sip-js-modules',
  setup({ onStart, onResolve }) {
    onStart(() => checkSipJsModules());
    onResolve({ filter: /^\..*\.js$/ }, ({ importer, path }) => {
      const module = ours(importer, path);
      return module && { path: join(root, module) };
    });
  },
});

/** For Web Test Runner. */
export const sipJsModulesForTests = () => ({
  name: 'sip-js-modules',
  serverStart: () => checkSipJsModules(),
  resolveImport({ source, context }) {
    const module = ours(context.path, source);
    return module && `/${module}`;
  },
});
