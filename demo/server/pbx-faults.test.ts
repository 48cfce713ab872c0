import assert from 'node:assert/strict';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { createSignatureService } from '../../src/server/index.js';
import { startDevelopmentPbx } from '../pbx/index.js';
import { post } from '../pbx/testing/client.js';
import { makeCertificate } from '../start/certificate.js';
import { startService, type TestService } from './testing/service.js';

const HTML = '<!doctype html><title>Router</title>';

/** What the PBX does instead of answering, what the page gets, and how often it was asked. */
const faults: Array<[what: string, refusal: object, status: number, error: string, attempts: number]> = [
  ['HTTP 500, twice', { status: 500, times: 2 }, 200, '', 3],
  ['HTTP 500, for long', { status: 500, times: 3 }, 502, 'pbx-server-error', 3],
  ["HTTP 526, Cloudflare's for a certificate", { status: 526 }, 502, 'pbx-certificate', 1],
  ['HTTP 404', { status: 404 }, 502, 'pbx-not-a-pbx', 1],
  ['a redirection', { status: 302 }, 502, 'pbx-not-a-pbx', 1],
  ['HTML instead of JSON', { body: HTML }, 502, 'pbx-not-a-pbx', 1],
  ['JSON that is no answer', { body: '[]' }, 502, 'pbx-not-a-pbx', 1],
  ['an errcode in words', { body: '{"errcode":"none"}' }, 502, 'pbx-not-a-pbx', 1],
  ['success without what was asked for', { body: '{"errcode":0}' }, 502, 'pbx-not-a-pbx', 1],
  ['an answer of 100 KB', { body: '{"errcode":0}', padding: 100_000 }, 502, 'pbx-not-a-pbx', 1],
  ['no answer', { hang: 'headers' }, 504, 'pbx-timeout', 1],
  ['half an answer', { hang: 'body' }, 504, 'pbx-timeout', 1],
];

describe('the faults of the PBX', () => {
  let service: TestService;
  before(async () => (service = await startService({ timeout: 1000 })));
  after(() => service.pbx.close());

  for (const call of ['get_token', 'sign']) {
    for (const [what, refusal, status, error, attempts] of faults) {
      test(`${what} to ${call}: ${status} ${error}`, async () => {
        // A new service each: it has no token, and no memory of earlier faults.
        const handler = createSignatureService(service.options);
        const ask = () => handler(new Request('http://app.example/signature', { headers: { 'x-user': '1000' } }));
        const before = service.events.length;
        await service.pbx.command('refuse', { what: 'openapi', from: call, ...refusal });
        const response = await ask();
        const answer = (await response.json()) as { error?: string; message?: string };
        assert.equal(response.status, status, JSON.stringify(answer));
        assert.equal(answer.error ?? '', error);
        const asked = service.events.slice(before).filter((event) => event.type === 'pbx' && event.call.includes(call));
        assert.equal(asked.length, attempts, JSON.stringify(asked));
        await service.pbx.command('refuse', { what: 'openapi', times: 0 });
        assert.equal((await ask()).status, 200);
      });
    }
  }

  const errcodes: Array<[call: string, errcode: number, status: number, error: string]> = [
    ['get_token', 10002, 502, 'pbx-access-refused'],
    ['get_token', 70136, 502, 'pbx-sdk-off'],
    ['sign', 60002, 404, 'pbx-unknown-extension'],
    ['sign', 70136, 502, 'pbx-sdk-off'],
    ['sign', 40002, 502, 'pbx-refused'],
  ];
  for (const [call, errcode, status, error] of errcodes) {
    test(`errcode ${errcode} to ${call}: ${status} ${error}`, async () => {
      const handler = createSignatureService(service.options);
      await service.pbx.command('refuse', { what: 'openapi', from: call, errcode });
      const response = await handler(new Request('http://app.example/signature', { headers: { 'x-user': '1000' } }));
      assert.equal(response.status, status);
      assert.equal(((await response.json()) as { error: string }).error, error);
    });
  }

  test('more requests than the PBX could answer in time: the last ones are not kept waiting', async () => {
    const handler = createSignatureService({ ...service.options, timeout: 200 });
    const ask = () => handler(new Request('http://app.example/signature', { headers: { 'x-user': '1000' } }));
    assert.equal((await ask()).status, 200);
    await service.pbx.command('refuse', { what: 'openapi', from: 'sign', hang: 'headers', times: 2000 });
    const answers = await Promise.all(Array.from({ length: 1020 }, ask));
    await service.pbx.command('refuse', { what: 'openapi', times: 0 });
    const errors = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { error: string }).error));
    const count = (error: string): number => errors.filter((one) => one === error).length;
    assert.equal(count('pbx-busy'), 4);
    assert.ok(count('pbx-timeout') >= 16);
  });

  test('no fault and no event ever showed a secret', async () => {
    const told = JSON.stringify(service.events);
    assert.ok(told.length > 1000);
    assert.ok(!told.includes(service.pbx.openApi.accessKey));
    assert.doesNotMatch(told, /access_token=|secret/);
  });
});

