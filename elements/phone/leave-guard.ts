/** Lets the browser ask before the page is left or reloaded. For each phone one: two may have calls. */
export class LeaveGuard {
  readonly #ask = (event: Event) => event.preventDefault();

  /** On only while there is something to lose: a page that listens is kept out of the back/forward cache. */
  turn(on: boolean): void {
    window.removeEventListener('beforeunload', this.#ask);
    if (on) window.addEventListener('beforeunload', this.#ask);
  }
}
