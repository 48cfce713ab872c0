import type { LitElement } from 'lit';
import type { LazyModule } from '../base/lazy-module.js';
import { coverOf, isComing, isLayer } from './cover.js';
import type { CoveredCard } from './covered-card.js';

/** What is loaded for a card that is covered. */
export type CoveredCardModule = LazyModule<typeof import('./covered-card.js')>;

/** Looks, while calls ring, whether a modal dialog or an element in full screen lies over their cards. */
export class CoverWatch {
  #covered: CoveredCard | undefined;
  #listening: AbortController | null = null;

  /** `changed`: it was covered, or is so no more. */
  constructor(
    private readonly card: LitElement,
    private readonly load: CoveredCardModule,
    private readonly changed: () => void,
  ) {}

  /** The cards are hidden, and the browser cannot draw them above what covers them. */
  get isUnseen(): boolean {
    return this.#covered !== undefined && !('showPopover' in this.card);
  }

  /** Call it after each drawing. */
  follow(rings: boolean): void {
    if (rings) {
      this.#listen();
      this.#check();
    } else {
      this.#listening?.abort();
      this.#listening = null;
      this.#uncover();
    }
  }

  #listen(): void {
    if (this.#listening) return;
    this.#listening = new AbortController();
    const options = { capture: true, signal: this.#listening.signal };
    // A dialog that opens takes the focus, also where browsers fire no `toggle` for it.
    for (const type of ['toggle', 'close', 'focusin', 'fullscreenchange']) {
      document.addEventListener(type, this.#check, options);
    }
    this.card.addEventListener('animationend', this.#check, options);
  }

  readonly #check = (event?: Event): void => {
    if (isComing(this.card)) return;
    const cover = coverOf(this.card);
    if (!cover) return this.#uncover();
    const module = this.load(this.card);
    if (!module) return;
    const isNew = !this.#covered;
    this.#covered ??= new module.CoveredCard(this.card, this.#check);
    this.#covered.show(cover);
    // What opens later lies above what was there, the card as well.
    const opened = event?.type === 'toggle' && event.target;
    if (opened instanceof Element && opened !== this.card && isLayer(opened)) this.#covered.raise();
    if (isNew) this.changed();
  };

  #uncover(): void {
    if (!this.#covered) return;
    this.#covered.end();
    this.#covered = undefined;
    this.changed();
  }
}
