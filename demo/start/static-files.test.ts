import assert from 'node:assert/strict';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { serveStaticFile } from './static-files.js';

describe('static files', () => {
  let root: string;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'demo-'));
    await mkdir(join(root, 'demo/pbx'), { recursive: true });
    await mkdir(join(root, 'demo/themes'), { recursive: true });
    await mkdir(join(root, 'dist/cdn'), { recursive: true });
    const pages = ['demo/index.html', 'demo/themes/night.css'];
    for (const path of [...pages, 'demo/start.ts', 'demo/pbx/index.js', 'dist/cdn/a.min.js', 'package.json']) {
      await writeFile(join(root, path), path);
    }
  });
  after(() => rm(root, { recursive: true }));

  const ask = (path: string, method = 'GET') =>
    serveStaticFile(root, new Request(`http://localhost${path}`, { method }));

  test('serves pages and the build, never cached', async () => {
    const page = await ask('/demo/index.html?username=1001');
    assert.equal(await page.text(), 'demo/index.html');
    assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.equal(page.headers.get('cache-control'), 'no-store');
    assert.equal((await ask('/demo/themes/night.css')).headers.get('content-type'), 'text/css; charset=utf-8');
    assert.equal((await ask('/dist/cdn/a.min.js')).headers.get('content-type'), 'text/javascript; charset=utf-8');
    const root = await ask('/?username=1001');
    assert.deepEqual([root.status, root.headers.get('location')], [302, '/demo/index.html?username=1001']);
  });

  test('pages come with a policy that allows nothing inline', async () => {
    const policy = (await ask('/demo/index.html')).headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'self'/);
    assert.doesNotMatch(policy, /unsafe/);
  });

  for (const path of [
    '/package.json',
    '/demo/start.ts',
    '/demo/pbx/index.js',
    '/demo/../package.json',
    '/dist/%2e%2e/package.json',
    '/dist/..%2fpackage.json',
    '/dist//../package.json',
    '/dist/%00',
    '/dist/',
    '/dist/cdn',
    '/dist/missing.js',
  ]) {
    test(`${path} is not found`, async () => {
      assert.equal((await ask(path)).status, 404);
    });
  }

  test('other methods are refused', async () => {
    assert.equal((await ask('/demo/index.html', 'POST')).status, 405);
  });
});
