import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import ts from 'typescript';
import { startRules } from '../src/sip/grammar/parse.ts';
import { md5 } from '../src/sip/md5.ts';
import { bundleForCdn, bundleForNpm, root } from './bundle.mjs';
import { checkSipJsModules, sipJsModules, sipJsModulesForEsbuild, sipJsModulesForTests } from './sip-js-modules.mjs';

const lib = 'node_modules/sip.js/lib/';
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
    stdin: { contents: "export { Md5 } from 'sip.js/lib/core/messages/md5.js';", resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    plugins: [sipJsModulesForEsbuild()],
  });
  assert.ok(Object.keys(metafile.inputs).includes('node_modules/sip.js/lib/core/messages/md5.js'));
});

test('in Web Test Runner, too', () => {
  const { resolveImport } = sipJsModulesForTests();
  const resolve = (path, source) => resolveImport({ source, context: { path } });
  assert.equal(
    resolve('/node_modules/sip.js/lib/grammar/grammar.js', './pegjs/dist/grammar.js'),
    '/src/sip/grammar/parse.ts',
  );
  assert.equal(
    resolve('/node_modules/sip.js/lib/api/user-agent.js', '../core/log/logger-factory.js'),
    '/src/sip/logger-factory.ts',
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

test('our parser knows every start rule that sip.js asks for', () => {
  const rules = new Set();
  // Of what is published, nothing subscribes or publishes.
  const files = readdirSync(join(root, lib), { recursive: true }).filter(
    (path) => path.endsWith('.js') && !/pegjs|subscri|publisher|[\\/]web[\\/]/.test(path),
  );
  const visit = (node) => {
    ts.forEachChild(node, visit);
    if (!ts.isCallExpression(node)) return;
    const callee = node.expression.getText();
    const rule = node.arguments[callee === 'Grammar.parse' ? 1 : 0];
    if (!/^Grammar\.parse$|\.parseHeader$/.test(callee) || !rule || !ts.isStringLiteral(rule)) return;
    rules.add(rule.text.toLowerCase().replaceAll('-', '_'));
  };
  for (const path of files)
    visit(ts.createSourceFile(path, readFileSync(join(root, lib, path), 'utf8'), ts.ScriptTarget.ES2022, true));
  const known = new Set(Object.keys(startRules).map((rule) => rule.toLowerCase()));
  assert.ok(rules.size > 15);
  assert.deepEqual(
    [...rules].filter((rule) => !known.has(rule)),
    [],
  );
});

test('our MD5 is that of Node', () => {
  for (let length = 0; length < 300; length++) {
    const text = String.fromCodePoint(
      ...Array.from({ length }, (_each, index) => 1 + ((index * 997 + length * 31) % 50_000)),
    );
    assert.equal(md5(text), createHash('md5').update(text).digest('hex'));
  }
});
