import type { CSSResult } from 'lit';

const sheetsOf = new WeakMap<Window, Map<CSSResult, CSSStyleSheet>>();

/**
 * Gives a shadow root its sheets, wherever it is: a constructed sheet belongs to one document, so in that of another window
 * (picture-in-picture, a frame) they are made anew, once a window. The elements use no other styles than `css`.
 */
export function adoptSheets(root: ShadowRoot, styles: readonly CSSResult[]): void {
  const view = root.ownerDocument.defaultView;
  // A document without a window draws nothing.
  if (!view) return;
  let made = sheetsOf.get(view);
  if (!made) sheetsOf.set(view, (made = new Map<CSSResult, CSSStyleSheet>()));
  for (const style of styles) {
    let sheet = view === window ? style.styleSheet : made.get(style);
    if (!sheet) {
      sheet = new view.CSSStyleSheet();
      sheet.replaceSync(style.cssText);
      made.set(style, sheet);
    }
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
  }
}
