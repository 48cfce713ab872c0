import { isVisible } from '../base/attempt.js';

/** What a page may lay over a card so that it can be neither pressed nor reached by the keyboard. */

/** In the top layer, and everything outside of it is inert. */
const covers = ':modal, :fullscreen';
const layers = `${covers}, :popover-open`;

/** An element and what it is drawn in, from the inside out. */
export function* around(element: Element | null): Generator<Element> {
  for (let node: Node | null = element; node;) {
    if (node instanceof Element) yield node;
    node = (node as Element).assignedSlot ?? node.parentNode ?? (node as ShadowRoot).host ?? null;
  }
}

/** The innermost element that a press at this point of the viewport would hit. */
export function hitAt(x: number, y: number): Element | null {
  let hit = document.elementFromPoint(x, y);
  while (hit?.shadowRoot) {
    const inner = hit.shadowRoot.elementFromPoint(x, y);
    if (!inner || inner.getRootNode() !== hit.shadowRoot) break;
    hit = inner;
  }
  return hit;
}

export const isLayer = (element: Element): boolean => matches(element, layers);

/** The buttons of a card that can be pressed. */
export const buttonsOf = (card: HTMLElement): HTMLButtonElement[] =>
  [...(card.shadowRoot?.querySelectorAll<HTMLButtonElement>('button:enabled') ?? [])].filter(isVisible);

/** A card takes no presses while it comes in: they were meant for what was there before. */
export const isComing = (card: HTMLElement): boolean => getComputedStyle(card).pointerEvents === 'none';

/** What a press on the middle of each button would hit. */
export const hitsOf = (card: HTMLElement): Element[][] =>
  buttonsOf(card).map((button) => {
    const { x, y, width, height } = button.getBoundingClientRect();
    return [...around(hitAt(x + width / 2, y + height / 2))];
  });

/** The dialog or the element in full screen that keeps a card from being used; `null` when none does. */
export function coverOf(card: HTMLElement): Element | null {
  const hits = hitsOf(card);
  if (hits.length === 0 || hits.some((hit) => hit.includes(card))) return null;
  const isCover = (element: Element) => matches(element, covers) && !inside.includes(element);
  const inside = [...around(card)];
  // Also one in a shadow tree of the page, which no query finds.
  return hits.flat().find(isCover) ?? all(covers).findLast(isCover) ?? null;
}

/** Everything in the top layer that can be found. */
export const layersOf = (card: HTMLElement): Element[] => [...all(layers), ...hitsOf(card).flat().filter(isLayer)];

/** A browser that doesn't know a selector has nothing that matches it. */
function matches(element: Element, selector: string): boolean {
  try {
    return element.matches(selector);
  } catch {
    return false;
  }
}

function all(selector: string): Element[] {
  try {
    return [...document.querySelectorAll(selector)];
  } catch {
    return [];
  }
}
