import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createSignatureService, type ServiceEvent, type SignatureServiceOptions } from '../../src/server/index.js';
import { startService, type TestService } from './testing/service.js';

const CRM = 'https://crm.example.com';

describe('which requests are answered', () => {
  let service: TestService;
  before(async () => (service = await startService({ origins: [CRM] })));
  after(() => service.pbx.close());

  /** Who is asking, and whether it is one of ours: in the browser's own words. */
  const callers: Array<[what: string, headers: Record<string, string>, status: number]> = [
    ['no browser, or an old one', {}, 200],
    ['a page of this origin', { 'sec-fetch-site': 'same-origin' }, 200],
    ['a page of this origin, by Origin', { origin: 'http://app.example' }, 200],
    ['a page of this origin behind a proxy with TLS', { origin: 'https://app.example' }, 200],
    ['the address typed in', { 'sec-fetch-site': 'none' }, 200],
    ['an allowed page', { origin: CRM, 'sec-fetch-site': 'cross-site' }, 200],
    ['a foreign page', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, 403],
    ['a foreign page, by Origin alone', { origin: 'https://evil.example' }, 403],
    ['a foreign page without Origin', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a page of a sister site', { origin: 'http://other.app.example', 'sec-fetch-site': 'same-site' }, 403],
    ['a page in a sandbox', { origin: 'null', 'sec-fetch-site': 'cross-site' }, 403],
    ['the allowed page on another port', { origin: `${CRM}:8443` }, 403],
  ];
  for (const [what, headers, status] of callers) {
    test(`${what}: ${status}`, async () => {
      await service.expect(status, { headers });
      await service.expect(status, { headers, method: 'POST' }).catch((error: unknown) => {
        // Nobody types in a POST.
        if (headers['sec-fetch-site'] !== 'none') throw error;
      });
    });
  }

  test('CORS: the allowed page may read the answer, with cookies; nobody else', async () => {
    const read = async (origin: string, method = 'GET'): Promise<(string | null)[]> => {
      const { headers } = await service.ask({ method, headers: { origin } });
      return ['access-control-allow-origin', 'access-control-allow-credentials', 'vary'].map((name) =>
        headers.get(name),
      );
    };
    assert.deepEqual(await read(CRM), [CRM, 'true', 'Origin']);
    assert.deepEqual(await read(CRM, 'OPTIONS'), [CRM, 'true', 'Origin']);
    assert.deepEqual(await read('https://evil.example'), [null, null, 'Origin']);
    assert.deepEqual(await read('https://evil.example', 'OPTIONS'), [null, null, 'Origin']);
  });

  test('CORS is closed when no origin is named', async () => {
    const handler = createSignatureService({ ...service.options, origins: [] });
    const headers = { origin: CRM, 'x-user': '1000' };
    for (const method of ['GET', 'OPTIONS']) {
      const answer = await handler(new Request('http://app.example/signature', { method, headers }));
      assert.equal(answer.headers.get('access-control-allow-origin'), null);
    }
  });

  test('identify() that never ends: 504 after half a minute', async (t) => {
    const events: ServiceEvent[] = [];
    const handler = createSignatureService({
      ...service.options,
      identify: () => new Promise(() => undefined),
      onEvent: (event) => events.push(event),
    });
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const answer = handler(new Request('http://app.example/signature'));
    await nextTurn();
    t.mock.timers.tick(30_000);
    const response = await answer;
    assert.equal(response.status, 504);
    assert.equal(((await response.json()) as { error: string }).error, 'took-too-long');
    assert.deepEqual(
      events.map((event) => event.type === 'answer' && event.reason),
      ['took-too-long'],
    );
  });

  test('what nobody foresaw: 500 in JSON without a word of why, which goes to the log', async () => {
    const events: ServiceEvent[] = [];
    const now = (): number => {
      throw new Error(`no clock, and ${service.options.accessKey}`);
    };
    const handler = createSignatureService({ ...service.options, now, onEvent: (event) => events.push(event) });
    const response = await handler(new Request('http://app.example/signature'));
    assert.equal(response.status, 500);
    assert.deepEqual(await response.json(), { error: 'internal', message: 'The server failed.' });
    assert.deepEqual(events, [{ type: 'application-error', where: 'service', message: 'no clock, and […]' }]);
  });

  test('a log that fails takes no signature along', async () => {
    const onEvent = (): void => {
      throw new Error('disk full');
    };
    const handler = createSignatureService({ ...service.options, onEvent });
    const response = await handler(new Request('http://app.example/signature', { headers: { 'x-user': '1000' } }));
    assert.equal(response.status, 200);
  });

  for (const method of ['PUT', 'DELETE', 'PATCH', 'HEAD', 'BREW']) {
    test(`${method}: 405 with what is allowed`, async () => {
      const response = await service.ask({ method });
      assert.equal(response.status, 405);
      assert.equal(response.headers.get('allow'), 'GET, POST, OPTIONS');
    });
  }

  for (const path of ['/', '/signature/', '/signature/x', '/Signature', '/%73ignature', '/x/../signatures', '/.env']) {
    test(`${path}: 404`, async () => assert.equal((await service.ask({}, path)).status, 404));
  }

  const json = { 'Content-Type': 'application/json' };
  const bodies: Array<[what: string, init: RequestInit, status: number]> = [
    ['no body', {}, 200],
    ['an object', { body: '{"a":1}', headers: json }, 200],
    ['broken JSON', { body: '{"a":', headers: json }, 400],
    ['a list', { body: '[1]', headers: json }, 400],
    ['null', { body: 'null', headers: json }, 400],
    ['bytes', { body: new Uint8Array([0xff, 0xfe, 0]), headers: json }, 400],
    ['a form', { body: new URLSearchParams({ a: '1' }) }, 415],
    ['text', { body: '{"a":1}' }, 415],
    ['20 KB', { body: JSON.stringify({ a: 'x'.repeat(20_000) }), headers: json }, 413],
    ['a length that is a lie', { body: '{}', headers: { ...json, 'Content-Length': '99999999' } }, 413],
  ];
  for (const [what, init, status] of bodies) {
    test(`POST with ${what}: ${status}`, async () => {
      await service.expect(status, { ...init, method: 'POST' });
    });
  }

  test('20 KB of headers: 431', async () => {
    await service.expect(431, { headers: { 'x-large': 'x'.repeat(20_000) } });
  });

  test('an endless body is left, not read', async () => {
    let left = false;
    let given = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        given += 1;
        controller.enqueue(new Uint8Array(1024));
      },
      cancel: () => {
        left = true;
      },
    });
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, headers: json, duplex: 'half' };
    await service.expect(413, init);
    assert.equal(left, true);
    assert.ok(given < 30);
  });

  test('a body that does not arrive: 408', async () => {
    const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(new Uint8Array([123])) });
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, headers: json, duplex: 'half' };
    await service.expect(408, init);
  });
});

