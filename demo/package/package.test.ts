/**
 * The package as somebody gets it who installs it, and the files for a script tag: built, packed, unpacked somewhere else,
 * and used there. It is built from a copy of the sources, so that nobody's `dist` changes under another test.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { startDevelopmentPbx, type DevelopmentPbx } from '../pbx/index.js';
import { launchBrowser } from '../testing/browser.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

interface PackageJson {
  name: string;
  exports: Record<string, string | { types: string; default: string }>;
  dependencies: Record<string, string>;
}

let folder: string;
/** An application with the package in its `node_modules`. */
let application: string;
let installed: string;
let packageJson: PackageJson;

/** Runs a module in the application and gives what it prints, which is JSON. */
async function inNode(source: string, type: 'module' | 'commonjs' = 'module'): Promise<unknown> {
  const { stdout } = await run(process.execPath, [`--input-type=${type}`, '--eval', source], { cwd: application });
  return JSON.parse(stdout);
}

async function typeCheck(name: string, source: string, options: readonly string[]): Promise<void> {
  await writeFile(join(application, name), source);
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  // The declarations of the language and the DOM are not ours to check; those of the package are.
  const flags = [
    '--noEmit',
    '--strict',
    '--skipDefaultLibCheck',
    '--target',
    'es2022',
    '--lib',
    'es2023,dom,dom.iterable',
  ];
  try {
    await run(process.execPath, [compiler, ...flags, ...options, name], { cwd: application });
  } catch (error) {
    throw new Error(String((error as { stdout?: string }).stdout), { cause: error });
  }
}

before(
  async () => {
    folder = await mkdtemp(join(tmpdir(), 'linkus-package-'));
    const copy = join(folder, 'sources');
    await mkdir(copy);
    for (const entry of await readdir(root)) {
      if (['.git', '.cache', 'coverage', 'demo', 'dist', 'docs', 'node_modules'].includes(entry)) continue;
      await cp(join(root, entry), join(copy, entry), { recursive: true });
    }
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
    await run(process.execPath, ['.ci/build.mjs'], { cwd: copy });
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const { stdout } = await run(npm, ['pack', '--json', '--pack-destination', folder], { cwd: copy });
    const [packed] = JSON.parse(stdout) as [{ filename: string }];

    application = join(folder, 'application');
    const modules = join(application, 'node_modules');
    packageJson = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as PackageJson;
    installed = join(modules, packageJson.name);
    await mkdir(installed, { recursive: true });
    await run('tar', ['-xzf', join(folder, packed.filename), '-C', installed, '--strip-components=1']);
    // What `npm install` would bring along, and nothing else.
    for (const name of Object.keys(packageJson.dependencies)) {
      await mkdir(join(modules, name, '..'), { recursive: true });
      await symlink(join(root, 'node_modules', name), join(modules, name), 'junction');
    }
    await writeFile(join(application, 'package.json'), '{"name": "application", "type": "module"}');
  },
  { timeout: 280_000 },
);
after(() => rm(folder, { recursive: true, force: true }));

