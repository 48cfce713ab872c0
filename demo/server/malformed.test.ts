import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createSignatureService, toNodeListener } from '../../src/server/index.js';
import { startService, UNLIMITED } from './testing/service.js';

const REQUESTS = 10_000;
/** Many, as the slow bodies among them are waited for five seconds. */
const AT_ONCE = 400;
/** A hanging request would be noticed long after this. */
const LONGEST_MS = 20_000;

/** The same requests in each run (Park and Miller's generator). */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

const METHODS = [
  'get',
  'PUT',
  'TRACE',
  'CONNECT',
  'PROPFIND',
  'G E T',
  '',
  'POST\t',
  'M-SEARCH',
  'HEAD',
  'DELETE',
  '\0GET',
];
const PATHS = [
  '/../etc/passwd',
  '//signature',
  '/signature/..;/',
  '/%00',
  '/signature%0d%0aX: 1',
  '*',
  'signature',
  '/signature?%',
  '/%2e%2e/signature',
  'http://',
  'http://[::1',
  '/signature#x',
  '/\\signature',
  '/SIGNATURE',
  'x:y',
];
const HEADERS = [
  'Host: a b',
  'Host: [',
  'Host: a\r\nHost: b',
  'Content-Length: -1',
  'Content-Length: 1e3',
  'Transfer-Encoding: none',
  'Cookie',
  ': x',
  'X-Y: \x01\x02',
  'Origin: %',
  'Origin: null',
  'Sec-Fetch-Site: ???',
  'Content-Type: ;;;',
  'Content-Length: 5\r\nTransfer-Encoding: chunked',
  'Expect: 200-nothing',
  'X-Forwarded-For: ,,,',
  'Authorization: \xff\xfe',
];
const BODIES = [
  '{',
  '[]',
  '"text"',
  '1e999',
  'null',
  '{"a":',
  '\xff\xfe\0',
  '{"__proto__":{"x":1}}',
  '[['.repeat(400),
  `"${'x'.repeat(20_000)}"`,
  '{"a":"\\u00"}',
  'a=1&b=2',
  ' ',
];
const TYPES = [
  'application/json',
  'application/jsonx',
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/json; charset=utf-7',
];

function malformed(index: number, pick: (below: number) => number): string {
  const one = (list: readonly string[]): string => list[pick(list.length)] ?? '';
  const end = 'Connection: close\r\n\r\n';
  switch (index % 6) {
    case 0:
      return `${one(METHODS)} /signature HTTP/1.1\r\nHost: a\r\n${end}`;
    case 1:
      return `GET ${one(PATHS)} HTTP/1.1\r\nHost: a\r\n${end}`;
    case 2:
      return `GET /signature HTTP/1.1\r\n${one(HEADERS)}\r\n${one(HEADERS)}\r\n${end}`;
    case 3: {
      const body = one(BODIES);
      const length = Buffer.byteLength(body, 'latin1') + (pick(4) === 0 ? -1 : 0);
      return `POST /signature HTTP/1.1\r\nHost: a\r\nContent-Type: ${one(TYPES)}\r\nContent-Length: ${length}\r\n${end}${body}`;
    }
    case 4:
      return `GET /signature HTTP/1.1\r\nHost: a\r\nX-Large: ${'x'.repeat(1000 + pick(30_000))}\r\n${end}`;
    default:
      return `POST /signature HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n${end}${one(['zz\r\n', '5\r\n{"a"', 'ffffffffff\r\n{}', '0\r\n\r\n', '2\r\n{}\r\n0\r\n\r\n', '5000\r\n'])}`;
  }
}

test(`${REQUESTS} malformed requests: no 5xx, none hangs, memory stays`, { timeout: 150_000 }, async (t) => {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  const service = await startService();
  const handler = createSignatureService({ ...service.options, perAddress: UNLIMITED, onEvent: () => undefined });
  const listener = toNodeListener(handler);
  const server = createServer((request, response) => void listener(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  t.after(async () => {
    server.closeAllConnections();
    server.close();
    await service.pbx.close();
  });

  /** Resolves with the status, or with `none` when the connection was closed without one. */
  const send = async (text: string): Promise<string> => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket.setEncoding('latin1').on('data', (data: string) => (received += data));
    socket.on('error', () => undefined);
    // A client that has nothing more to say, unless it is a slow one.
    socket.write(text, 'latin1');
    const started = Date.now();
    await once(socket, 'close');
    assert.ok(Date.now() - started < LONGEST_MS, text.slice(0, 200));
    return /^HTTP\/1\.1 (\d{3}) /.exec(received)?.[1] ?? 'none';
  };

  const pick = random(7);
  const statuses = new Map<string, number>();
  const heaps: number[] = [];
  let next = 0;
  const worker = async (until: number): Promise<void> => {
    while (next < until) {
      const text = malformed(next, pick);
      next += 1;
      const status = await send(text);
      if (/^5/.test(status)) assert.fail(`${status}: ${text.slice(0, 300)}`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  for (let part = 1; part <= 4; part += 1) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => worker((REQUESTS / 4) * part)));
    collect();
    heaps.push(process.memoryUsage().heapUsed / 1e6);
  }
  console.log(
    [...statuses]
      .sort()
      .map(([status, count]) => `${status}: ${count}`)
      .join(', '),
    heaps.map((heap) => heap.toFixed(1)),
  );
  for (const status of ['400', '401', '404', '405', '413', '415', '431']) assert.ok(statuses.has(status), status);
  assert.ok(heaps[3]! - heaps[1]! < 3, `the heap grew: ${heaps.join(', ')}`);
  // And it still does its work.
  const response = await fetch(`http://127.0.0.1:${port}/signature`, { headers: { 'x-user': '1000' } });
  assert.equal(response.status, 200);
});
