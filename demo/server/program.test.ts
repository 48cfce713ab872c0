import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { bundleForServers, root } from '../../.ci/bundle.mjs';
import type { DevelopmentPbx, DevelopmentPbxOptions } from '../pbx/index.js';
import { startTestPbx } from '../pbx/testing/client.js';
import { makeCertificate } from '../start/certificate.js';
import { startRedis } from './testing/redis.js';

let folder: string;
let program: string;

/** The program as it is published; from there it finds the packages that it leaves outside. */
before(async () => {
  folder = await mkdtemp(join(root, 'node_modules/.linkus-program-'));
  program = join(folder, 'linkus-elements.mjs');
  const files = (await bundleForServers({ write: false })).flatMap(({ outputFiles }) => outputFiles);
  const built = files.find(({ path }) => path.endsWith('linkus-elements.js'));
  await writeFile(program, built!.contents);
});
after(() => rm(folder, { recursive: true }));

function start(args: string[], env: Record<string, string> = {}) {
  // Nothing of the environment of the test: only where programs are.
  const child = spawn(process.execPath, [program, ...args], { env: { PATH: process.env['PATH'] ?? '', ...env } });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
  return { child, ended };
}

const run = (args: string[], env?: Record<string, string>) => start(args, env).ended;

async function runningProgram(args: string[], env: Record<string, string>) {
  const { child, ended } = start(['serve', '--port', '0', ...args], env);
  const lines: Record<string, unknown>[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line) as Record<string, unknown>;
      lines.push(entry);
      if (entry['message'] === 'listening') resolve(Number(entry['port']));
    });
    void ended.then(({ output }) => reject(new Error(output)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    lines,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

const access = ({ openApi, url }: DevelopmentPbx): Record<string, string> => ({
  LINKUS_PBX_URL: url,
  LINKUS_ACCESS_ID: openApi.accessId,
  LINKUS_ACCESS_KEY: openApi.accessKey,
});

describe('serve --check', () => {
  const checked = async (
    pbx: DevelopmentPbx,
    args: string[] = [],
    env: Record<string, string> = {},
  ): Promise<{ code: number | null; output: string }> => {
    const result = await run(['serve', '--check', '--extension', '1000', ...args], { ...access(pbx), ...env });
    assert.ok(!result.output.includes(pbx.openApi.accessKey), result.output);
    return result;
  };

  test('everything right: each step, and 0', async (t) => {
    const pbx = await startTestPbx();
    t.after(() => pbx.close());
    const { code, output } = await checked(pbx);
    assert.equal(code, 0, output);
    assert.deepEqual(output.trim().split('\n'), [
      `ok    A PBX answers at ${pbx.url}, firmware 37.19.0.50.`,
      'ok    It accepts access ID and access key.',
      'ok    It makes a signature for extension 1000.',
      'ok    The extension can sign in with it.',
    ]);
    const { sockets } = (await pbx.command('state')) as { sockets: object };
    assert.ok(sockets);
  });

  /** What is wrong with the PBX or the settings, and the sentence about it. */
  const faults: Record<
    string,
    {
      pbx?: DevelopmentPbxOptions;
      args?: string[];
      env?: Record<string, string>;
      command?: [string, object];
      says: RegExp;
    }
  > = {
    'the address: nobody there': {
      // Nobody has a server at this port.
      args: ['--pbx-url', 'http://127.0.0.1:2'],
      says: /WRONG The PBX can't be reached \(ECONNREFUSED\)\.\n.*--pbx-url.*8088/,
    },
    'the address: no such host': {
      args: ['--pbx-url', 'https://pbx.invalid:8088'],
      says: /WRONG The PBX can't be reached \((ENOTFOUND|EAI_AGAIN)\)/,
    },
    'the address: something else answers': {
      command: ['refuse', { what: 'product', body: '<!doctype html>' }],
      says: /WRONG What answers there is not a PBX \(HTTP status 200\)\.\n.*a router, a proxy/,
    },
    'the access ID': {
      args: ['--access-id', 'wrong'],
      says: /WRONG The PBX does not accept this access ID.*\n.*Integrations/,
    },
    'the access key': { env: { LINKUS_ACCESS_KEY: 'wrong' }, says: /WRONG The PBX does not accept this access ID/ },
    'the SDK switched off': {
      pbx: { settings: { sdk: 0 } },
      says: /ok {4}It makes a signature.*\nWRONG The Linkus SDK is switched off\.\n {6}Switch it on/,
    },
    'the extension': { args: ['--extension', '4711'], says: /WRONG The PBX has no extension "4711"\.\n.*--extension/ },
    'the firmware, by its version': {
      pbx: { product: { version: '37.12.0.22' } },
      says: /WRONG The firmware of the PBX \(37\.12\.0\.22\) is too old/,
    },
    'the firmware, which names no product': {
      command: ['refuse', { what: 'product', body: '{"errcode":0,"product":{"version":"37.1.0.1"}}' }],
      says: /WRONG The firmware of the PBX \(37\.1\.0\.1\) is too old/,
    },
    'a PBX that says nothing': {
      command: ['refuse', { what: 'openapi', hang: 'headers' }],
      says: /WRONG The PBX took too long to answer\./,
    },
  };
  for (const [what, { pbx: options, args, env, command, says }] of Object.entries(faults)) {
    test(`${what} is wrong: says so, and 1`, async (t) => {
      const pbx = await startTestPbx(options);
      t.after(() => pbx.close());
      if (command) await pbx.command(command[0], command[1] as Record<string, unknown>);
      const { code, output } = await checked(pbx, args, env);
      assert.match(output, says);
      assert.equal(code, 1);
    });
  }

  test('a clock that is wrong is a remark, no fault', async (t) => {
    const pbx = await startTestPbx({ now: () => Date.now() - 300_000 });
    t.after(() => pbx.close());
    const { code, output } = await checked(pbx);
    assert.match(output, /note {2}Its clock is (299|300|301) seconds late; that is allowed for\./);
    assert.equal(code, 0, output);
  });

  test('the certificate: not trusted, trusted by its file, by its fingerprint, not by another one', async (t) => {
    const tls = await makeCertificate(['127.0.0.1']);
    const pbx = await startTestPbx({ tls });
    t.after(() => pbx.close());
    const file = join(folder, 'pbx.pem');
    await writeFile(file, tls.cert);
    const { fingerprint256 } = new X509Certificate(tls.cert);

    const untrusted = await checked(pbx);
    assert.match(untrusted.output, /WRONG The certificate of the PBX is not trusted.*\n.*--ca-file or --fingerprint/);
    assert.equal(untrusted.code, 1);
    for (const args of [
      ['--ca-file', file],
      ['--fingerprint', fingerprint256],
    ]) {
      const { code, output } = await checked(pbx, args);
      assert.equal(code, 0, output);
    }
    const other = await checked(pbx, [
      '--fingerprint',
      fingerprint256.replace(/^../, (two) => (two === '00' ? '01' : '00')),
    ]);
    assert.match(other.output, /WRONG The certificate of the PBX is not trusted \(ERR_TLS_FINGERPRINT\)/);
    const { get_token: asked } = (await pbx.command('openapi')) as { get_token: number };
    assert.equal(asked, 2, 'who is not trusted gets no key');
  });
});

describe('settings that are wrong: a sentence, and 2', () => {
  const right = {
    LINKUS_PBX_URL: 'https://pbx.example.com',
    LINKUS_ACCESS_ID: 'id',
    LINKUS_ACCESS_KEY: 'key-of-the-pbx',
  };
  const wrong: Record<string, [args: string[], env: Record<string, string>, says: RegExp]> = {
    'no command': [[], right, /Say what to do/],
    'another command': [['server'], right, /no command "server"/],
    'an unknown flag': [['serve', '--colour'], right, /--colour/],
    'no address': [['serve'], { ...right, LINKUS_PBX_URL: '' }, /--pbx-url is missing/],
    'no key': [['serve'], { ...right, LINKUS_ACCESS_KEY: '' }, /LINKUS_ACCESS_KEY is missing/],
    'nobody says who asks': [['serve'], right, /--session-url or --user-header/],
    'a header that anybody can send': [
      ['serve', '--user-header', 'x-user', '--host', '0.0.0.0'],
      right,
      /LINKUS_PROXY_SECRET/,
    ],
    'HTTP through the network': [
      ['serve', '--user-header', 'x', '--pbx-url', 'http://10.0.0.1'],
      right,
      /must begin with https/,
    ],
    'a fingerprint that is none': [['serve', '--fingerprint', 'ab:cd'], right, /64 hexadecimal digits/],
    'a port that is none': [['serve', '--user-header', 'x', '--port', 'http'], right, /--port must be a number/],
  };
  for (const [what, [args, env, says]] of Object.entries(wrong)) {
    test(what, async () => {
      const { code, output } = await run(args, env);
      assert.match(output, says);
      assert.ok(!output.includes('key-of-the-pbx'));
      assert.equal(code, 2);
    });
  }
  test('--help is no mistake', async () => {
    const { code, output } = await run(['--help']);
    assert.match(output, /--pbx-url <address>/);
    assert.equal(code, 0);
  });
});

describe('serve', () => {
  let pbx: DevelopmentPbx;
  before(async () => (pbx = await startTestPbx()));
  after(() => pbx.close());

  test('by the header of a proxy: signature, health, metrics, log; SIGTERM ends it well', async () => {
    const program = await runningProgram(['--user-header', 'x-remote-user'], access(pbx));
    const response = await fetch(`${program.url}/signature`, { headers: { 'x-remote-user': '1000' } });
    assert.equal(((await response.json()) as { username: string }).username, '1000');
    assert.equal((await fetch(`${program.url}/signature`)).status, 401);
    assert.deepEqual(await (await fetch(`${program.url}/healthz`)).json(), { status: 'ok' });
    const metrics = await (await fetch(`${program.url}/metrics`)).text();
    assert.match(metrics, /^linkus_answers_total\{status="200",reason=""\} 1$/m);
    assert.match(metrics, /^linkus_answers_total\{status="401",reason="not-signed-in"\} 1$/m);
    assert.match(metrics, /^linkus_pbx_requests_total\{call="get_token",outcome="success"\} 1$/m);
    assert.match(metrics, /^process_resident_memory_bytes /m);
    const { code, output } = await program.stop();
    assert.equal(code, 0, output);
    const log = program.lines.map(({ message, status }) => [message, status]);
    assert.deepEqual(log.slice(0, 4), [
      ['listening', undefined],
      ['answer', 200],
      ['answer', 401],
      ['stopping', undefined],
    ]);
    assert.ok(!output.includes(pbx.openApi.accessKey));
  });

  test('what is under way at SIGTERM is answered', async () => {
    const program = await runningProgram(['--user-header', 'x-remote-user'], access(pbx));
    await pbx.command('delay', { milliseconds: 300 });
    const answer = fetch(`${program.url}/signature`, { headers: { 'x-remote-user': '1000' } });
    const isAsked = async (): Promise<boolean> =>
      ((await pbx.command('openapi')) as { get_token: number }).get_token >= 2;
    while (!(await isAsked())) await new Promise((resolve) => setImmediate(resolve));
    const stopped = program.stop();
    assert.equal((await answer).status, 200);
    await pbx.command('delay', { milliseconds: 0 });
    assert.equal((await stopped).code, 0);
  });

  test('the proxy has to know the secret', async () => {
    const env = { ...access(pbx), LINKUS_PROXY_SECRET: 'of-the-proxy' };
    const program = await runningProgram(['--user-header', 'x-remote-user'], env);
    const ask = async (secret: string): Promise<number> => {
      const headers = { 'x-remote-user': '1000', 'x-proxy-secret': secret };
      return (await fetch(`${program.url}/signature`, { headers })).status;
    };
    assert.deepEqual([await ask('guessed'), await ask('of-the-proxy')], [401, 200]);
    await program.stop();
  });

  test('by asking the application, with what the browser sent', async () => {
    const application = createHttpServer((request: IncomingMessage, response: ServerResponse) => {
      const isAlice = request.headers.cookie === 'session=alice' || request.headers.authorization === 'Bearer alice';
      if (request.headers.cookie === 'session=broken') response.statusCode = 500;
      else if (!isAlice) response.statusCode = 401;
      response.end(JSON.stringify({ extension: 1002 }));
    });
    application.listen(0, '127.0.0.1');
    await once(application, 'listening');
    const session = `http://127.0.0.1:${(application.address() as AddressInfo).port}/me`;
    const program = await runningProgram(['--session-url', session], access(pbx));
    const ask = async (headers: Record<string, string>): Promise<string> => {
      const response = await fetch(`${program.url}/signature`, { headers });
      const { error, username } = (await response.json()) as Record<string, string>;
      return username ?? error ?? '';
    };
    assert.equal(await ask({ cookie: 'session=alice' }), '1002');
    assert.equal(await ask({ authorization: 'Bearer alice' }), '1002');
    assert.equal(await ask({ cookie: 'session=mallory' }), 'not-signed-in');
    assert.equal(await ask({}), 'not-signed-in');
    assert.equal(await ask({ cookie: 'session=broken' }), 'identify-failed');
    application.closeAllConnections();
    application.close();
    await program.stop();
  });

  test('with Redis: two programs, one token', async (t) => {
    const redis = await startRedis();
    t.after(() => redis.stop());
    const before = ((await pbx.command('openapi')) as { get_token: number }).get_token;
    const args = ['--user-header', 'x-remote-user', '--redis-url', redis.url];
    const programs = await Promise.all([runningProgram(args, access(pbx)), runningProgram(args, access(pbx))]);
    const headers = { 'x-remote-user': '1000' };
    const answers = await Promise.all(programs.map(({ url }) => fetch(`${url}/signature`, { headers })));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200],
    );
    assert.equal(((await pbx.command('openapi')) as { get_token: number }).get_token, before + 1);
    for (const program of programs) assert.equal((await program.stop()).code, 0);
  });

  test('a port that is taken: says so, and 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const port = String((taken.address() as AddressInfo).port);
    const { code, output } = await run(['serve', '--user-header', 'x', '--port', port], access(pbx));
    assert.match(output, /EADDRINUSE/);
    assert.equal(code, 1);
    taken.close();
  });
});