describe('the package', () => {
  it('has a file for each of its entries', async () => {
    const files = Object.entries(packageJson.exports).flatMap(([entry, target]) =>
      typeof target === 'string' ? [[entry, target]] : Object.values(target).map((file) => [entry, file]),
    );
    const missing: string[] = [];
    for (const [entry = '', file = ''] of files) {
      const found = file.endsWith('/*')
        ? await readdir(join(installed, file.slice(0, -2)))
        : await readFile(join(installed, file));
      if (found.length === 0) missing.push(`${entry} → ${file}`);
    }
    assert.deepEqual(missing, []);
  });

  it('resolves in Node: every entry that is one, without a browser', async () => {
    const entries = Object.keys(packageJson.exports).filter(
      (entry) => !entry.includes('*') && !entry.endsWith('.json'),
    );
    const names = entries.map((entry) => packageJson.name + entry.slice(1));
    const seen = await inNode(`
      const counts = {};
      for (const name of ${JSON.stringify(names)}) counts[name] = Object.keys(await import(name)).length;
      console.log(JSON.stringify(counts));`);
    for (const [name, count] of Object.entries(seen as Record<string, number>)) assert.notEqual(count, 0, name);
    for (const name of ['linkus-elements', 'linkus-elements/core', 'linkus-elements/sounds']) {
      assert.ok(names.includes(name), `package.json exports ${name}`);
    }
  });

  it('core: init() in Node rejects with a Result and throws nothing', async () => {
    const result = await inNode(`
      import { init } from 'linkus-elements/core';
      const error = await init({ username: '1000', secret: 'x', pbxURL: 'nowhere' }).then(() => 'resolved', (reason) => reason);
      console.log(JSON.stringify({ isError: error instanceof Error, code: error.code }));`);
    assert.deepEqual(result, { isError: false, code: -2 });
  });

  it('sounds: strings, and files', async () => {
    const seen = (await inNode(`
      import { readFileSync } from 'node:fs';
      import { fileURLToPath } from 'node:url';
      import sounds from 'linkus-elements/sounds';
      console.log(JSON.stringify(Object.entries(sounds).map(([name, address]) => {
        const file = readFileSync(fileURLToPath(import.meta.resolve('linkus-elements/sounds/' + name + '.wav')));
        return [name, address === 'data:audio/wav;base64,' + file.toString('base64')];
      })));`)) as [name: string, same: boolean][];
    assert.equal(seen.length, 16);
    assert.deepEqual(
      seen.filter(([, same]) => !same),
      [],
    );
  });

  const consumer = `
import { init, PHONE_ERROR, type CallStatus, type InitOptions, type PhoneOperator, type Result, type Session, type TimerType } from 'linkus-elements/core';
import sounds from 'linkus-elements/sounds';
const options: InitOptions = { username: '1000', secret: '', pbxURL: new URL('https://pbx.example.com:8088') };
const { phone, pbx, destroy } = await init(options);
phone.on('newRTCSession', ({ callId, session }: { callId: string; session: Session }) => {
  const status: CallStatus = session.status;
  const timer: TimerType = session.timer;
  session.on('failed', ({ code, cause }) => console.log(callId, status.number, timer.callDuration, code + 1, cause.length));
});
const result: Result = await (phone as PhoneOperator).call('1001');
const ring: string = sounds.Ring;
console.log(result.code === PHONE_ERROR.INVALID_NUMBER.code, pbx.extensionNumber, ring);
destroy();
// @ts-expect-error -- there is no such option
await init({ ...options, reRegisterTimes: '3', username: 5 });
export {};
`;
  const forBundlers = ['--module', 'esnext', '--moduleResolution', 'bundler'];
  it('has types: the core for a bundler', () => typeCheck('bundler.ts', consumer, forBundlers));
  it('has types: the core for Node', () => typeCheck('node.ts', consumer, ['--module', 'nodenext']));
  it('has types: the elements, which name no package that is not among our dependencies', () =>
    typeCheck(
      'elements.ts',
      `import { LinkusPhone } from 'linkus-elements';
       const phone: LinkusPhone = document.createElement('linkus-phone');
       phone.addEventListener('linkus-call-end', ({ detail }) => console.log(detail.reason.length));`,
      forBundlers,
    ));

  it('has types: the tags in React 19', async () => {
    for (const name of ['@types/react', 'csstype']) {
      const place = join(application, 'node_modules', name);
      await mkdir(join(place, '..'), { recursive: true });
      await symlink(join(root, 'node_modules', name), place, 'junction');
    }
    await typeCheck(
      'react.tsx',
      `import 'linkus-elements/react';
       export const page = (
         <linkus-phone id="phone" pbx-url="https://pbx.example.com:8088" username="1000" className="mine" onlinkus-call-end={() => 0}>
           <linkus-dialpad for="phone" />
           <linkus-session networkLevel={3} />
         </linkus-phone>
       );
       // @ts-expect-error -- a number is none of them
       export const wrong = <linkus-phone username={5} />;`,
      [...forBundlers, '--jsx', 'react-jsx'],
    );
  });

  it('linkus-core.cjs.js: require() in Node, and init() rejects with a Result', async () => {
    const result = await inNode(
      `const { init, PHONE_ERROR } = require('linkus-elements/cdn/linkus-core.cjs.js');
       init({ username: '1000', secret: 'x', pbxURL: 'nowhere' }).catch((error) =>
         console.log(JSON.stringify([error.code, PHONE_ERROR.INVALID_NUMBER.code])));`,
      'commonjs',
    );
    assert.deepEqual(result, [-2, -209]);
  });
});

