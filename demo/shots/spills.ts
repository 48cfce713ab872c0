/** Runs in the page that is looked at: what does not fit into its place. */

/** A mark of the keyboard may lie so far (CSS pixels) outside. */
const outside = 5;

function* visible(root: Element | ShadowRoot): Generator<HTMLElement> {
  for (const child of root.children) {
    if (!(child instanceof HTMLElement) || !child.checkVisibility({ visibilityProperty: true })) continue;
    yield child;
    yield* visible(child);
    if (child.shadowRoot) yield* visible(child.shadowRoot);
  }
}

/** Buttons whose words are cut, and what goes beyond the width of its element: `state: part "words"`. */
export function spills(): string[] {
  const found = new Set<string>();
  for (const figure of document.querySelectorAll<HTMLElement>('figure')) {
    const place = figure.getBoundingClientRect();
    for (const element of visible(figure)) {
      const { left, right, width } = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      // Said to screen readers only, or shortened with dots, or inside of what is.
      if (width <= 1 || style.textOverflow === 'ellipsis' || element.closest('.line')) continue;
      const isCut = element.matches('button') && element.scrollWidth > element.clientWidth + 1;
      if (!isCut && right <= place.right + outside && left >= place.left - outside) continue;
      const words = element.textContent.replace(/\s+/g, ' ').trim();
      found.add(
        `${figure.querySelector('figcaption')?.textContent}: ${element.getAttribute('part') ?? element.className} "${words}"`,
      );
    }
  }
  return [...found];
}
