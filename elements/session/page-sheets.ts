/** The style sheets of the page, made again in the document of another window. */

type Styled = Document | ShadowRoot;

/** Chromium calls every window of picture-in-picture dark, whatever the page is. */
export const darkScheme = (): MediaQueryList => matchMedia('(prefers-color-scheme: dark)');

export const scheme = (): 'dark' | 'light' => (darkScheme().matches ? 'dark' : 'light');

/**
 * Copies the sheets of a document or a shadow root, in place of those that were copied before. Constructed ones, which no content
 * security policy forbids.
 */
export function copySheets(from: Styled, to: Styled): void {
  const ownerDocument = 'defaultView' in to ? to : to.ownerDocument;
  const view = ownerDocument.defaultView as Window & typeof globalThis;
  const copies: CSSStyleSheet[] = [];
  const links: Element[] = [];
  for (const sheet of [...from.styleSheets, ...from.adoptedStyleSheets]) {
    if (sheet.disabled) continue;
    const media = asHere(sheet.media.mediaText);
    try {
      const baseURL = sheet.href ?? document.baseURI;
      const copy = new view.CSSStyleSheet({ baseURL, media });
      copy.replaceSync(asHere(textOf(sheet)));
      copies.push(copy);
    } catch {
      // From another origin: its rules can't be read, but it can be loaded once more.
      const link = ownerDocument.createElement('link');
      Object.assign(link, { rel: 'stylesheet', href: sheet.href ?? '', media });
      links.push(link);
    }
  }
  to.adoptedStyleSheets = copies;
  // One that is loaded already must not be loaded again: the window would be bare meanwhile.
  const place = 'head' in to ? to.head : to;
  const old = [...place.children].filter(({ localName }) => localName === 'link');
  for (const link of old) if (!links.some((wanted) => wanted.isEqualNode(link))) link.remove();
  place.append(...links.filter((wanted) => !old.some((link) => link.isEqualNode(wanted))));
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
