import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSignatureService } from '../signature-service.js';
import { toNodeListener, type NodeListener } from '../node-adapter.js';
import { storageTokens, type StorageDriver } from '../storage-tokens.js';
import type { TokenStore } from '../token-store.js';
import type { ServiceEvent } from '../events.js';
import { identifyBy } from './identify.js';
import { log, logEvent } from './log.js';
import { Metrics } from './metrics.js';
import { pbxFetch } from './pbx-fetch.js';
import { SettingsError, type Settings } from './settings.js';

const STOP_MS = 10_000;

export interface RunningService {
  port: number;
  /** Answers what is under way, for ten seconds at most, and takes nothing new. */
  stop(): Promise<void>;
}

/** Runs the service until it is stopped. Rejects with Node's error when the port can't be had. */
export async function serve(settings: Settings): Promise<RunningService> {
  const { ca, fingerprint, host, port, redisUrl } = settings;
  const metrics = new Metrics();
  const redis = redisUrl === undefined ? undefined : await redisStore(redisUrl);
  const { accessId, accessKey, lifetime, origins, pbxUrl, publicPbxUrl, reuse } = settings;
  const handler = createSignatureService({
    pbxUrl,
    accessId,
    accessKey,
    lifetime,
    reuse,
    origins,
    identify: identifyBy(settings),
    fetch: pbxFetch({ ...(ca !== undefined && { ca }), ...(fingerprint !== undefined && { fingerprint }) }),
    ...(publicPbxUrl !== undefined && { publicPbxUrl }),
    ...(redis && { tokens: redis.tokens }),
    onEvent: (event: ServiceEvent) => {
      metrics.count(event);
      logEvent(event);
    },
  });
  let stopping = false;
  const signatures = toNodeListener(handler, { proxies: settings.proxies });
  const others = toNodeListener(async ({ method, url }) => {
    if (method !== 'GET') return new Response(null, { status: 405, headers: { Allow: 'GET' } });
    if (url.endsWith('/metrics')) return metrics.answer();
    return Response.json({ status: stopping ? 'stopping' : 'ok' }, { status: stopping ? 503 : 200 });
  });
  const listener: NodeListener = (request, response) =>
    (request.url === '/metrics' || request.url === '/healthz' ? others : signatures)(request, response);
  const server = createServer(
    { maxHeaderSize: 16 * 1024, headersTimeout: 10_000, requestTimeout: 15_000, keepAliveTimeout: 65_000 },
    (request, response) => void listener(request, response),
  );
  await listen(server, port, host);
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      stopping = true;
      await close(server);
      await redis?.close();
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), STOP_MS);
  await closed;
  clearTimeout(timer);
}

async function redisStore(url: string): Promise<{ tokens: TokenStore; close: () => Promise<void> }> {
  const module = await import('unstorage/drivers/redis').catch(() => {
    throw new SettingsError('--redis-url needs two packages more: npm install unstorage ioredis');
  });
  const driver = module.default({ url, maxRetriesPerRequest: 1 });
  const client = driver.getInstance?.() as { on: (event: 'error', listener: (error: Error) => void) => void };
  client.on('error', ({ message }) => log('error', 'redis', { reason: message }));
  return { tokens: storageTokens(driver as StorageDriver), close: async () => driver.dispose?.() };
}
