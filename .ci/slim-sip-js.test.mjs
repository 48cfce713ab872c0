import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as sipJs from 'sip.js';
import ts from 'typescript';
import { startRules } from '../src/sip/grammar/parse.ts';
import { md5 } from '../src/sip/md5.ts';
import { bundleLikeCore } from './bundle.mjs';
import { replaceNodes } from './edit-source.mjs';
import { constants } from './slim/constants.mjs';
import { deprecatedOptions, followedRefer, unreachedMember, unreachedMembers } from './slim/unreached.mjs';
import { serveSlimSipJs, slimSipJs } from './slim-sip-js.mjs';
import { withStaticImports } from './static-imports.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const lib = join(root, 'node_modules/sip.js/lib/');
const sources = join(root, 'src/sip/');
const list = (folder, ending) =>
  readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith(ending))
    .map((path) => join(folder, path));
const ours = list(sources, '.ts').filter((path) => !/\.test\.ts$|\/testing\//.test(path));

/** Calls `visit` with every node of a file. */
function walk(file, visit) {
  const each = (node) => {
    visit(node);
    ts.forEachChild(node, each);
  };
  each(file);
}
const parse = (path) => ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true);

test('our sources use nothing that is left out of sip.js', () => {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(ours, { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const used = new Set();
  for (const path of ours) {
    walk(program.getSourceFile(path), (node) => {
      if (!ts.isIdentifier(node)) return;
      for (const declaration of checker.getSymbolAtLocation(node)?.declarations ?? []) {
        if (!declaration.getSourceFile().fileName.includes('/sip.js/lib/')) continue;
        const owner = declaration.parent;
        if (ts.isClassDeclaration(owner)) used.add(`${owner.name.text}.${node.text}`);
      }
    });
  }
  assert.ok(used.has('Session.invite'), 'the search finds what is used');
  assert.deepEqual(
    [...used].filter((member) => unreachedMembers.has(member)),
    [],
  );
});

test('our sources set no option otherwise than it is written into sip.js', () => {
  // We have headers and events of the same names.
  const others = new Set(['earlyMedia']);
  const set = [];
  for (const path of ours) {
    walk(parse(path), (node) => {
      if (ts.isPropertyAssignment(node) && constants.has(node.name.getText()) && !others.has(node.name.getText()))
        set.push([node.name.getText(), node.initializer.getText()]);
    });
  }
  assert.ok(set.some(([name]) => name === 'gracefulShutdown'));
  for (const [name, value] of set) assert.equal(value, constants.get(name), name);
});

test('the values of enumerations are called like their names', () => {
  const { C, SessionState, SignalingState, TransactionState } = sipJs.Core;
  const all = { C, SessionState, SignalingState, TransactionState };
  const { SIPExtension, UserAgentState } = sipJs;
  for (const enumeration of Object.values({ ...all, api: sipJs.SessionState, SIPExtension, UserAgentState }))
    for (const [name, value] of Object.entries(enumeration)) assert.equal(value, name);
});

test('our parser knows every start rule that sip.js asks for', () => {
  const rules = new Set();
  for (const path of list(lib, '.js').filter((each) => !/pegjs|subscri|publisher|[\\/]web[\\/]/.test(each))) {
    walk(parse(path), (node) => {
      if (!ts.isCallExpression(node)) return;
      const callee = node.expression.getText();
      const rule = node.arguments[callee === 'Grammar.parse' ? 1 : 0];
      if (!/^Grammar\.parse$|\.parseHeader$/.test(callee) || !rule || !ts.isStringLiteral(rule)) return;
      rules.add(rule.text.toLowerCase().replaceAll('-', '_'));
    });
  }
  const known = new Set(Object.keys(startRules).map((rule) => rule.toLowerCase()));
  assert.ok(rules.size > 15);
  assert.deepEqual(
    [...rules].filter((rule) => !known.has(rule)),
    [],
  );
});

const said = /\blogger\.(?:warn|error)\(/;

test('every warning and error of sip.js is still said, and can be found', () => {
  const { transform } = serveSlimSipJs('');
  let shortened = 0;
  for (const name of [
    'api/session.js',
    'api/user-agent.js',
    'core/dialogs/session-dialog.js',
    'core/messages/parser.js',
  ]) {
    const path = join(lib, name);
    const source = readFileSync(path, 'utf8');
    const ignore = () => undefined;
    const reached = replaceNodes(
      path,
      source,
      (node) => unreachedMember(node, ignore) ?? followedRefer(node, ignore) ?? deprecatedOptions(node, ignore),
    ).text;
    const { body } = transform({ path, body: source });
    const count = (text) => text.split(said).length - 1;
    assert.ok(count(body) > 2);
    assert.equal(count(body), count(reached), name);
    const lines = source.split('\n');
    for (const [, words, line] of body.matchAll(/"([^":\n]*):(\d+)"/g)) {
      shortened++;
      assert.ok(lines[line - 1].includes(words), `${name}:${line} has ${words}`);
    }
  }
  assert.ok(shortened > 40);
});

test('texts that go out in messages are as they were', async () => {
  const core = await bundleLikeCore('src/core.ts');
  for (const text of ['Missing session description', 'Internal Server Error', 'Busy Here', 'Missing Contact Header'])
    assert.ok(core.includes(`"${text}"`), text);
});

test('what our user agent never reaches is gone', async () => {
  const core = await bundleLikeCore('src/core.ts');
  for (const part of [/peg\$/, /onePassHasher/, /logConfiguration\)/, /referToString/, /Registerer/, /stun_URI/])
    assert.doesNotMatch(core, part);
  // A few are values, not statements, and stay.
  assert.ok([...core.matchAll(/logger\.(?:log|debug)\(/g)].length < 20);
});

test('the build fails when sip.js is not as it is expected', async () => {
  const building = build({
    stdin: { contents: "export { URI } from 'sip.js/lib/grammar/uri.js';", resolveDir: root },
    bundle: true,
    write: false,
    logLevel: 'silent',
    plugins: [slimSipJs()],
  });
  await assert.rejects(building, /sip\.js has no core\/messages\/md5\.js any more/);
});

test('our MD5 is that of Node', () => {
  for (let length = 0; length < 300; length++) {
    const text = String.fromCodePoint(
      ...Array.from({ length }, (_each, index) => 1 + ((index * 997 + length * 31) % 50_000)),
    );
    assert.equal(md5(text), createHash('md5').update(text).digest('hex'));
  }
});

test('a lazy import becomes a static one, and moves no line', () => {
  const source = "const a = 1;\nconst b = import('./b.js');\ntype C = typeof import('./c.js');\n";
  assert.equal(
    withStaticImports('x.ts', source),
    'const a = 1;\nconst b = Promise.resolve(lazyModule1);\n' +
      "type C = typeof import('./c.js');\n\n" +
      'import * as lazyModule1 from "./b.js";',
  );
});
