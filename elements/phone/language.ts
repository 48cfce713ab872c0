import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Turns the texts of the page to the language of a phone: `locale`, or else that of the page around it, as it is now. */
export class Language implements ReactiveController {
  #language = '';
  readonly #observer = new MutationObserver(() => this.#follow());

  constructor(private readonly phone: HTMLElement & ReactiveControllerHost & { readonly locale: string }) {
    phone.addController(this);
  }

  hostConnected(): void {
    for (const root of [document, this.phone.getRootNode()]) {
      this.#observer.observe(root, { attributeFilter: ['lang'], subtree: true });
    }
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }

  hostUpdated(): void {
    this.#follow();
  }

  #follow() {
    const wished = this.phone.locale;
    const language = wished || (this.phone.closest<HTMLElement>('[lang]') ?? document.documentElement).lang || 'en';
    if (language === this.#language) return;
    const isFirst = !this.#language;
    this.#language = language;
    // Texts are English from the start. A page in English doesn't load the code that changes them, and may have done so itself.
    if (isFirst && !wished && /^en\b/i.test(language)) return;
    import('../../locales/index.js')
      .then(({ setLocale, nearestLocale }) => {
        // The language of a page is no wish to us: when we haven't got it, there is nothing to say about that.
        const locale = wished || (nearestLocale(language) ?? (isFirst ? '' : 'en'));
        return locale ? setLocale(locale) : undefined;
      })
      .catch(console.warn);
  }
}
