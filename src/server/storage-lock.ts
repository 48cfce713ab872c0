import type { StorageDriver } from './storage-tokens.js';
import { localLock, type TokenStore } from './token-store.js';

/** What is used of `ioredis`. */
export interface RedisClient {
  set(key: string, value: string, px: 'PX', milliseconds: number, nx: 'NX'): Promise<unknown>;
  eval(script: string, keys: number, ...args: string[]): Promise<unknown>;
}

/** Longer than a token request with all its attempts: who holds the lock for so long is gone. */
const LOCK_MS = 30_000;
const WAIT_MS = 15_000;
const POLL_MS = 25;
/** A claim stands when nobody has written over it for so long. */
const SETTLE_MS = 150;

const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A lock that others see: `take` says whether it is ours now. In one process only one waits for it at a time. */
function sharedLock(
  take: (key: string, owner: string) => Promise<boolean>,
  release: (key: string, owner: string) => Promise<unknown>,
): TokenStore['lock'] {
  const alone = localLock();
  return (key, task) =>
    alone(key, async () => {
      const owner = crypto.randomUUID();
      const lockKey = `${key}-lock`;
      const end = Date.now() + WAIT_MS;
      while (!(await take(lockKey, owner))) {
        if (Date.now() > end) throw new Error('The lock of the token store was not to be had.');
        await pause(POLL_MS * (1 + Math.random()));
      }
      try {
        return await task();
      } finally {
        // It ends by itself, too.
        await release(lockKey, owner).catch(() => undefined);
      }
    });
}

/** As Redis' documentation describes it ("Distributed Locks", for a single instance). */
export function redisLock(client: RedisClient): TokenStore['lock'] {
  return sharedLock(
    async (key, owner) => (await client.set(key, owner, 'PX', LOCK_MS, 'NX')) === 'OK',
    (key, owner) => client.eval(RELEASE, 1, key, owner),
  );
}

/**
 * For storage without "write only if there is nothing": everybody writes a claim, waits until no other can be under way, and
 * whose claim then stands has the lock. In storage that shows a write to others only later (Cloudflare KV) two may have it at a
 * time: the price is a second token request.
 */
export function claimLock(driver: StorageDriver): TokenStore['lock'] {
  const claimOf = async (key: string): Promise<{ owner: string; until: number } | undefined> => {
    const value = await driver.getItem(key);
    const [, owner = '', until = '0'] = /^([\w-]+) (\d+)$/.exec(typeof value === 'string' ? value : '') ?? [];
    return Number(until) > Date.now() ? { owner, until: Number(until) } : undefined;
  };
  return sharedLock(
    async (key, owner) => {
      if (await claimOf(key)) return false;
      await driver.setItem?.(key, `${owner} ${Date.now() + LOCK_MS}`, { ttl: 60 });
      await pause(SETTLE_MS);
      return (await claimOf(key))?.owner === owner;
    },
    async (key, owner) => {
      if ((await claimOf(key))?.owner === owner) await driver.removeItem?.(key, {});
    },
  );
}
