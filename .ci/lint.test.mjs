import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync, copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkTree } from './check-tree.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = [];

/** A small project with the given files, the rules of this one and its packages. */
function project(files) {
  const folder = mkdtempSync(join(tmpdir(), 'linkus-lint-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  for (const name of ['.dependency-cruiser.mjs', 'tsconfig.json', 'package.json']) {
    copyFileSync(join(root, name), join(folder, name));
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return folder;
}

/** What the floors' rules say to the files: `rule: file that breaks it`. */
function violationsIn(files) {
  const folder = project(files);
  const script = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const tops = [...new Set(Object.keys(files).map((name) => name.split('/')[0]))];
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [script, ...tops, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', '--preserve-symlinks'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1e8 },
  );
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout).summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`);
}

after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

describe('the floors of the house', () => {
  const leaf = 'export const leaf = 1;\n';
  const uses = (path, name = 'leaf') => `import { ${name} } from '${path}';\nexport const user = ${name};\n`;

  it('lets arrows point down', () => {
    const files = {
      'src/result.ts': leaf,
      'src/media/peer.ts': uses('../result.js'),
      'src/phone/session.ts': uses('../media/peer.js', 'user'),
      'src/live/live-phone.ts': uses('../phone/session.js', 'user'),
      'elements/phone/phone.ts': "export const user = () => import('../../src/live/live-phone.js');\n",
      'src/sip/sip-port.test.ts':
        "import type { user } from '../../demo/pbx/index.js';\nexport type User = typeof user;\n",
      'demo/pbx/index.ts': uses('./leaf.js'),
      'demo/pbx/leaf.ts': leaf,
      'src/sip/sip-agent.ts': uses('sip.js', 'UserAgent'),
    };
    assert.deepEqual(violationsIn(files), []);
  });

  it('refuses every other arrow, by the name of its rule', () => {
    const found = new Set(
      violationsIn({
        'elements/one/one.ts': leaf,
        'demo/leaf.ts': leaf,
        'src/store/leaf.ts': leaf,
        'src/pbx/leaf.ts': leaf,
        'src/phone/leaf.ts': leaf,
        'src/sip/sip-port.ts': leaf,
        'src/server/leaf.ts': leaf,
        'src/to-element.ts': uses('../elements/one/one.js'),
        'src/to-lit.ts': uses('lit', 'html'),
        'src/to-phone.ts': uses('./phone/leaf.js'),
        'src/alone.ts': leaf,
        'src/round.ts': "import { about } from './about.js';\nexport const round = () => about;\n",
        'src/about.ts': "import { round } from './round.js';\nexport const about = () => round;\n",
        'src/media/to-pbx.ts': uses('../pbx/leaf.js'),
        'src/phone/to-stack.ts': uses('sip.js', 'URI'),
        'src/phone/to-store.ts': uses('../store/leaf.js'),
        'src/live/leaf.ts': leaf,
        'src/store/to-live.ts': uses('../live/leaf.js'),
        'elements/two/to-live.ts': uses('../../src/live/leaf.js'),
        'elements/two/two.test.ts': uses('../../demo/leaf.js'),
        'src/server/to-store.ts': uses('../store/leaf.js'),
        'src/store/to-server.ts': uses('../server/leaf.js'),
        'elements/two/to-sip.ts': uses('../../src/sip/sip-port.js'),
        'elements/two/to-one.ts': uses('../one/one.js'),
        'locales/to-demo.ts': uses('../demo/leaf.js'),
        'demo/pbx/to-client.ts': uses('../../src/phone/leaf.js'),
        'demo/pbx/to-node.ts': uses('node:path', 'join'),
        'demo/pbx/to-ws.ts': uses('ws', 'WebSocketServer'),
      }),
    );
    const wanted = [
      'src-knows-no-element: src/to-element.ts',
      'src-knows-no-lit: src/to-lit.ts',
      'ground-floor-depends-on-nothing: src/to-phone.ts',
      'no-orphans: src/alone.ts',
      'no-circular: src/about.ts',
      'media-pbx-and-sip-are-neighbours: src/media/to-pbx.ts',
      'only-the-adapter-imports-sip-js: src/phone/to-stack.ts',
      'phone-is-below-init-and-live: src/phone/to-store.ts',
      'store-is-plain-data: src/store/to-live.ts',
      'live-is-loaded-at-sign-in: elements/two/to-live.ts',
      'tests-import-down: elements/two/two.test.ts',
      'server-stands-alone: src/server/to-store.ts',
      'nobody-imports-server: src/store/to-server.ts',
      'elements-know-no-sip: elements/two/to-sip.ts',
      'an-element-knows-no-other: elements/two/to-one.ts',
      'locales-know-nobody: locales/to-demo.ts',
      'the-pbx-knows-no-client: demo/pbx/to-client.ts',
      'the-pbx-runs-without-node-core: demo/pbx/to-node.ts',
      'the-pbx-runs-without-node: demo/pbx/to-ws.ts',
    ];
    assert.deepEqual(
      wanted.filter((violation) => !found.has(violation)),
      [],
    );
  });
});

describe('what must not be in the tree', () => {
  it('finds paths of a machine, registries and rules switched off without a reason, by file and line', async () => {
    const text = [
      'fine',
      'see /ho' + 'me/somebody/x',
      'https://regis' + 'try.example.org',
      '// eslint-dis' + 'able-line',
    ];
    const folder = project({ 'docs/a.md': text.join('\n'), 'package-lock.json': '{\n"resol' + 'ved": "x"\n}' });
    const problems = await checkTree(folder, ['docs/a.md', 'package-lock.json', 'not-there.md']);
    assert.deepEqual(
      problems.map((problem) => problem.split(' ')[0]),
      ['docs/a.md:2', 'docs/a.md:3', 'docs/a.md:4', 'package-lock.json:2'],
    );
  });

  it('is content with a reason', async () => {
    const folder = project({ 'a.ts': '// eslint-dis' + 'able-line no-console -- the only way out of here' });
    assert.deepEqual(await checkTree(folder, ['a.ts']), []);
  });
});