describe('a PBX that is not there', () => {
  test('503 pbx-unreachable; after five failures it is left alone, and tried again later', async () => {
    const service = await startService();
    await service.pbx.close();
    assert.equal((await service.expect(503)).error, 'pbx-unreachable');
    const second = await service.ask();
    assert.equal(second.status, 503);
    assert.equal(second.headers.get('retry-after'), '5');
    assert.equal(((await second.json()) as { error: string }).error, 'pbx-paused');
    assert.deepEqual(
      service.events.filter(({ type }) => type === 'circuit'),
      [{ type: 'circuit', state: 'open' }],
    );
    const asked = (): number => service.events.filter(({ type }) => type === 'pbx').length;
    assert.equal(asked(), 5);
    await service.expect(503);
    assert.equal(asked(), 5);
  });

  test('a host that has no address: 503', async () => {
    const service = await startService({ pbxUrl: 'https://pbx.invalid' });
    assert.equal((await service.expect(503)).error, 'pbx-unreachable');
    await service.pbx.close();
  });

  test('a port that hangs up: 503', async () => {
    const server = createTcpServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const service = await startService({ pbxUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    assert.equal((await service.expect(503)).error, 'pbx-unreachable');
    await service.pbx.close();
    await new Promise((resolve) => server.close(resolve));
  });

  test('a certificate that nobody vouches for: 502', async () => {
    const tls = await makeCertificate(['127.0.0.1']);
    const secure = await startDevelopmentPbx({ mediaAddress: '127.0.0.1', tls });
    const service = await startService({ pbxUrl: secure.url });
    const { error, message } = await service.expect(502);
    assert.equal(error, 'pbx-certificate');
    assert.match(message, /DEPTH_ZERO_SELF_SIGNED_CERT/);
    await Promise.all([secure.close(), service.pbx.close()]);
  });
});

describe("the PBX's clock", () => {
  const minutes = (count: number) => () => Date.now() + count * 60_000;
  for (const [what, ahead, date] of [
    ['five minutes ahead', 5, 1],
    ['five minutes late', -5, 1],
    ['a day ahead', 1440, 1],
    ['a day late', -1440, 1],
    ['five minutes ahead, without saying so', 5, 0],
  ] as const) {
    test(`${what}: a signature of ten seconds is good for a sign-in`, async (t) => {
      const service = await startService({ lifetime: 10 }, { now: minutes(ahead), settings: { date_header: date } });
      t.after(() => service.pbx.close());
      const { expires, secret } = await service.expect(200);
      const { errcode } = await post(service.pbx, '/api/v1.0/login', { username: '1000', password: secret });
      assert.equal(errcode, 0);
      // By our own clock, whatever the PBX's is.
      assert.ok(Math.abs(expires - Date.now() / 1000 - 10) < 3);
    });
  }

  test('a signature ends', async (t) => {
    let ahead = 1440;
    const service = await startService({ lifetime: 10 }, { now: () => minutes(ahead)() });
    t.after(() => service.pbx.close());
    const { secret } = await service.expect(200);
    ahead += 0.25;
    const { errcode } = await post(service.pbx, '/api/v1.0/login', { username: '1000', password: secret });
    assert.notEqual(errcode, 0);
  });
});
