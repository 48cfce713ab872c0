import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { createSignatureService, toNodeListener, type NodeListener } from '../../src/server/index.js';
import { byHeader, startService, type TestService } from './testing/service.js';

async function listen(listener: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<Server> {
  const server = createServer((request, response) => void listener(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** Sends these bytes and resolves with everything that comes back until the server hangs up. */
async function raw(server: Server, text: string): Promise<string> {
  const socket = connect(portOf(server), '127.0.0.1');
  let received = '';
  socket.setEncoding('utf8').on('data', (data: string) => (received += data));
  socket.on('error', () => undefined);
  socket.write(text);
  await once(socket, 'close');
  return received;
}

describe('the handler in a server of Node', () => {
  let service: TestService;
  let listener: NodeListener;
  let server: Server;
  before(async () => {
    service = await startService();
    listener = toNodeListener(createSignatureService(service.options));
    server = await listen(listener);
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await service.pbx.close();
  });

  for (const init of [{}, { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } }]) {
    test(`${init.method ?? 'GET'} brings a signature`, async () => {
      const headers = { ...init.headers, 'x-user': '1002' };
      const response = await fetch(`http://127.0.0.1:${portOf(server)}/signature`, { ...init, headers });
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('cache-control'), 'no-store');
      assert.equal(((await response.json()) as { username: string }).username, '1002');
    });
  }

  test('after a body parser, and mounted below a path, as Express does both', async () => {
    const handler = createSignatureService({
      ...service.options,
      identify: async (request) => ((await request.json()) as { me: string }).me,
    });
    const mounted = await listen((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
        void toNodeListener(handler)(
          Object.assign(request, { body, url: request.url?.slice('/phone'.length) }),
          response,
        );
      });
    });
    const response = await fetch(`http://127.0.0.1:${portOf(mounted)}/phone/signature`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"me":"1004"}',
    });
    assert.equal(((await response.json()) as { username: string }).username, '1004');
    mounted.closeAllConnections();
    mounted.close();
  });

  test('what identify() gets for a GET is a Request in all that it has', async () => {
    let seen: unknown;
    const handler = createSignatureService({
      ...service.options,
      identify: async (request) => {
        const copy = new Request(request.clone(), { headers: { 'x-copy': '1' } });
        const { body, bodyUsed, cache, credentials, method, redirect, signal, url } = request;
        seen = [body, bodyUsed, cache, credentials, method, redirect, signal.aborted, new URL(url).pathname];
        assert.ok(request instanceof Request);
        assert.deepEqual([copy.url, copy.headers.get('x-copy'), await request.text()], [url, '1', '']);
        return request.headers.get('x-user');
      },
    });
    const own = await listen(toNodeListener(handler));
    const address = `http://127.0.0.1:${portOf(own)}/signature?a=1`;
    assert.equal((await fetch(address, { headers: { 'x-user': '1000' } })).status, 200);
    assert.deepEqual(seen, [null, false, 'default', 'same-origin', 'GET', 'follow', false, '/signature']);
    own.closeAllConnections();
    own.close();
  });

  const requests: Array<[what: string, text: string, status: number]> = [
    ['TRACE', 'TRACE /signature HTTP/1.1\r\nHost: a\r\n', 400],
    ['a host that is none', 'GET /signature HTTP/1.1\r\nHost: a b\r\n', 400],
    ['a path that begins like a host', 'GET //evil.example/signature HTTP/1.1\r\nHost: a\r\n', 400],
    ['a whole address', 'GET http://evil.example/other HTTP/1.1\r\nHost: a\r\n', 404],
    ['no path', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n', 400],
    ['no host', 'GET /signature HTTP/1.0\r\nx-user: 1000\r\n', 200],
  ];
  for (const [what, text, status] of requests) {
    test(`${what}: ${status}`, async () => {
      assert.match(await raw(server, `${text}Connection: close\r\n\r\n`), new RegExp(`^HTTP/1.1 ${status} `));
    });
  }

  test('a body of which only a part arrives: 408, and the connection is closed', async () => {
    const head =
      'POST /signature HTTP/1.1\r\nHost: a\r\nx-user: 1000\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n';
    assert.match(await raw(server, `${head}{`), /^HTTP\/1.1 408 /);
  });

  test('a client that hangs up in the middle of its body does no harm', async () => {
    const socket = connect(portOf(server), '127.0.0.1');
    const head = 'POST /signature HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{';
    await new Promise<void>((resolve) => socket.write(head, () => resolve()));
    socket.destroy();
    await once(socket, 'close');
    const response = await fetch(`http://127.0.0.1:${portOf(server)}/signature`, { headers: { 'x-user': '1000' } });
    assert.equal(response.status, 200);
  });

  test('X-Forwarded-For is believed as far as there are proxies of our own', async () => {
    const statuses = async (proxies: number, addresses: string[]): Promise<number[]> => {
      const limited = { ...service.options, identify: byHeader, perAddress: { points: 1, duration: 60 } };
      const proxied = await listen(toNodeListener(createSignatureService(limited), { proxies }));
      const seen: number[] = [];
      for (const address of addresses) {
        const headers = { 'x-user': '1000', 'x-forwarded-for': address };
        seen.push((await fetch(`http://127.0.0.1:${portOf(proxied)}/signature`, { headers })).status);
      }
      proxied.closeAllConnections();
      proxied.close();
      return seen;
    };
    assert.deepEqual(await statuses(0, ['10.0.0.1', '10.0.0.2']), [200, 429]);
    assert.deepEqual(await statuses(1, ['10.0.0.1', '10.0.0.2']), [200, 200]);
    // What the client wrote itself stands in front.
    assert.deepEqual(await statuses(1, ['1.1.1.1, 10.0.0.1', '2.2.2.2, 10.0.0.1']), [200, 429]);
    assert.deepEqual(await statuses(2, ['10.0.0.1, 10.9.9.9', '10.0.0.2, 10.9.9.9']), [200, 200]);
  });
});
