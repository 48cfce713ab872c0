import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js';
import type { OnEvent } from './events.js';
import { messageOf } from './pbx-error.js';

export interface Limit {
  /** So many requests … */
  points: number;
  /** … in so many seconds. */
  duration: number;
}

/**
 * Counts requests: any limiter of `rate-limiter-flexible`, such as its RateLimiterRedis for several servers.
 * `consume` rejects with an Error when it failed, and with an object with `msBeforeNext` when the limit is reached.
 */
export interface RateLimiter {
  consume(key: string): Promise<unknown>;
}

export function createLimiter(limit: Limit | RateLimiter): RateLimiter {
  return 'consume' in limit ? limit : new RateLimiterMemory(limit);
}

/**
 * Takes one request off what this key may still have.
 * @returns seconds to wait, when there is nothing left. A limiter that fails lets everybody in: the PBX's limits remain.
 */
export async function secondsToWait(limiter: RateLimiter, key: string, onEvent: OnEvent): Promise<number | undefined> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof Error)) {
      const { msBeforeNext } = (error ?? {}) as { msBeforeNext?: unknown };
      return Math.max(1, Math.ceil(Number(msBeforeNext ?? 1000) / 1000));
    }
    onEvent({ type: 'application-error', where: 'rate-limit', message: messageOf(error) });
  }
  return undefined;
}

/** An IPv6 user has a whole network of addresses, at least a /64 (RFC 6177): they count as one. */
export function addressKey(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array<string>(zeros).fill('0'), ...after].slice(0, 4).join(':').toLowerCase();
}