describe('the rate limits', () => {
  let service: TestService;
  before(async () => (service = await startService()));
  after(() => service.pbx.close());

  const asker = (change: Partial<SignatureServiceOptions>) => {
    const handler = createSignatureService({ ...service.options, ...change });
    return async (user: string, address?: string): Promise<number> => {
      const request = new Request('http://app.example/signature', { headers: { 'x-user': user } });
      const response = await handler(request, { address });
      if (response.status === 429) assert.match(response.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
      return response.status;
    };
  };

  test('a user has so many a minute, whatever his address; others are not touched', async () => {
    const ask = asker({ perUser: { points: 2, duration: 60 } });
    assert.deepEqual([await ask('1000', '10.0.0.1'), await ask('1000', '10.0.0.2')], [200, 200]);
    assert.deepEqual([await ask('1000', '10.0.0.3'), await ask('1001', '10.0.0.3')], [429, 200]);
  });

  test('an address has so many, also for who is not signed in; an IPv6 network counts as one address', async () => {
    const ask = asker({ perAddress: { points: 2, duration: 60 } });
    assert.deepEqual([await ask('', '10.0.0.1'), await ask('1000', '::ffff:10.0.0.1')], [401, 200]);
    assert.deepEqual([await ask('1000', '10.0.0.1'), await ask('1000', '10.0.0.2')], [429, 200]);
    assert.deepEqual([await ask('1000', '2001:db8:0:1::5'), await ask('1000', '2001:db8:0:1:a::6')], [200, 200]);
    assert.deepEqual([await ask('1000', '2001:db8::1:9:9:9:9'), await ask('1000', '2001:db8:0:2::5')], [429, 200]);
  });

  test('a limiter of the application is asked; when it fails, nobody is locked out', async () => {
    const keys: string[] = [];
    const ask = asker({
      perUser: {
        consume: async (key) => {
          keys.push(key);
          throw new Error('no connection');
        },
      },
    });
    assert.equal(await ask('1000'), 200);
    assert.deepEqual(keys, ['1000']);
    assert.ok(service.events.some((event) => event.type === 'application-error' && event.where === 'rate-limit'));
  });
});
