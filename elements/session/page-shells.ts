import { copySheets, darkScheme, scheme } from './page-sheets.js';

/**
 * What an element's looks owe to the page around it, made again in the document of another window: style sheets, and the
 * ancestors as hollow shells, so that variables, fonts, the direction of writing and rules such as
 * `.crm linkus-phone::part(timer)` hold there as well. A page that changes its theme changes it there, too: attributes of the
 * ancestors, what is in its head, and the system's light or dark are followed; of `adoptedStyleSheets` browsers tell nothing.
 */
export class PageShells {
  /** Where the element itself belongs. */
  readonly place: Element | ShadowRoot;
  readonly #shells: [ancestor: Element, shell: HTMLElement][] = [];
  readonly #roots: [from: Document | ShadowRoot, to: Document | ShadowRoot][] = [];
  readonly #ended = new AbortController();

  /** @param element what stands in its place on the page, as long as the shells follow */
  constructor(
    private readonly element: Element,
    target: Document,
  ) {
    this.#roots.push([document, target]);
    this.place = this.#build(target);
    this.#copyAll();
    this.#copySheets();
    this.#follow();
  }

  stop(): void {
    this.#ended.abort();
  }

  #build(target: Document): Element | ShadowRoot {
    const ancestors: (Element | ShadowRoot)[] = [];
    for (
      let node: Node | null = this.element.parentNode;
      node;
      node = node instanceof ShadowRoot ? node.host : node.parentNode
    ) {
      if (node instanceof Element || node instanceof ShadowRoot) ancestors.unshift(node);
    }
    let place: Element | ShadowRoot = target.body;
    for (const ancestor of ancestors) {
      if (ancestor instanceof ShadowRoot) {
        // The element of the page that has this shadow root is not defined in the other window: the shell has none yet.
        place = (place as Element).attachShadow({ mode: 'open' });
        this.#roots.push([ancestor, place]);
      } else if (ancestor === document.documentElement) {
        this.#shells.push([ancestor, target.documentElement]);
      } else if (ancestor === document.body) {
        this.#shells.push([ancestor, target.body]);
      } else {
        const shell = target.createElement(ancestor.localName);
        this.#shells.push([ancestor, shell]);
        place.append(shell);
        place = shell;
      }
    }
    return place;
  }

  #follow() {
    const attributes = new MutationObserver(() => this.#copyAll());
    for (const [ancestor] of this.#shells) attributes.observe(ancestor, { attributes: true });
    const sheets = new MutationObserver((changes) => {
      // A title may change each second, and sheets are long.
      if (changes.some(({ target }) => !document.head.querySelector('title')?.contains(target))) this.#copySheets();
    });
    sheets.observe(document.head, { attributes: true, characterData: true, childList: true, subtree: true });
    const { signal } = this.#ended;
    signal.addEventListener('abort', () => {
      attributes.disconnect();
      sheets.disconnect();
    });
    // A sheet that was added is there when it is loaded.
    document.head.addEventListener('load', () => this.#copySheets(), { capture: true, signal });
    const onScheme = () => {
      this.#copyAll();
      this.#copySheets();
    };
    darkScheme().addEventListener('change', onScheme, { signal });
  }

  #copySheets() {
    for (const [from, to] of this.#roots) copySheets(from, to);
  }

  #copyAll() {
    const both = /light.*dark|dark.*light/.test(getComputedStyle(this.element).colorScheme);
    const lights: Record<string, string> = both ? { 'color-scheme': scheme() } : {};
    for (const [ancestor, shell] of this.#shells) {
      copyAttributes(ancestor, shell);
      lay(shell, { ...lights, ...layoutOf(shell) });
    }
  }
}

const layoutOf = ({ localName }: Element): Record<string, string> => {
  if (localName === 'html') return {};
  if (localName !== 'body') return { display: 'contents' };
  return { display: 'block', margin: '0', padding: '0', 'block-size': '100dvh', 'inline-size': 'auto' };
};

/** Not what would do something there (an event handler, too), or is nobody's business. */
const left = /^(secret|inert|on.*)$/;

function copyAttributes(from: Element, to: Element): void {
  for (const { name } of [...to.attributes]) if (!from.hasAttribute(name)) to.removeAttribute(name);
  for (const { name, value } of from.attributes) if (!left.test(name)) to.setAttribute(name, value);
}

/** No box of the page's: these rules win over every other. */
function lay(element: HTMLElement, rules: Record<string, string>): void {
  for (const [name, value] of Object.entries(rules)) element.style.setProperty(name, value, 'important');
}
