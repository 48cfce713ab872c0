import { css, html, nothing, render, type LitElement } from 'lit';
import { msg } from '../base/localize.js';
import { adoptSheets } from '../base/sheets.js';
import { around, buttonsOf, hitAt, isComing, isLayer, layersOf } from './cover.js';

/** At the edge where notifications are seen. Rules of the phone around it give way. */
const raisedStyles = css`
  :host(:popover-open) {
    position: fixed !important;
    inset-block: 16px auto !important;
    inset-inline: auto 16px !important;
    inline-size: min(22rem, calc(100vw - 32px)) !important;
    block-size: auto !important;
    max-block-size: calc(100vh - 32px);
    overflow: auto;
    margin: 0;
    padding: 0;
    border: 0;
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: 0 8px 32px rgb(0 0 0 / 35%);
  }
`;

const presses = ['pointerdown', 'pointerup', 'touchstart', 'touchend', 'mousedown', 'mouseup', 'click'] as const;

/** New in browsers (WAI-ARIA 1.3); says something without an element for it. */
type Notifier = Document & { ariaNotify?: (text: string, options: { priority: 'high' }) => void };

/** Elements that are drawn without what is inside of them. */
const replaced = 'video, audio, iframe, object, embed, img, canvas';

/**
 * A card over a modal dialog or an element in full screen of the page. As a popover it is drawn above, but stays inert: browsers
 * hand it neither presses nor the focus. So presses at the place of a button are taken at the window, before the page has
 * them, and F8 and Shift+F8 answer and reject. The dialog stays open, and focus and selection stay where they are.
 */
export class CoveredCard {
  #cover: Element | undefined;
  #coverListening: AbortController | undefined;
  readonly #listening = new AbortController();
  /** What lies below the card. What is above it gets its presses. */
  #below = new WeakSet<Element>();
  #pressed: HTMLButtonElement | null = null;
  readonly #hint = document.createElement('div');
  readonly #region = document.createElement('div');
  #said = '';
  /** The page has made a popover of the card itself. */
  readonly #isOurs: boolean;

  /** `check`: the cover may be gone. */
  constructor(
    private readonly card: LitElement,
    private readonly check: () => void,
  ) {
    this.#isOurs = !card.hasAttribute('popover');
    const options = { capture: true, signal: this.#listening.signal };
    for (const type of presses)
      addEventListener(type, this.#onPress, { ...options, passive: type.startsWith('touch') });
    addEventListener('pointercancel', () => (this.#pressed = null), options);
    addEventListener('keydown', this.#onKeydown, options);
    if (card.shadowRoot) {
      if (this.#isOurs) adoptSheets(card.shadowRoot, [raisedStyles]);
      card.shadowRoot.append(this.#hint);
    }
    this.#region.role = 'alert';
    Object.assign(this.#region.style, { position: 'absolute', clipPath: 'inset(50%)', width: '1px', height: '1px' });
  }

  /** The cards have been drawn, or what covers them may be another. */
  show(cover: Element): void {
    this.#drawHint();
    if (cover !== this.#cover) {
      this.#cover = cover;
      this.#listenTo(cover);
      this.raise();
    }
    this.#announce();
  }

  /** Above everything that is in the top layer now. */
  raise(): void {
    const { card } = this;
    if (!('showPopover' in card)) return;
    if (this.#isOurs) card.popover = 'manual';
    card.hidePopover();
    card.showPopover();
    this.#below = new WeakSet(layersOf(card));
  }

  /** Back to its place. */
  end(): void {
    this.#listening.abort();
    this.#coverListening?.abort();
    this.#hint.remove();
    this.#region.remove();
    if (this.#isOurs) this.card.removeAttribute('popover');
  }

  #listenTo(cover: Element): void {
    this.#coverListening?.abort();
    const { signal } = (this.#coverListening = new AbortController());
    // `closedby="any"`: the press is outside of the dialog. These events don't leave a shadow tree of the page.
    const stay = (event: Event) => {
      if (!this.#pressed) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    cover.addEventListener('cancel', stay, { capture: true, signal });
    for (const type of ['close', 'toggle']) cover.addEventListener(type, () => this.check(), { signal });
  }

  readonly #onPress = (event: MouseEvent | TouchEvent): void => {
    const point = 'changedTouches' in event ? event.changedTouches[0] : event;
    // A click without a press: by the keyboard, or a program.
    if (!point || (event.type === 'click' && event.detail === 0)) return;
    const button = this.#buttonAt(point.clientX, point.clientY);
    if (event.type === 'pointerdown') this.#pressed = (event as PointerEvent).button === 0 ? button : null;
    const pressed = this.#pressed;
    if (!pressed) return;
    event.stopImmediatePropagation();
    // Focus and selection stay.
    if (event.type === 'mousedown') event.preventDefault();
    if (event.type !== 'click') return;
    this.#pressed = null;
    if (pressed === button) pressed.click();
  };

  #buttonAt(x: number, y: number): HTMLButtonElement | null {
    const { card } = this;
    const hit = [...around(hitAt(x, y))];
    if (hit.includes(card) || isComing(card) || !isLayer(card)) return null;
    const button = buttonsOf(card).find((each) => {
      const { left, right, top, bottom } = each.getBoundingClientRect();
      return left <= x && x < right && top <= y && y < bottom;
    });
    if (!button || hit.every((element) => !isLayer(element) || this.#below.has(element))) return button ?? null;
    // Something has come above the card, and the person sees that one.
    this.raise();
    return null;
  }

  readonly #onKeydown = (event: KeyboardEvent): void => {
    this.#pressed = null;
    if (event.key !== 'F8' || event.ctrlKey || event.altKey || event.metaKey || isComing(this.card)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const name = event.shiftKey ? 'reject' : 'answer';
    if (!event.repeat)
      buttonsOf(this.card)
        .find(({ part }) => part.contains(name))
        ?.click();
  };

  get #cards(): HTMLElement[] {
    return [...(this.card.shadowRoot?.querySelectorAll<HTMLElement>('[part=base]') ?? [])];
  }

  /** The one that the keys are for. */
  get #first(): HTMLElement | undefined {
    return this.#cards.find((card) => card.querySelector('[part=answer]:enabled'));
  }

  #drawHint(): void {
    const { lang = '', dir = '' } = this.#cards[0] ?? {};
    const name = this.#cards.length > 1 && this.#first?.querySelector('[part=name]')?.textContent;
    const who = name ? html`<bdi>${name}</bdi>: ` : '';
    render(
      html`<p part="hint" class="small blocked" lang=${lang} dir=${dir || nothing}>${who}${keysText()}</p>`,
      this.#hint,
    );
  }

  /** An alert in what is inert is not said. */
  #announce(): void {
    const calls = this.#cards.map(({ ariaLabel }) => ariaLabel ?? '');
    const isNew = calls.some((call) => !this.#said.includes(call));
    this.#said = calls.join('. ');
    if (!isNew) return;
    const text = `${this.#said}. ${keysText()}`;
    try {
      const { ariaNotify } = document as Notifier;
      if (ariaNotify) return ariaNotify.call(document, text, { priority: 'high' });
    } catch {
      // The page's Permissions-Policy may forbid it.
    }
    if (this.#cover?.matches(replaced)) return;
    this.#region.textContent = text;
    this.#cover?.append(this.#region);
  }
}

const keysText = () => msg('F8 answers, Shift+F8 rejects.', { id: 'incoming.hint.keys' });
