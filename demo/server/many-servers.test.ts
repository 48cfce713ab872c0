import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import redisDriver from 'unstorage/drivers/redis';
import { root } from '../../.ci/bundle.mjs';
import { storageTokens } from '../../src/server/index.js';
import { startRedis } from './testing/redis.js';
import { startService, type TestService } from './testing/service.js';

const INSTANCES = 3;
const AT_ONCE = 200;
const instanceFile = fileURLToPath(new URL('testing/instance.ts', import.meta.url));

async function startInstances(service: TestService, kind: string, place: string): Promise<ChildProcess[]> {
  const { accessId, accessKey } = service.pbx.openApi;
  const args = [service.pbx.url, accessId, accessKey, kind, place];
  const children = Array.from({ length: INSTANCES }, () => fork(instanceFile, args, { execArgv: ['--import', 'tsx'] }));
  await Promise.all(children.map((child) => once(child, 'message')));
  return children;
}

/** All of them ask at the same moment; resolves with the statuses that were answered, and how many answers there were. */
async function load(children: ChildProcess[], requests: number): Promise<[statuses: number[], count: number]> {
  const answers = Promise.all(children.map(async (child) => (await once(child, 'message'))[0] as number[]));
  for (const child of children) child.send(requests);
  const statuses = (await answers).flat();
  return [[...new Set(statuses)], statuses.length];
}

async function stop(children: ChildProcess[]): Promise<void> {
  const ended = Promise.all(children.map((child) => once(child, 'exit')));
  for (const child of children) child.disconnect();
  await ended;
}

/** The PBX is slow, so that token requests would overlap if they could. */
const SLOW = { delay: 50 };

describe('three servers with one Redis', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  before(async () => (redis = await startRedis()));
  after(() => redis.stop());

  test('600 first requests at once: one token request; after the PBX forgot it: one more', async (t) => {
    const service = await startService({}, SLOW);
    const children = await startInstances(service, 'redis', redis.url);
    t.after(() => Promise.all([service.pbx.close(), stop(children)]));

    assert.deepEqual(await load(children, AT_ONCE), [[200], INSTANCES * AT_ONCE]);
    const first = await service.counts();
    assert.deepEqual([first.get_token, first.refresh_token, first.most_token_requests_at_once], [1, 0, 1]);
    assert.equal(first.sign, INSTANCES * AT_ONCE);

    await service.pbx.command('openapi', { forget: 'access' });
    assert.deepEqual(await load(children, AT_ONCE), [[200], INSTANCES * AT_ONCE]);
    const second = await service.counts();
    assert.deepEqual([second.get_token, second.refresh_token, second.most_token_requests_at_once], [1, 1, 1]);
  });

  test('a server that died with the lock keeps nobody waiting for ever, and text that is no token is not taken for one', async (t) => {
    const driver = redisDriver({ url: redis.url, base: 'other' });
    const service = await startService({ tokens: storageTokens(driver) });
    t.after(async () => {
      await service.pbx.close();
      await driver.dispose?.();
    });
    const client = driver.getInstance?.() as {
      set: (...args: string[]) => Promise<unknown>;
      get: (key: string) => Promise<string | null>;
    };
    const key = `linkus-token-127-0-0-1-${service.pbx.port}-${service.pbx.openApi.accessId}`;
    await client.set(`${key}-lock`, 'somebody', 'PX', '300');
    await client.set(`other:${key}`, '{"accessToken":');
    await service.expect(200);
    assert.match((await client.get(`other:${key}`)) ?? '', /"accessToken":"\w+"/);
    assert.equal(await client.get(`${key}-lock`), null);
  });
});

test('a Redis that is not there: 503, and the log says why', async (t) => {
  const driver = redisDriver({
    url: 'redis://127.0.0.1:1',
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    lazyConnect: true,
  });
  const service = await startService({ tokens: storageTokens(driver) });
  t.after(() => service.pbx.close());
  const { error } = await service.expect(503);
  assert.equal(error, 'token-store-failed');
  assert.ok(service.events.some((event) => event.type === 'application-error' && event.where === 'token-store'));
});

test('three servers with one folder, by claims: one token request', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'linkus-tokens-'));
  const service = await startService({}, SLOW);
  const children = await startInstances(service, 'folder', folder);
  t.after(async () => {
    await Promise.all([service.pbx.close(), stop(children)]);
    await rm(folder, { recursive: true });
  });
  assert.deepEqual(await load(children, 50), [[200], INSTANCES * 50]);
  const { get_token, refresh_token } = await service.counts();
  assert.deepEqual([get_token, refresh_token], [1, 0]);
});

test('npm installs the Redis client, unstorage and us together: all name the same versions', async () => {
  const peers = async (file: string): Promise<Record<string, string>> =>
    (JSON.parse(await readFile(file, 'utf8')) as { peerDependencies: Record<string, string> }).peerDependencies;
  const theirs = await peers(join(root, 'node_modules/unstorage/package.json'));
  assert.equal((await peers(join(root, 'package.json')))['ioredis'], theirs['ioredis']);
});
