/**
 * `npm run test:platforms`: the handler in each runtime and framework that docs/server.md names, as a real server with a
 * development PBX behind it. What the table of one says holds for all. `PLATFORM=deno` runs those of one.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DevelopmentPbx } from '../../pbx/index.js';
import { post, startTestPbx } from '../../pbx/testing/client.js';
import { makeCertificate } from '../../start/certificate.js';
import type { SignatureAnswer } from '../testing/service.js';
import { install, platforms, startServer, type RunningServer } from './testing/platform.js';

const CRM = 'https://crm.example.com';

before(install, { timeout: 180_000 });

for (const platform of platforms.filter(({ name }) => name.startsWith(process.env['PLATFORM'] ?? ''))) {
  describe(platform.name, () => {
    let pbx: DevelopmentPbx;
    let server: RunningServer;
    before(async () => {
      // Slow, so that what is asked at once overlaps.
      pbx = await startTestPbx({ delay: 50 });
      server = await startServer(platform, pbx);
    });
    after(async () => {
      await server.stop();
      await pbx.close();
    });

    /** Asks as user number `user`, each of whom may ask 30 times a minute. */
    const ask = (user: number, init: RequestInit = {}, path = '/signature'): Promise<Response> => {
      const headers = new Headers(init.headers);
      if (!headers.has('cookie')) headers.set('cookie', `session=session-${user}`);
      return fetch(`${server.url}${path}`, { ...init, headers });
    };
    const expect = async (status: number, response: Response): Promise<SignatureAnswer> => {
      const text = await response.text();
      assert.equal(response.status, status, text);
      assert.equal(response.headers.get('cache-control'), 'no-store');
      return JSON.parse(text) as SignatureAnswer;
    };
    const counts = async () =>
      (await pbx.command('openapi')) as {
        get_token: number;
        refresh_token: number;
        most_token_requests_at_once: number;
      };

    test('100 first requests at once: all get a signature, by one token request', async () => {
      const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => ask(index % 10)));
      assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
      await Promise.all(answers.map((answer) => answer.text()));
      const { get_token, most_token_requests_at_once } = await counts();
      assert.deepEqual([get_token, most_token_requests_at_once], [1, 1]);
    });

    const body = (text: string, type = 'application/json'): RequestInit => ({
      method: 'POST',
      headers: { 'Content-Type': type },
      body: text,
    });
    const named = body('{"extension":"1002"}');
    for (const [what, init, extension, path] of [
      ['GET', {}, '1001'],
      ['POST without a body', { method: 'POST' }, '1001'],
      ['POST with a body that identify() reads', named, '1002'],
      ...(platform.name === 'express.js'
        ? ([['POST after a parser', named, '1002', '/parsed/signature']] as const)
        : []),
    ] as const) {
      test(`${what}: a signature by which its user signs in`, async () => {
        const { expires, pbxURL, secret, username } = await expect(200, await ask(1, init, path));
        assert.deepEqual([username, pbxURL], [extension, pbx.url]);
        assert.ok(Math.abs(expires - Date.now() / 1000 - 300) < 5);
        const { errcode } = await post(pbx, '/api/v1.0/login', { username, password: secret });
        assert.equal(errcode, 0);
      });
    }

    const requests: Array<[what: string, init: RequestInit, status: number, error: string]> = [
      ['nobody signed in', { headers: { cookie: 'other=1' } }, 401, 'not-signed-in'],
      ['a method that is none of ours', { method: 'PUT' }, 405, 'method-not-allowed'],
      ['a page of another site', { headers: { origin: 'https://evil.example' } }, 403, 'foreign-origin'],
      ['a form', body('a=1', 'application/x-www-form-urlencoded'), 415, 'body-not-json'],
      ['a list', body('[1]'), 400, 'body-not-json'],
      ['a body of 20 KB', body(JSON.stringify({ text: 'x'.repeat(20_000) })), 413, 'body-too-large'],
    ];
    for (const [what, init, status, error] of requests) {
      test(`${what}: ${status} ${error}`, async () => {
        assert.equal((await expect(status, await ask(2, init))).error, error);
      });
    }

    test('another path: 404', async () => {
      assert.equal((await ask(2, {}, '/other')).status, 404);
    });

    test('JSON that is none: 400', async () => {
      // Express' own parser may be the one who says so.
      assert.equal((await ask(2, body('{"a":'))).status, 400);
    });

    test('a preflight of an allowed page', async () => {
      const response = await ask(2, { method: 'OPTIONS', headers: { origin: CRM } });
      assert.equal(response.status, 204);
      assert.equal(response.headers.get('access-control-allow-origin'), CRM);
    });

    test('a body that stays away: 408', { timeout: 20_000 }, async () => {
      const socket = connect(server.port, '127.0.0.1').setEncoding('utf8');
      const head = [
        'POST /signature HTTP/1.1',
        'Host: a',
        'Cookie: session=session-2',
        'Content-Type: application/json',
      ];
      socket.write([...head, 'Content-Length: 10', '', '{'].join('\r\n'));
      const [answer] = (await once(socket, 'data')) as [string];
      socket.destroy();
      assert.match(answer, /^HTTP\/1.1 408 /);
    });

    test('a user who leaves while the token is fetched takes nobody along', { timeout: 20_000 }, async (t) => {
      const slow = await startTestPbx({ delay: 300 });
      const own = await startServer(platform, slow);
      t.after(() => Promise.all([own.stop(), slow.close()]));
      const asUser = (user: number, signal?: AbortSignal): Promise<Response> =>
        fetch(`${own.url}/signature`, { headers: { cookie: `session=session-${user}` }, ...(signal && { signal }) });
      const tokenRequests = async (): Promise<number> =>
        ((await slow.command('openapi')) as { get_token: number }).get_token;

      const leaving = new AbortController();
      const first = asUser(3, leaving.signal).catch((error: unknown) => (error as Error).name);
      while ((await tokenRequests()) === 0) await nextTurn();
      const others = [asUser(4), asUser(5)];
      leaving.abort();
      others.push(asUser(6));
      assert.equal(await first, 'AbortError');
      assert.deepEqual(
        (await Promise.all(others)).map(({ status }) => status),
        [200, 200, 200],
      );
      assert.equal(await tokenRequests(), 1);
    });

    for (const [what, refusal, status, error] of [
      ['HTML instead of JSON', { body: '<!doctype html>' }, 502, 'pbx-not-a-pbx'],
      ['a redirection', { status: 302 }, 502, 'pbx-not-a-pbx'],
      ['no answer', { hang: 'headers' }, 504, 'pbx-timeout'],
      ['half an answer', { hang: 'body' }, 504, 'pbx-timeout'],
    ] as const) {
      test(`the PBX gives ${what}: ${status} ${error}, and the next request is answered`, async () => {
        await pbx.command('refuse', { what: 'openapi', from: 'sign', ...refusal });
        assert.equal((await expect(status, await ask(7))).error, error);
        await expect(200, await ask(7));
      });
    }

    test('too many requests from one address: 429', async () => {
      const headers = { 'cf-connecting-ip': '192.0.2.1', cookie: 'none=1' };
      const answers = await Promise.all(Array.from({ length: 301 }, () => ask(0, { headers })));
      const limited = answers.find(({ status }) => status === 429);
      assert.ok(limited, `only ${[...new Set(answers.map(({ status }) => status))].join(', ')}`);
      assert.ok(Number(limited.headers.get('retry-after')) > 0);
    });

    test('no secret was printed', () => {
      assert.match(server.output(), /"type":"pbx"/);
      assert.ok(!server.output().includes(pbx.openApi.accessKey));
      assert.doesNotMatch(server.output(), /access_token=|"secret"/);
    });

    test('a PBX that is not there: 503', async (t) => {
      const gone = await startTestPbx();
      await gone.close();
      const own = await startServer(platform, gone);
      t.after(() => own.stop());
      const response = await fetch(`${own.url}/signature`, { headers: { cookie: 'session=session-1' } });
      assert.equal((await expect(503, response)).error, 'pbx-unreachable');
    });

    test("a PBX's own certificate: not trusted, and 200 when it is trusted", async (t) => {
      const tls = await makeCertificate(['127.0.0.1']);
      const secure = await startTestPbx({ tls });
      t.after(() => secure.close());
      const signatureWith = async (variables: Record<string, string>): Promise<Response> => {
        const own = await startServer(platform, secure, variables);
        t.after(() => own.stop());
        return fetch(`${own.url}/signature`, { headers: { cookie: 'session=session-1' } });
      };
      const [status, error] = platform.untrusted ?? [502, 'pbx-certificate'];
      assert.equal((await expect(status, await signatureWith({}))).error, error);
      if (platform.certificateVariable === undefined) return;
      const folder = await mkdtemp(join(tmpdir(), 'linkus-certificate-'));
      t.after(() => rm(folder, { recursive: true }));
      const file = join(folder, 'pbx.pem');
      await writeFile(file, tls.cert);
      await expect(200, await signatureWith({ [platform.certificateVariable]: file }));
    });
  });
}
