import { replaceMember } from './replace-member.js';

/**
 * Makes timers of exactly these lengths (ms) short, until `restoreAll()`. `set` counts them, so that a test can say that
 * the length is the one it means.
 */
export function hurry(...lengths: number[]): { set: number } {
  return shorten(Object.fromEntries(lengths.map((length) => [length, 100])));
}

/** The same, for timeouts and intervals, each to a length of its own: `{ 5000: 500 }` lets five seconds be half a second. */
export function shorten(times: Readonly<Record<number, number>>): { set: number } {
  const timers = { set: 0 };
  for (const name of ['setTimeout', 'setInterval'] as const) {
    const original = window[name].bind(window);
    replaceMember(window, name, (handler: () => void, time = 0, ...rest: unknown[]) => {
      const short = times[time];
      if (short !== undefined) timers.set += 1;
      return original(handler, short ?? time, ...rest);
    });
  }
  return timers;
}
