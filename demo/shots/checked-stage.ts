/** What the page of `states.test.ts` has as `window.exports`: the stage, and what is wrong on it. */
import axe from 'axe-core';
import { show } from './stage.js';
import { states } from './states.js';

export * from './spills.js';
export * from './stage.js';

/** A target that is smaller than 24 px is found too: axe leaves that rule of WCAG 2.2 out unless it is asked for. */
const rules = { 'target-size': { enabled: true } };

/** What axe finds in each state of an element: `state: rule: HTML`. */
export async function violations(tag: string, width: number, locale: string): Promise<string[]> {
  const found: string[] = [];
  for (const state of Object.keys(states[tag] ?? {})) {
    // Alone, as a person sees it: two phones with one name would be two landmarks with one name. And axe reads the whole page.
    await show(tag, width, locale, state);
    const { violations } = await axe.run('figure', { resultTypes: ['violations'], rules });
    for (const { id, nodes } of violations) found.push(...nodes.map(({ html }) => `${state}: ${id}: ${html}`));
  }
  return found;
}
