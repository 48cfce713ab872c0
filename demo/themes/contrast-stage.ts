/** What the page of `themes.test.ts` has as `window.exports`: the stage, and what is hard to see on it. */
import axe from 'axe-core';

export { elements, show } from '../shots/stage.js';
export { faintShapes } from './contrast.js';

/** Words with too little contrast: 4.5:1, large ones 3:1. */
export async function faintWords(): Promise<string[]> {
  const runOnly = ['color-contrast'];
  const { violations } = await axe.run(document.body, { runOnly, resultTypes: ['violations'] });
  return [...new Set(violations.flatMap(({ nodes }) => nodes.map(({ html, any }) => `${html} ${any[0]?.message}`)))];
}
