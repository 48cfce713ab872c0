import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { icon } from '../base/icons.js';
import { msg } from '../base/localize.js';

/** What the toolbar is drawn for: a `<linkus-cdr-list>`. */
export interface ToolbarHost extends ReactiveControllerHost {
  readonly shadowRoot: ShadowRoot | null;
  readonly unread: number;
  filter: string;
  markAllAsRead(): void;
  deleteAll(): void;
}

/** Somebody who types on is not waiting for an answer (ms). */
const typingPause = 250;

/** The field that searches, and the menu of what is rarely done with all calls. */
export class Toolbar implements ReactiveController {
  #isOpen = false;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: ToolbarHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#typing);
  }

  /** The keyboard goes to the button of the menu, which is always there. */
  focus(): void {
    this.host.shadowRoot?.querySelector<HTMLElement>('[part=menu]')?.focus();
  }

  closeMenu(): void {
    const wasInside = this.host.shadowRoot?.activeElement?.closest('.more');
    this.#open(false);
    // What had the keyboard is hidden now.
    if (wasInside) this.focus();
  }

  #open(isOpen: boolean) {
    this.#isOpen = isOpen;
    this.host.requestUpdate();
  }

  readonly #onKeydown = ({ key }: KeyboardEvent) => {
    if (key === 'Escape') this.closeMenu();
  };

  readonly #onInput = ({ target, type }: Event) => {
    const { value } = target as HTMLInputElement;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => (this.host.filter = value), type === 'change' ? 0 : typingPause);
  };

  /** @param hasCalls there are some that can be deleted */
  render(hasCalls: boolean): TemplateResult {
    const label = msg('Search name or number', { id: 'cdr.search' });
    return html`<div class="find">
        <input
          part="search"
          type="search"
          autocomplete="off"
          spellcheck="false"
          aria-label=${label}
          placeholder=${label}
          .value=${this.host.filter ?? ''}
          @input=${this.#onInput}
          @change=${this.#onInput}
        />
        <button
          part="menu"
          aria-label=${msg('More', { id: 'cdr.btn.more' })}
          title=${msg('More', { id: 'cdr.btn.more' })}
          aria-expanded=${this.#isOpen}
          @click=${() => this.#open(!this.#isOpen)}
        >
          ${icon('more')}
        </button>
      </div>
      <div class="more small" ?hidden=${!this.#isOpen} @keydown=${this.#onKeydown}>
        <button part="read-all" ?disabled=${this.host.unread === 0} @click=${this.host.markAllAsRead}>
          ${msg('Mark all as read', { id: 'cdr.btn.read_all' })}
        </button>
        <button part="delete-all" ?disabled=${!hasCalls} @click=${this.host.deleteAll}>
          ${msg('Delete all', { id: 'cdr.btn.delete_all' })}
        </button>
      </div>`;
  }
}
