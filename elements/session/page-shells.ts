/**
 * What an element's looks owe to the page around it, made again in the document of another window: style sheets, and the
 * ancestors as hollow shells, so that variables, fonts, the direction of writing and rules such as
 * `.crm linkus-phone::part(timer)` hold there as well.
 */

type Styled = Document | ShadowRoot;

/** Chromium calls every window of picture-in-picture dark, whatever the page is. */
const scheme = () => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

/** Copies the sheets of a document or a shadow root. Constructed ones, which no content security policy forbids. */
export function copySheets(from: Styled, to: Styled): void {
  const ownerDocument = 'defaultView' in to ? to : to.ownerDocument;
  const view = ownerDocument.defaultView as Window & typeof globalThis;
  for (const sheet of [...from.styleSheets, ...from.adoptedStyleSheets]) {
    if (sheet.disabled) continue;
    const media = asHere(sheet.media.mediaText);
    try {
      const baseURL = sheet.href ?? document.baseURI;
      const copy = new view.CSSStyleSheet({ baseURL, media });
      copy.replaceSync(asHere(textOf(sheet)));
      to.adoptedStyleSheets.push(copy);
    } catch {
      // From another origin: its rules can't be read, but it can be loaded once more.
      const link = ownerDocument.createElement('link');
      Object.assign(link, { rel: 'stylesheet', href: sheet.href ?? '', media });
      ownerDocument.head.append(link);
    }
  }
}

/** Rules for the light or the dark scheme hold there as they do on the page now. */
function asHere(css: string): string {
  return css.replace(/\(prefers-color-scheme:\s*(light|dark)\)/g, (_, wanted) =>
    wanted === scheme() ? '(min-width: 0)' : '(max-width: 0)',
  );
}

/** @throws DOMException SecurityError for a sheet of another origin */
function textOf(sheet: CSSStyleSheet): string {
  const texts = [...sheet.cssRules].map((rule) => {
    if (!(rule instanceof CSSImportRule)) return rule.cssText;
    // A constructed sheet imports nothing.
    return rule.styleSheet ? `@media ${rule.media.mediaText || 'all'} {${textOf(rule.styleSheet)}}` : '';
  });
  return texts.join('\n');
}

/** Builds the shells of the ancestors of `element` in `target`; returns where the element itself belongs. */
export function shellsOf(element: Element, target: Document): Element | ShadowRoot {
  const ancestors: (Element | ShadowRoot)[] = [];
  for (
    let node: Node | null = element.parentNode;
    node;
    node = node instanceof ShadowRoot ? node.host : node.parentNode
  ) {
    if (node instanceof Element || node instanceof ShadowRoot) ancestors.unshift(node);
  }
  const both = /light.*dark|dark.*light/.test(getComputedStyle(element).colorScheme);
  const lights: Record<string, string> = both ? { 'color-scheme': scheme() } : {};
  let place: Element | ShadowRoot = target.body;
  for (const ancestor of ancestors) {
    if (ancestor instanceof ShadowRoot) {
      // The element of the page that has this shadow root is not defined in the other window: the shell has none yet.
      place = (place as Element).attachShadow({ mode: 'open' });
      copySheets(ancestor, place);
    } else if (ancestor === document.documentElement) {
      copyAttributes(ancestor, target.documentElement);
      lay(target.documentElement, lights);
    } else if (ancestor === document.body) {
      copyAttributes(ancestor, target.body);
      lay(target.body, {
        ...lights,
        display: 'block',
        margin: '0',
        padding: '0',
        'block-size': '100dvh',
        'inline-size': 'auto',
      });
    } else {
      const shell = target.createElement(ancestor.localName);
      copyAttributes(ancestor, shell);
      lay(shell, { ...lights, display: 'contents' });
      place.append(shell);
      place = shell;
    }
  }
  return place;
}

/** Not what would do something there (an event handler, too), or is nobody's business. */
const left = /^(secret|inert|on.*)$/;

function copyAttributes(from: Element, to: Element): void {
  for (const { name, value } of from.attributes) if (!left.test(name)) to.setAttribute(name, value);
}

/** No box of the page's: these rules win over every other. */
function lay(element: HTMLElement, rules: Record<string, string>): void {
  for (const [name, value] of Object.entries(rules)) element.style.setProperty(name, value, 'important');
}
