export * from './stage.js';
export { locales } from '../../locales/index.js';
function* visible(root: Element | ShadowRoot): Generator<HTMLElement> {
  for (const child of root.children) {
    if (!(child instanceof HTMLElement) || !child.checkVisibility({ visibilityProperty: true })) continue;
    yield child;
    yield* visible(child);
    if (child.shadowRoot) yield* visible(child.shadowRoot);
  }
}
export function spills(): string[] {
  const found = new Set<string>();
  for (const figure of document.querySelectorAll<HTMLElement>('figure')) {
    const box = figure.getBoundingClientRect();
    const state = figure.querySelector('figcaption')?.textContent;
    for (const element of visible(figure)) {
      const r = element.getBoundingClientRect();
      if (element.localName === 'figcaption' || r.width <= 1) continue;
      const cut = element.localName === 'button' && element.scrollWidth > element.clientWidth + 1;
      const over = (r.right > box.right + 1 || r.left < box.left - 1);
      if (cut || over) found.add(`${state}: ${cut ? 'cut' : 'over'} ${element.localName} ${element.getAttribute('part') ?? element.className} "${element.textContent?.trim().slice(0, 40)}" ${element.scrollWidth}/${element.clientWidth}`);
    }
  }
  return [...found];
}
