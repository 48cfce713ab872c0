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
