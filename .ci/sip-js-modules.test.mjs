import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import ts from 'typescript';
import { md5 } from '../src/sip/md5.ts';
import { bundleForCdn, bundleForNpm, root } from './bundle.mjs';
import { checkSipJsModules, sipJsModules, sipJsModulesForEsbuild, sipJsModulesForTests } from './sip-js-modules.mjs';

const lib = 'node_modules/sip.js/lib/';
const parser = 'grammar/pegjs/dist/grammar.js';
const own = Object.keys(sipJsModules).map((name) => lib + name);

test('every build for pages has our modules in place of those of sip.js', async () => {
  const results = [await bundleForNpm({ write: false }), ...(await bundleForCdn({ write: false }))];
  for (const { metafile } of results) {
    const inputs = Object.keys(metafile.inputs);
    assert.ok(inputs.some((path) => path.startsWith(lib)));
    assert.deepEqual(
      own.filter((path) => inputs.includes(path)),
      [],
    );
    for (const path of Object.values(sipJsModules)) assert.ok(inputs.includes(path), path);
  }
});

test('who names a module of sip.js gets it: ours is compared with it', async () => {
  const { metafile } = await build({
    stdin: { contents: `export { parse } from 'sip.js/lib/${parser}';`, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    plugins: [sipJsModulesForEsbuild()],
  });
  assert.ok(Object.keys(metafile.inputs).includes(lib + parser));
});

test('in Web Test Runner, too', () => {
  const { resolveImport } = sipJsModulesForTests();
  const resolve = (path, source) => resolveImport({ source, context: { path } });
  assert.equal(
    resolve('/node_modules/sip.js/lib/grammar/grammar.js', './pegjs/dist/grammar.js'),
    '/src/sip/no-grammar.ts',
  );
  assert.equal(resolve('/node_modules/sip.js/lib/index.js', './grammar/grammar.js'), undefined);
  assert.equal(resolve('/src/sip/md5.test.ts', 'sip.js/lib/core/messages/md5.js'), undefined);
  assert.equal(resolve('/src/sip/md5.test.ts', './md5.js'), undefined);
});

test('another version of sip.js, without such a module, is noticed', () => {
  checkSipJsModules();
  assert.throws(
    () => checkSipJsModules({ ...sipJsModules, 'core/messages/sha.js': 'src/sip/sha.ts' }),
    /^Error: sip\.js has no core\/messages\/sha\.js any more\. Find .* \.ci\/sip-js-modules\.mjs\.$/,
  );
});

test('src/sip/message.ts reads each header that sip.js asks for, where there is no parser behind it any more', async () => {
  const [{ metafile }] = await bundleForCdn({ write: false });
  const asked = new Set();
  const visit = (node) => {
    ts.forEachChild(node, visit);
    if (!ts.isCallExpression(node) || !node.expression.getText().endsWith('.parseHeader')) return;
    const [name] = node.arguments;
    if (name && ts.isStringLiteral(name)) asked.add(name.text.toLowerCase());
  };
  for (const path of Object.keys(metafile.inputs).filter((input) => input.startsWith(lib))) {
    visit(ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.ES2022, true));
  }
  assert.deepEqual([...asked].sort(), ['contact', 'to']);
});

test('our MD5 is that of Node', () => {
  for (let length = 0; length < 300; length++) {
    const text = String.fromCodePoint(
      ...Array.from({ length }, (_each, index) => 1 + ((index * 997 + length * 31) % 50_000)),
    );
    assert.equal(md5(text), createHash('md5').update(text).digest('hex'));
  }
});
