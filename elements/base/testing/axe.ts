import axe from 'axe-core';
import { expect } from 'chai';

/**
 * No violation of axe's rules in the light and in the dark scheme. Animations are left to themselves: contrast is measured on
 * what is drawn, and the ringing mark is for the eyes only.
 */
export async function expectAccessible(element: HTMLElement): Promise<void> {
  // The elements that bring no background stand on the page's, which follows the scheme as a page for both does.
  document.body.style.background = 'Canvas';
  for (const scheme of ['light', 'dark']) {
    document.documentElement.style.colorScheme = scheme;
    const { violations } = await axe.run(element, { resultTypes: ['violations'] });
    const told = violations.map(({ id, nodes }) => `${scheme}: ${id}: ${nodes.map(({ html }) => html).join('\n')}`);
    expect(told.join('\n')).to.equal('');
  }
  document.documentElement.style.colorScheme = '';
}
