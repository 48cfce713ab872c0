import { LitElement, type CSSResult } from 'lit';
import type { RequestDetails, RequestName } from '../../src/store/messages.js';
import { LinkusRequestEvent } from './events.js';
import { keepKeys } from './keep-keys.js';
import { adoptSheets } from './sheets.js';

/** What the elements have in common: texts that follow the locale, requests as events, and keys kept from the page. */
export class LinkusElement extends LitElement {
  readonly #onLocaleStatus = () => this.requestUpdate();

  /** As Lit's, but in any document: an element may be drawn first in another window's. */
  protected override createRenderRoot(): ShadowRoot {
    const root = this.shadowRoot ?? this.attachShadow((this.constructor as typeof LitElement).shadowRootOptions);
    this.renderOptions.renderBefore ??= root.firstChild;
    this.#adoptSheets(root);
    keepKeys(root);
    return root;
  }

  /** Moved into the document of another window, or back: the sheets were left behind. */
  adoptedCallback(): void {
    if (this.shadowRoot) this.#adoptSheets(this.shadowRoot);
  }

  #adoptSheets(root: ShadowRoot) {
    adoptSheets(root, (this.constructor as typeof LitElement).elementStyles as CSSResult[]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('lit-localize-status', this.#onLocaleStatus);
    // The locale may have changed while the element was out of the document.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('lit-localize-status', this.#onLocaleStatus);
  }

  /** Asks the phone around, or the page. */
  protected request<Name extends RequestName>(name: Name, detail: RequestDetails[Name]): void {
    this.dispatchEvent(new LinkusRequestEvent(name, detail));
  }
}