describe('in an application that is bundled for production', () => {
  let browser: Browser;
  before(async () => (browser = await launchBrowser()));
  after(() => browser.close());

  const tags: Record<string, string[]> = {
    'linkus-elements': ['linkus-phone', 'linkus-dialpad', 'linkus-incoming', 'linkus-session', 'linkus-cdr-list'],
    'linkus-elements/ui': ['linkus-phone'],
    ...Object.fromEntries(
      ['phone', 'dialpad', 'incoming', 'session', 'cdr-list'].map((name) => [
        `linkus-elements/elements/${name}.js`,
        [`linkus-${name}`],
      ]),
    ),
  };
  for (const [entry, names] of Object.entries(tags)) {
    it(`import '${entry}' is not shaken off: ${names.join(', ')}`, async () => {
      const imported = entry.endsWith('/ui') ? `import { init } from '${entry}'; init.call;` : `import '${entry}';`;
      const { outputFiles } = await build({
        stdin: { contents: imported, resolveDir: application },
        outdir: 'out',
        bundle: true,
        splitting: true,
        format: 'esm',
        minify: true,
        write: false,
      });
      const page = await browser.newPage();
      await page.route('https://app.example/**', async (route) => {
        const { pathname } = new URL(route.request().url());
        const file = outputFiles.find(({ path }) => path.endsWith(pathname.replaceAll('/', sep)));
        if (file) await route.fulfill({ contentType: 'text/javascript', body: file.text });
        else await route.fulfill({ contentType: 'text/html', body: '<script type="module" src="/stdin.js"></script>' });
      });
      await page.goto('https://app.example/');
      const defined = await page.evaluate((all) => all.filter((name) => customElements.get(name) !== undefined), names);
      assert.deepEqual(defined, names);
      await page.close();
    });
  }
});

describe('the files for a script tag, in a browser', () => {
  let pbx: DevelopmentPbx;
  let browser: Browser;
  let page: Page;
  const troubles: string[] = [];

  before(async () => {
    pbx = await startDevelopmentPbx({
      mediaAddress: '127.0.0.1',
      fetch: async (request) => {
        const { pathname } = new URL(request.url);
        if (!pathname.endsWith('.js'))
          return new Response('<!doctype html><title>Page</title><link rel="icon" href="data:,">', {
            headers: { 'Content-Type': 'text/html' },
          });
        // The server says no character set: a classic script is then read in the page's, which may be any.
        return new Response(await readFile(join(installed, 'dist/cdn', pathname)), {
          headers: { 'Content-Type': 'text/javascript' },
        });
      },
    });
    browser = await launchBrowser();
    page = await browser.newPage();
    page.on('pageerror', (error) => troubles.push(error instanceof Error ? error.message : JSON.stringify(error)));
  });
  after(async () => {
    await browser.close();
    await pbx.close();
  });

  const loaders: Record<string, string> = {
    esm: `import('/linkus-core.esm.js')`,
    iife: `script('/linkus-core.iife.js').then(() => YSWebRTC)`,
    umd: `script('/linkus-core.umd.js').then(() => YSWebRTC)`,
    // What a page with an AMD loader has.
    'umd with define()': `new Promise((resolve, reject) => {
      window.define = Object.assign((dependencies, factory) => resolve(factory()), { amd: {} });
      script('/linkus-core.umd.js').catch(reject);
    })`,
    'umd with module.exports': `(window.module = { exports: {} }, script('/linkus-core.umd.js').then(() => module.exports))`,
  };
  for (const [format, loader] of Object.entries(loaders)) {
    it(`${format}: loads, signs in and registers`, async () => {
      await page.goto(pbx.url);
      const secret = String(await pbx.command('sign', { username: '1000' }));
      const registered = await page.evaluate(`
        const script = (src) => new Promise((resolve, reject) => {
          document.head.append(Object.assign(document.createElement('script'), { src, onload: resolve, onerror: reject }));
        });
        ${loader}.then((core) => core.init({ username: '1000', secret: '${secret}', pbxURL: location.origin }))
          .then(({ phone, destroy }) => new Promise((resolve) => {
            phone.on('registered', () => { resolve(phone.isRegistered); destroy(); });
            phone.start();
          }))
          .catch((reason) => JSON.stringify(reason))`);
      assert.equal(registered, true);
      assert.deepEqual(troubles, []);
    });
  }

  it('only umd and iife set a global, and it is YSWebRTC', async () => {
    for (const [format, global] of Object.entries({ esm: 'undefined', iife: 'object', umd: 'object' })) {
      await page.goto(pbx.url);
      const seen = await page.evaluate(`
        const script = (src) => new Promise((resolve, reject) => {
          document.head.append(Object.assign(document.createElement('script'), { src, onload: resolve, onerror: reject }));
        });
        const before = new Set(Object.keys(window));
        ${loaders[format]}.then(() => [typeof YSWebRTC, Object.keys(window).filter((key) => !before.has(key) && key !== 'YSWebRTC')])`);
      assert.deepEqual(seen, [global, []], format);
    }
  });
});
