/** Registers an element unless a copy of it is there: a second script on the page must not throw. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
