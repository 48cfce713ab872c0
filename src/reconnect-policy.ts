/**
 * How long to wait before the next attempt to connect: doubling from half a second to half a minute, spread by up to
 * half, so that a thousand phones do not come back to a restarted PBX in the same second.
 *
 * @param attempt 0 for the first one after a loss
 * @param random a number of [0, 1)
 * @returns milliseconds
 */
export function reconnectDelay(attempt: number, random: number): number {
  const longest = Math.min(500 * 2 ** attempt, 30_000);
  return Math.round(longest * (1 - random / 2));
}

/** Statuses with which a server, or a gateway in front of it, says "not now" (RFC 9110 section 15). */
export function isPassing(status: number): boolean {
  return status >= 500 || [408, 425, 429].includes(status);
}

/**
 * How long a server wants to be left alone.
 *
 * @param header `Retry-After` (RFC 9110 section 10.2.3): seconds, or a date
 * @returns milliseconds; 0 when it does not say
 */
export function retryAfter(header: string | null, now = Date.now()): number {
  const seconds = Number(header ?? NaN);
  const wait = Number.isNaN(seconds) ? Date.parse(header ?? '') - now : seconds * 1000;
  return Math.max(0, wait) || 0;
}
