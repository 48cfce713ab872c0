/** What the page of `states.test.ts` has as `window.exports`: the stage, and what is wrong on it. */
import axe from 'axe-core';

export * from './spills.js';
export * from './stage.js';

/** A target that is smaller than 24 px is found too: axe leaves that rule of WCAG 2.2 out unless it is asked for. */
const rules = { 'target-size': { enabled: true } };

/** What axe finds on the stage: `state: rule: HTML`. */
export async function violations(): Promise<string[]> {
  const found: string[] = [];
  for (const figure of document.querySelectorAll<HTMLElement>('figure')) {
    // One at a time, as a person sees it: two phones with one name would be two landmarks with one name.
    for (const other of document.querySelectorAll('figure')) other.hidden = other !== figure;
    const { violations } = await axe.run(figure, { resultTypes: ['violations'], rules });
    const state = figure.querySelector('figcaption')?.textContent;
    for (const { id, nodes } of violations) found.push(...nodes.map(({ html }) => `${state}: ${id}: ${html}`));
  }
  return found;
}
