import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createSignatureService, memoryTokens } from '../../src/server/index.js';
import { post } from '../pbx/testing/client.js';
import { byHeader, startService, type TestService } from './testing/service.js';

const canLogIn = async (service: TestService, username: string, secret: string): Promise<boolean> =>
  (await post(service.pbx, '/api/v1.0/login', { username, password: secret })).errcode === 0;

describe('a signature', () => {
  let service: TestService;
  before(async () => (service = await startService()));
  after(() => service.pbx.close());

  for (const method of ['GET', 'POST']) {
    test(`${method}: the user whom identify() names can sign in with it, and nobody else`, async () => {
      const answer = await service.expect(200, { method, headers: { 'x-user': '1003' } });
      assert.deepEqual(Object.keys(answer), ['username', 'secret', 'pbxURL', 'expires']);
      assert.equal(answer.username, '1003');
      assert.equal(answer.pbxURL, service.pbx.url);
      assert.ok(Math.abs(answer.expires - Date.now() / 1000 - 300) < 3);
      assert.equal(await canLogIn(service, '1003', answer.secret), true);
      assert.equal(await canLogIn(service, '1000', answer.secret), false);
    });
  }

  test('an e-mail address is as good as a number', async () => {
    const user = 'bob.carter@example.com';
    const { number } = (await service.pbx.command('extension', { number: '1001' })) as { number: string };
    const response = await service.ask({ headers: { 'x-user': user } });
    // The development PBX decides what addresses there are; it is asked for this one either way.
    assert.ok([200, 404].includes(response.status));
    assert.equal(number, '1001');
  });

  test('who asks by name in the address or the body gets his own all the same', async () => {
    const response = await service.ask(
      { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"username":"1001"}' },
      '/signature?username=1001',
    );
    assert.equal(((await response.json()) as { username: string }).username, '1000');
  });

  test('identify() can read the body', async () => {
    const handler = createSignatureService({
      ...service.options,
      identify: async (request) => ((await request.json()) as { session: string }).session.slice(2),
    });
    const body = JSON.stringify({ session: 's-1002' });
    const request = new Request('http://app.example/signature', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    });
    assert.equal(((await (await handler(request)).json()) as { username: string }).username, '1002');
  });

  test('nobody signed in: 401, and the PBX is not asked', async () => {
    const { sign } = await service.counts();
    const { error } = await service.expect(401, { headers: { 'x-user': '' } });
    assert.equal(error, 'not-signed-in');
    assert.equal((await service.counts()).sign, sign);
  });

  test('identify() that throws: 500 for the page, its message for the log', async () => {
    const { accessKey } = service.pbx.openApi;
    const handler = createSignatureService({
      ...service.options,
      identify: () => {
        throw new Error(`session store down ${accessKey}`);
      },
    });
    const response = await handler(new Request('http://app.example/signature'));
    assert.equal(response.status, 500);
    assert.ok(!(await response.text()).includes('session store'));
    assert.deepEqual(service.events.at(-2), {
      type: 'application-error',
      where: 'identify',
      message: 'session store down […]',
    });
  });

  for (const user of ['10 00', 'x'.repeat(255)]) {
    test(`identify() that gives ${user.length} characters that are no user: 500`, async () => {
      assert.equal((await service.expect(500, { headers: { 'x-user': user } })).error, 'identify-failed');
    });
  }

  test('an extension that the PBX does not know: 404', async () => {
    assert.equal((await service.expect(404, { headers: { 'x-user': '4711' } })).error, 'pbx-unknown-extension');
  });

  test('the address that browsers use may be another one', async () => {
    const handler = createSignatureService({ ...service.options, publicPbxUrl: 'https://pbx.example.com:8088/x' });
    const response = await handler(new Request('http://app.example/signature', { headers: { 'x-user': '1000' } }));
    assert.equal(((await response.json()) as { pbxURL: string }).pbxURL, 'https://pbx.example.com:8088');
  });
});

describe('what stops it from starting', () => {
  const right = { pbxUrl: 'https://pbx.example.com', accessId: 'id', accessKey: 'key', identify: byHeader };
  const wrong: Record<string, [change: object, says: RegExp]> = {
    'no identify': [{ identify: undefined }, /"identify" is missing/],
    'no access key': [{ accessKey: '' }, /"accessKey" is missing/],
    'no access ID': [{ accessId: undefined }, /"accessId" is missing/],
    'no address': [{ pbxUrl: 'pbx' }, /"pbxUrl" must be an address/],
    'HTTP to another machine': [{ pbxUrl: 'http://192.168.5.150:8088' }, /must begin with https/],
    'HTTP for the browsers': [{ publicPbxUrl: 'http://pbx.example.com' }, /"publicPbxUrl" must begin with https/],
    'every origin': [{ origins: ['*'] }, /is not an origin/],
    'an origin with a path': [{ origins: ['https://crm.example.com/'] }, /is not an origin/],
    'a signature without end': [{ lifetime: 0 }, /"lifetime"/],
    'signatures that outlive themselves': [{ lifetime: 60, reuse: 60 }, /"reuse"/],
  };
  for (const [what, [change, says]] of Object.entries(wrong)) {
    test(what, () => assert.throws(() => createSignatureService({ ...right, ...change }), says));
  }
  test('nothing, when all is there', () => assert.equal(typeof createSignatureService(right), 'function'));
});

