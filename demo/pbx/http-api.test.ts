import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { DevelopmentPbx } from './index.js';
import { get, login, post, sign, startTestPbx, type Answer } from './testing/client.js';

describe('HTTP API', () => {
  let pbx: DevelopmentPbx;
  let token: string;
  let now = Date.now();

  before(async () => {
    pbx = await startTestPbx({ now: () => now });
    token = await login(pbx, '1000');
  });
  after(() => pbx.close());

  /** What a client reads of each answer (the wire protocol's table). */
  const endpoints: Array<[path: string, check: (answer: Answer) => void]> = [
    [
      '/api/v1.0/extension/getpersonalglobal',
      (answer) => {
        assert.equal(answer['enable_nat_fqdn'], 0);
        assert.equal(answer['record_feature_code'], '*1');
      },
    ],
    [
      '/api/v1.0/licenseservice/get',
      (answer) => {
        const [plan] = answer['subscribe_plan_list'] as Array<{ service_list: Array<{ service_name: string }> }>;
        assert.deepEqual(
          plan?.service_list.map((service) => service.service_name),
          ['fqdn', 'video'],
        );
      },
    ],
    [
      '/api/v1.0/extension/getpersonal',
      (answer) => {
        const extension = answer['extension'] as Record<string, unknown>;
        assert.equal(extension['number'], '1000');
        assert.equal(extension['caller_id_name'], 'Alice Baker');
        assert.equal(extension['enb_web_client'], 1);
      },
    ],
    [
      '/api/v1.0/extension/getregisterinfo',
      (answer) => {
        assert.equal(answer['realm'], 'YSAsterisk');
        assert.match(String(answer['registerpassword']), /^[0-9a-f]{32}$/);
        assert.equal(typeof answer['registername'], 'string');
      },
    ],
    [
      '/api/v1.0/cdr/searchpersonal?page=1&page_size=10&sort_by=time&order_by=desc&status=0',
      (answer) => assert.deepEqual([answer['personal_cdr_list'], answer['total_number']], [[], 0]),
    ],
    ['/api/v1.0/extension/getphoto?ext_num=1001', (answer) => assert.equal(answer['photo'], '')],
    ['/api/v1.0/contacts/matchall?number=1001', (answer) => assert.equal(answer['name'], 'Bob Carter')],
  ];

  for (const [path, check] of endpoints) {
    test(`GET ${path}`, async () => {
      const answer = await get(pbx, path, token);
      assert.equal(answer.errcode, 0);
      check(answer);
      for (const wrong of ['', 'nonsense', `Bearer ${token}`]) {
        assert.equal((await get(pbx, path, wrong)).errcode, 10004, `with token "${wrong}"`);
      }
    });
  }

  for (const path of ['/api/v1.0/dct/init', '/api/v1.0/rascallreport/web', '/api/v1.0/systemlog/webclientlog']) {
    test(`POST ${path}`, async () => {
      assert.equal((await post(pbx, path, { type: 'call' }, token)).errcode, 0);
      assert.equal((await post(pbx, path, {}, 'nonsense')).errcode, 10004);
    });
  }

  test('product needs no token', async () => {
    const answer = await get(pbx, '/api/v1.0/pbx/getproduct?host=127.0.0.1:8088');
    const product = answer['product'] as Record<string, unknown>;
    assert.equal(product['base_oem_id'], 2);
    assert.equal(answer['access_type'], 'internal_ip');
  });

  test('login: by number or e-mail address, with a signature that fits and has not expired', async () => {
    const tryLogin = async (username: string, password: string) =>
      (await post(pbx, '/api/v1.0/login', { username, password })).errcode;
    const signature = await sign(pbx, '1001');
    assert.equal(await tryLogin('1001', signature), 0);
    assert.equal(await tryLogin('1001@example.com', signature), 0);
    assert.equal(await tryLogin('1002', signature), 10002, 'made for another extension');
    assert.equal(await tryLogin('1001', 'nonsense'), 10002);
    assert.equal(await tryLogin('', ''), 10002);

    const soonOver = (await pbx.command('sign', {
      username: '1001',
      expire_time: Math.floor(now / 1000) + 10,
    })) as string;
    assert.equal(await tryLogin('1001', soonOver), 0);
    now += 11_000;
    assert.equal(await tryLogin('1001', soonOver), 10002, 'expired');
    assert.equal(await tryLogin('1001', signature), 0, 'made without an end');
  });

  test('a body that is not JSON is a wrong signature, not a crash', async () => {
    const response = await fetch(`${pbx.url}/api/v1.0/login`, { method: 'POST', body: '{' });
    assert.equal(((await response.json()) as Answer).errcode, 10002);
  });

  test('logout ends the token', async () => {
    const other = await login(pbx, '1002');
    assert.equal((await get(pbx, '/api/v1.0/logout', other)).errcode, 0);
    assert.equal((await get(pbx, '/api/v1.0/extension/getpersonal', other)).errcode, 10004);
  });

  test('a page of another origin may ask with Authorization and Content-Type', async () => {
    const response = await fetch(`${pbx.url}/api/v1.0/extension/getpersonal`, {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://crm.example',
        'Access-Control-Request-Method': 'GET',
        'Access-Control-Request-Headers': 'authorization,content-type',
      },
    });
    assert.equal(response.status, 204);
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    assert.match(response.headers.get('access-control-allow-headers') ?? '', /Authorization.*Content-Type/);
    const answer = await fetch(`${pbx.url}/api/v1.0/pbx/getproduct`, { headers: { Origin: 'https://crm.example' } });
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
  });

  test('OpenAPI: token, refresh, signature; each refuses what is wrong', async () => {
    const { accessId, accessKey } = pbx.openApi;
    const open = (path: string, body: unknown) => post(pbx, `/openapi/v1.0/${path}`, body);
    const tokens = await open('get_token', { username: accessId, password: accessKey });
    assert.equal(tokens['access_token_expire_time'], 1800);
    assert.equal(tokens['refresh_token_expire_time'], 86_400);
    assert.equal((await open('get_token', { username: accessId, password: 'x' })).errcode, 10002);

    const refreshed = await open('refresh_token', { refresh_token: tokens['refresh_token'] });
    assert.equal(refreshed.errcode, 0);
    assert.equal((await open('refresh_token', { refresh_token: tokens['refresh_token'] })).errcode, 10004, 'used up');

    const create = (accessToken: unknown, username: string) =>
      open(`sign/create?access_token=${String(accessToken)}`, { username, sign_type: 'sdk', expire_time: 0 });
    const created = await create(refreshed['access_token'], '1000');
    const { sign: signature } = created['data'] as { sign: string };
    assert.equal((await post(pbx, '/api/v1.0/login', { username: '1000', password: signature })).errcode, 0);
    assert.equal((await create(refreshed['access_token'], '4711')).errcode, 60002);
    assert.equal((await create('nonsense', '1000')).errcode, 10004);
    now += 1_801_000;
    assert.equal((await create(refreshed['access_token'], '1000')).errcode, 10004, 'expired');
  });

  test('refusals by command: so many, then no more', async () => {
    await pbx.command('refuse', { what: 'login', errcode: 70136 });
    const body = { username: '1000', password: await sign(pbx, '1000') };
    assert.equal((await post(pbx, '/api/v1.0/login', body)).errcode, 70136);
    assert.equal((await post(pbx, '/api/v1.0/login', body)).errcode, 0);
    await pbx.command('refuse', { what: 'http', times: 2, status: 500 });
    const status = async () => (await fetch(`${pbx.url}/api/v1.0/pbx/getproduct`)).status;
    assert.deepEqual([await status(), await status(), await status()], [500, 500, 200]);
    await pbx.command('refuse', { what: 'product', errcode: 1 });
    assert.equal((await get(pbx, '/api/v1.0/pbx/getproduct')).errcode, 1);
  });

  test('an answer that is not JSON, one of 5 MB, and one that is wrong for one path only', async () => {
    const raw = async (path: string) => (await fetch(`${pbx.url}${path}`)).text();
    await pbx.command('refuse', { what: 'http', body: 'not json' });
    assert.equal(await raw('/api/v1.0/pbx/getproduct'), 'not json');
    await pbx.command('refuse', { what: 'http', padding: 5_000_000 });
    assert.equal((await raw('/api/v1.0/pbx/getproduct')).length, 5_000_000);

    await pbx.command('refuse', { what: 'http', from: 'licenseservice', errcode: 7 });
    const token = await login(pbx, '1000');
    assert.equal((await get(pbx, '/api/v1.0/extension/getpersonal', token)).errcode, 0);
    assert.equal((await get(pbx, '/api/v1.0/licenseservice/get', token)).errcode, 7);
    assert.equal((await get(pbx, '/api/v1.0/licenseservice/get', token)).errcode, 0);
  });

  test('a photo: its name from the API, the picture without a token', async () => {
    const token = await login(pbx, '1000');
    const photoOf1001 = () => get(pbx, '/api/v1.0/extension/getphoto?ext_num=1001', token);
    assert.equal((await photoOf1001())['photo'], '');
    await pbx.command('extension', { number: '1001', photo: 'bob.png' });
    assert.equal((await photoOf1001())['photo'], 'bob.png');
    const picture = await fetch(`${pbx.url}/api/photo/bob.png`);
    assert.equal(picture.headers.get('content-type'), 'image/png');
    assert.ok((await picture.arrayBuffer()).byteLength > 60);
    assert.equal((await fetch(`${pbx.url}/api/photo/nobody.png`)).status, 404);
  });

  test('call reports and client logs are kept', async () => {
    const token = await login(pbx, '1000');
    await post(pbx, '/api/v1.0/rascallreport/web', { call_id: 'a', mos: '4.1' }, token);
    await post(pbx, '/api/v1.0/systemlog/webclientlog', { log_list: ['{"level":"error"}'] }, token);
    await pbx.command('wait', { for: 'reports' });
    await pbx.command('wait', { for: 'logs' });
    const { calls, logs } = (await pbx.command('reports')) as Record<'calls' | 'logs', unknown[]>;
    assert.deepEqual(calls.at(-1), { call_id: 'a', mos: '4.1' });
    assert.deepEqual(logs.at(-1), { log_list: ['{"level":"error"}'] });
  });
});
