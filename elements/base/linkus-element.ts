import { LitElement } from 'lit';
import type { RequestDetails, RequestName } from '../../src/store/messages.js';
import { LinkusRequestEvent } from './events.js';

/** What the elements have in common: texts that follow the locale, and wishes that go up as events. */
export class LinkusElement extends LitElement {
  readonly #onLocaleStatus = () => this.requestUpdate();

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