describe('the access token', () => {
  let service: TestService;
  let now = Date.now();
  beforeEach(async () => {
    now = Date.now();
    service = await startService({ now: () => now }, { now: () => now });
  });
  const stop = (): Promise<void> => service.pbx.close();

  test('500 first requests at once: one token request', async () => {
    await service.pbx.command('delay', { milliseconds: 20 });
    const answers = await Promise.all(Array.from({ length: 500 }, () => service.ask()));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    const { get_token, most_token_requests_at_once, refresh_token, sign } = await service.counts();
    assert.deepEqual([get_token, refresh_token, most_token_requests_at_once, sign], [1, 0, 1, 500]);
    await stop();
  });

  test('is kept until a minute before its end, then refreshed, and so on', async () => {
    await service.expect(200);
    now += 1738_000;
    await service.expect(200);
    assert.equal((await service.counts()).refresh_token, 0);
    now += 4000;
    await Promise.all([service.expect(200), service.expect(200)]);
    now += 1800_000;
    await service.expect(200);
    const { get_token, refresh_token } = await service.counts();
    assert.deepEqual([get_token, refresh_token], [1, 2]);
    await stop();
  });

  test('after a day without requests: a new one, as the refresh token has ended too', async () => {
    await service.expect(200);
    now += 86_400_000;
    await service.expect(200);
    const { get_token, refresh_token } = await service.counts();
    assert.deepEqual([get_token, refresh_token], [2, 0]);
    await stop();
  });

  for (const [forget, tokens] of [
    ['access', { get_token: 1, refresh_token: 1 }],
    ['all', { get_token: 2, refresh_token: 1 }],
  ] as const) {
    test(`a PBX that forgot ${forget} tokens: asked once for all who wait, nobody notices`, async () => {
      await service.expect(200);
      await service.pbx.command('openapi', { forget });
      await service.pbx.command('delay', { milliseconds: 20 });
      await Promise.all(Array.from({ length: 50 }, () => service.expect(200)));
      const { get_token, refresh_token, most_token_requests_at_once } = await service.counts();
      assert.deepEqual({ get_token, refresh_token }, tokens);
      assert.equal(most_token_requests_at_once, 1);
      await stop();
    });
  }

  for (const errcode of [10003, 10004]) {
    test(`errcode ${errcode} for a signature: once more with a new token, not twice`, async () => {
      await service.expect(200);
      await service.pbx.command('refuse', { what: 'openapi', from: 'sign', errcode });
      await service.expect(200);
      await service.pbx.command('refuse', { what: 'openapi', from: 'sign', errcode, times: 2 });
      assert.equal((await service.expect(502)).error, 'pbx-token-invalid');
      await stop();
    });
  }

  test('a wrong key is not sent again and again', async () => {
    await service.pbx.command('openapi', { accessKey: 'another-key' });
    for (let attempt = 0; attempt < 5; attempt += 1) {
      assert.equal((await service.expect(502)).error, 'pbx-access-refused');
    }
    assert.equal((await service.counts()).get_token, 1);
    now += 31_000;
    await service.pbx.command('openapi', { accessKey: service.options.accessKey });
    await service.expect(200);
    await stop();
  });

  test('two services with one store have one token', async () => {
    const tokens = memoryTokens();
    const both = [0, 1].map(() => createSignatureService({ ...service.options, tokens }));
    const request = () => new Request('http://app.example/signature', { headers: { 'x-user': '1000' } });
    const answers = await Promise.all(both.flatMap((handler) => [handler(request()), handler(request())]));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200],
    );
    assert.equal((await service.counts()).get_token, 1);
    await stop();
  });
});

describe('a signature that is used again', () => {
  let service: TestService;
  let now = Date.now();
  before(async () => (service = await startService({ now: () => now, reuse: 20 })));
  after(() => service.pbx.close());

  test('is the same for a while, for this user only', async () => {
    const [first, second] = await Promise.all([service.expect(200), service.expect(200)]);
    assert.equal(first.secret, second.secret);
    const other = await service.expect(200, { headers: { 'x-user': '1001' } });
    assert.notEqual(other.secret, first.secret);
    now += 19_000;
    assert.equal((await service.expect(200)).secret, first.secret);
    now += 2000;
    assert.notEqual((await service.expect(200)).secret, first.secret);
  });

  test('a failure is not kept', async () => {
    now += 60_000;
    await service.pbx.command('refuse', { what: 'openapi', from: 'sign', errcode: 1 });
    await service.expect(502);
    await service.expect(200);
  });
});
