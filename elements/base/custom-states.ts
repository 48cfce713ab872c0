import { attempt } from './attempt.js';

/** Shows states of a host to CSS (`:state(ready)`). Old browsers have none, or other names for them; the attributes say the same. */
export function customStates(host: HTMLElement): (flags: Readonly<Record<string, unknown>>) => void {
  const states = attempt(() => host.attachInternals().states);
  return (flags) =>
    attempt(() => {
      states?.clear();
      for (const name of Object.keys(flags)) if (flags[name]) states?.add(name);
    });
}
