/** How often the clock is looked at, and how late that may be before the computer must have slept (ms). */
const [tick, lateness] = [1000, 2000];

/**
 * Calls `changed` when connections may have died without a word: the network is back, the page is looked at or was thawed, or the
 * clock has jumped, because the computer slept. Browsers have no event for that, and a socket stays open for
 * minutes. `signal` ends the watching.
 */
export function watchWake(changed: () => void, signal: AbortSignal): void {
  const look = (): void => {
    if (document.visibilityState === 'visible') changed();
  };
  addEventListener('online', changed, { signal });
  addEventListener('pageshow', look, { signal });
  for (const event of ['resume', 'visibilitychange']) document.addEventListener(event, look, { signal });
  let expected = Date.now() + tick;
  const clock = setInterval(() => {
    const jumped = Math.abs(Date.now() - expected) > lateness;
    expected = Date.now() + tick;
    if (jumped) changed();
  }, tick);
  signal.addEventListener('abort', () => clearInterval(clock));
}
