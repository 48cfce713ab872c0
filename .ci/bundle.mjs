/**
 * What esbuild makes of the sources. Two sets: the npm entries, whose dependencies the application's own bundler brings,
 * and the files for a script tag (`cdn`), with everything in them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { minifyLitTemplates } from './minify-templates.mjs';
import { sipJsModulesForEsbuild } from './sip-js-modules.mjs';
import { staticImports } from './static-imports.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Published name below `dist/` → source file. */
const npmEntries = {
  index: 'elements/index.ts',
  'elements/phone': 'elements/phone/phone.ts',
  'elements/dialpad': 'elements/dialpad/dialpad.ts',
  'elements/incoming': 'elements/incoming/incoming.ts',
  'elements/session': 'elements/session/session.ts',
  'elements/cdr-list': 'elements/cdr-list/cdr-list.ts',
  ui: 'elements/ui/init.ts',
  core: 'src/core.ts',
  locales: 'locales/index.ts',
  sounds: 'src/sounds/sounds.ts',
};

/** For application servers; the first also runs where Node's modules are not. */
const serverEntries = { server: 'src/server/index.ts' };
const programEntries = { 'linkus-elements': 'src/server/cli/main.ts' };

const coreGlobal = 'YSWebRTC';
const uiGlobal = 'YSWebRTCUI';

/** The same code for AMD, for CommonJS and for a plain script: the iife in the usual wrapper. */
const umd = {
  banner:
    '(function(root,factory){' +
    'if(typeof define==="function"&&define.amd)define([],factory);' +
    'else if(typeof module==="object"&&module.exports)module.exports=factory();' +
    `else root.${coreGlobal}=factory();` +
    '})(typeof self!=="undefined"?self:this,function(){',
  footer: `return ${coreGlobal};});`,
};

const common = {
  absWorkingDir: root,
  bundle: true,
  target: 'es2022',
  // Modules are always read as UTF-8. Classic scripts are read as their page is: they get ASCII, below.
  charset: 'utf8',
  sourcemap: true,
  metafile: true,
  logLevel: 'warning',
  tsconfig: join(root, 'tsconfig.json'),
  // The notices of everything bundled are in THIRD-PARTY-LICENSES.txt, also of the packages that put none in their code.
  legalComments: 'none',
};

const notice = `/*! ${packageJson.name} ${packageJson.version} | ${packageJson.license} | see THIRD-PARTY-LICENSES.txt */`;

/**
 * The ES modules of the package, in `dist/`. sip.js is bundled, with our module in place of its parser, so that an
 * application runs the same SIP stack as a page with a script tag. `@lit/localize` is bundled: a page may have a copy of its
 * own, and `configureLocalization` can be called only once per copy.
 */
export function bundleForNpm({ write = true } = {}) {
  return build({
    ...common,
    entryPoints: npmEntries,
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    splitting: true,
    external: ['lit', 'lit/*', '@lit/context'],
    plugins: [minifyLitTemplates(), sipJsModulesForEsbuild()],
    write,
  });
}

/**
 * The application server's part. What it needs of other packages is in it, so that who only wants elements installs none of
 * them; Redis' client is for those who have a Redis.
 */
export function bundleForServers({ write = true } = {}) {
  const server = { ...common, format: 'esm', outdir: 'dist', write };
  return Promise.all([
    build({ ...server, platform: 'neutral', mainFields: ['module', 'main'], entryPoints: serverEntries }),
    build({
      ...server,
      outdir: 'dist/bin',
      platform: 'node',
      target: 'node20',
      entryPoints: programEntries,
      external: ['unstorage', 'unstorage/*', 'ioredis'],
      // Packages in CommonJS ask for Node's own modules by it.
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    }),
  ]);
}

const cdn = {
  ...common,
  minify: true,
  conditions: ['production'],
  define: { 'process.env.NODE_ENV': '"production"' },
};

/** The core is one file: whoever loads it means to sign in. */
const cdnCore = {
  ...cdn,
  entryPoints: [npmEntries.core],
  banner: { js: notice },
  plugins: [staticImports(root), sipJsModulesForEsbuild()],
};

/** A module made as `linkus-core.esm.js` is, in memory: what tests and benches load has the core that is published. */
export async function bundleLikeCore(module) {
  const entry = { ...cdnCore, entryPoints: [module], banner: {}, format: 'esm', sourcemap: false, write: false };
  const { outputFiles } = await build(entry);
  return outputFiles[0].text;
}

/** The files for script tags, in `dist/cdn/`. Resolves with esbuild's results, one for each build. */
export function bundleForCdn({ write = true } = {}) {
  const core = { ...cdnCore, write };
  const classic = { ...core, charset: 'ascii', format: 'iife', globalName: coreGlobal };
  return Promise.all([
    // sip.js and the code that signs in are chunks of their own, loaded when a phone signs in.
    build({
      ...cdn,
      plugins: [minifyLitTemplates(), sipJsModulesForEsbuild()],
      write,
      // Without the notice: it would be in each of the chunks, and its text is in the folder.
      entryPoints: { 'linkus-elements': npmEntries.index },
      outdir: 'dist/cdn',
      chunkNames: 'chunks/[name]-[hash]',
      format: 'esm',
      splitting: true,
    }),
    build({ ...core, format: 'esm', outfile: 'dist/cdn/linkus-core.esm.js' }),
    build({ ...core, format: 'cjs', outfile: 'dist/cdn/linkus-core.cjs.js' }),
    build({ ...classic, outfile: 'dist/cdn/linkus-core.iife.js' }),
    build({
      ...classic,
      outfile: 'dist/cdn/linkus-core.umd.js',
      banner: { js: notice + umd.banner },
      footer: { js: umd.footer },
    }),
    // The drop-in is for one script tag, too: whoever loads it means to sign in.
    build({
      ...classic,
      plugins: [minifyLitTemplates(), ...cdnCore.plugins],
      entryPoints: [npmEntries.ui],
      globalName: uiGlobal,
      outfile: 'dist/cdn/linkus-ui.iife.js',
      // The manual spells it both ways.
      footer: { js: `var YWebRTCUI=${uiGlobal};` },
    }),
  ]);
}

/** The licence texts of the packages that the given builds contain. */
export function thirdPartyLicences(results) {
  const inputs = results.flatMap((result) => Object.keys(result.metafile.inputs));
  const packages = new Set(
    inputs.flatMap((path) => /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
  );
  return [...packages].sort().map((name) => {
    const folder = join(root, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} is bundled, but has no licence file.`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
}
