import { replaceMember } from './replace-member.js';

/**
 * Makes timers of exactly these lengths (ms) short, until `restoreAll()`. `set` counts them, so that a test can say that
 * the length is the one it means.
 */
export function hurry(...lengths: number[]): { set: number } {
  const original = window.setTimeout.bind(window);
  const timers = { set: 0 };
  replaceMember(window, 'setTimeout', (handler: () => void, time = 0, ...rest: unknown[]) => {
    const isMeant = lengths.includes(time);
    if (isMeant) timers.set += 1;
    return original(handler, isMeant ? 100 : time, ...rest);
  });
  return timers;
}
