/** The servers that `npm run bench:server` loads, in a process of their own: a constant body, and the signature service. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const [built = '', pbxUrl = '', accessId = '', accessKey = ''] = process.argv.slice(2);
// As it is published: what runs the sources adds work of its own.
const { createSignatureService, toNodeListener } = (await import(built)) as typeof import('../../src/server/index.js');
setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc') as () => void;

const constantBody = JSON.stringify({
  username: '1000',
  secret: 'x'.repeat(32),
  pbxURL: pbxUrl,
  expires: 1_800_000_000,
});
const unlimited = { points: 1e9, duration: 3600 };
const service = createSignatureService({
  pbxUrl,
  accessId,
  accessKey,
  identify: (request) => request.headers.get('x-user'),
  reuse: 60,
  perUser: unlimited,
  perAddress: unlimited,
});
const listener = toNodeListener(service);

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const constant = await listen(
  createServer((_request, response) => {
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.end(constantBody);
  }),
);
const signatures = await listen(createServer((request, response) => void listener(request, response)));

process.on('message', () => {
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  process.send?.({ heapUsed, rss });
});
process.once('disconnect', () => process.exit());
process.send?.({ constant, signatures });
