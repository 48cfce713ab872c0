import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** What a page knows of a number. */
export interface Contact {
  readonly name?: string | undefined;
}

/** Looks a number up; it has no spaces or brackets in it any more. Nobody by this number is `null` or nothing. */
export type ResolveContact = (number: string) => Promise<Contact | null | undefined> | Contact | null | undefined;

/** Somebody who types a number on is not asked for at each digit (ms). */
const pause = 200;
const mostKnown = 100;

/** The name to the number that is being typed. A late answer to an earlier number is nobody's. */
export class ContactName implements ReactiveController {
  name = '';
  readonly #known = new Map<string, string>();
  #number = '';
  #resolve: ResolveContact | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.follow('', null);
  }

  /** Whom we had a call with is known without asking. */
  learn(number: string, name: string): void {
    if (!name) return;
    this.#known.set(number, name);
    const [oldest = ''] = this.#known.keys();
    if (this.#known.size > mostKnown) this.#known.delete(oldest);
  }

  nameOf(number: string): string {
    return this.#known.get(number) ?? '';
  }

  /** Called at each drawing; asks when number or resolver is another one. */
  follow(number: string, resolve: ResolveContact | null): void {
    if (number === this.#number && resolve === this.#resolve) return;
    this.#number = number;
    this.#resolve = resolve;
    this.name = this.nameOf(number);
    clearTimeout(this.#timer);
    if (number && resolve) this.#timer = setTimeout(() => void this.#ask(number, resolve), pause);
  }

  async #ask(number: string, resolve: ResolveContact): Promise<void> {
    let contact: Contact | null | undefined;
    try {
      contact = await resolve(number);
    } catch (error) {
      console.warn('resolveContact failed', error);
    }
    if (number !== this.#number || resolve !== this.#resolve || typeof contact?.name !== 'string') return;
    this.name = contact.name;
    this.host.requestUpdate();
  }
}
