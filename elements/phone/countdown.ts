/**
 * Writes the seconds until a time into an element. Only while it is seen: nothing runs for one that isn't drawn or is
 * scrolled away, and in a hidden tab no animation frame comes.
 */
export class Countdown {
  #until = 0;
  #language = 'en';
  #place: Element | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #seen: IntersectionObserver | undefined;

  /** Counts down in `place`; `null` stops. `until`: milliseconds since 1970. */
  show(place: Element | null, until: number, language: string): void {
    if (place === this.#place && until === this.#until && language === this.#language) return;
    this.stop();
    this.#until = until;
    this.#language = language;
    this.#place = place;
    if (!place) return;
    // Without it the words alone stay.
    if (typeof IntersectionObserver === 'undefined') return;
    this.#seen = new IntersectionObserver((entries) => {
      clearTimeout(this.#timer);
      if (entries.at(-1)?.isIntersecting) this.#tick();
    });
    this.#seen.observe(place);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#seen?.disconnect();
    this.#place = null;
  }

  #tick(): void {
    const place = this.#place;
    if (!place) return;
    const rest = Math.max(this.#until - Date.now(), 0);
    const format = new Intl.NumberFormat(this.#language, { style: 'unit', unit: 'second', unitDisplay: 'narrow' });
    place.textContent = rest > 0 ? format.format(Math.ceil(rest / 1000)) : '';
    if (rest > 0) this.#timer = setTimeout(() => requestAnimationFrame(() => this.#tick()), rest % 1000 || 1000);
  }
}
