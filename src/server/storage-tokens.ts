import { claimLock, redisLock, type RedisClient } from './storage-lock.js';
import { isTokens, type TokenStore } from './token-store.js';

/** What is used of a driver of `unstorage`; each of its drivers will do, and nothing of it is imported here. */
export interface StorageDriver {
  readonly name?: string | undefined;
  getItem(key: string, options?: object): unknown;
  setItem?(key: string, value: string, options: { ttl?: number }): void | Promise<void>;
  removeItem?(key: string, options: object): void | Promise<void>;
  getInstance?(): unknown;
}

export interface StorageTokensOptions {
  /** Runs a task alone among all servers. Default: Redis' own way for Redis, a claim in the storage for the others. */
  lock?: TokenStore['lock'];
}

/**
 * Keeps the tokens where several servers find them: `storageTokens(redisDriver({ url }))`.
 * @throws TypeError when the driver can't write
 */
export function storageTokens(driver: StorageDriver, options: StorageTokensOptions = {}): TokenStore {
  if (!driver.setItem) throw new TypeError(`The storage driver "${driver.name ?? ''}" can't write.`);
  const client = driver.name === 'redis' ? driver.getInstance?.() : undefined;
  return {
    read: async (key) => {
      const value = await driver.getItem(key);
      const tokens = typeof value === 'string' ? parsed(value) : value;
      return isTokens(tokens) ? tokens : undefined;
    },
    write: async (key, tokens) => {
      const ttl = Math.ceil((Math.max(tokens.accessExpires, tokens.refreshExpires) - Date.now()) / 1000);
      await driver.setItem?.(key, JSON.stringify(tokens), { ttl: Math.max(60, ttl) });
    },
    lock: options.lock ?? (isRedis(client) ? redisLock(client) : claimLock(driver)),
  };
}

function isRedis(client: unknown): client is RedisClient {
  return typeof client === 'object' && client !== null && 'set' in client && 'eval' in client;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
