import { ContextEvent } from '@lit/context';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PhoneSnapshot } from '../../src/store/phone-snapshot.js';
import type { SnapshotSource } from '../../src/store/phone-store.js';
import { announcePhone, answerWith, phoneContext, phoneOf } from './phone-context.js';

/** An element that follows a phone. `for`: the id of one elsewhere on the page; else it is the phone around the element. */
export type PhoneFollower = ReactiveControllerHost & HTMLElement & { readonly for?: string | null };

/**
 * Follows a phone: hands each snapshot to `copy`, which writes the fields that the element draws into its public properties,
 * and `undefined` once the element has left its phone. Without a phone `copy` is never called, so that attributes written by
 * hand rule.
 */
export class PhoneController implements ReactiveController {
  #source: SnapshotSource | undefined;
  #last: SnapshotSource | undefined;
  #endSubscription: (() => void) | undefined;
  /** The `for` of the last question. */
  #asked: string | null | undefined;

  constructor(
    private readonly host: PhoneFollower,
    private readonly copy: (snapshot: PhoneSnapshot | undefined) => void,
  ) {
    host.addController(this);
    // What is drawn inside the host has the same phone.
    answerWith(host, () => (this.elsewhere ? this.#source : undefined));
  }

  hostConnected(): void {
    // An element that is upgraded before its phone asks in vain: ask again whenever a phone announces itself.
    document.addEventListener('context-provider', this.#ask);
    this.#ask();
    // Moved into a window of its own, it still belongs to the phone on the page.
    if (!this.#source && this.#last && this.host.ownerDocument !== document) this.#follow(this.#last);
  }

  hostDisconnected(): void {
    document.removeEventListener('context-provider', this.#ask);
    this.#last = this.#source;
    if (this.#source) this.#follow(undefined);
  }

  hostUpdate(): void {
    // Not at once: what is copied must not change in the middle of an update.
    if (this.#asked !== this.host.for) queueMicrotask(this.#ask);
  }

  /** The phone, when events of the host don't come past it. */
  get elsewhere(): HTMLElement | undefined {
    const phone = this.#source && phoneOf(this.#source);
    return phone && !isInside(this.host, phone) ? phone : undefined;
  }

  /** A phone answers always with the same store: there is nothing to subscribe to but the store itself. */
  readonly #ask = () => {
    if (!this.host.isConnected) return;
    const { for: id } = this.host;
    this.#asked = id;
    let found: SnapshotSource | undefined;
    const target = id ? this.#named(id) : this.host;
    target?.dispatchEvent(new ContextEvent(phoneContext, this.host, (source) => (found = source)));
    // Nobody answers in another window.
    if (found !== this.#source && (found ?? this.host.ownerDocument === document)) this.#follow(found);
  };

  /** Ids count within a shadow root; but the phone is more often outside of it. */
  #named(id: string): Element | null {
    const root = this.host.getRootNode() as Document | ShadowRoot;
    return root.getElementById(id) ?? document.getElementById(id);
  }

  #follow(source: SnapshotSource | undefined) {
    this.#endSubscription?.();
    this.#source = source;
    const copy = () => this.copy(source?.snapshot);
    this.#endSubscription = source?.subscribe(copy);
    copy();
    if (this.elsewhere) announcePhone(this.host);
  }
}

/** Through the shadow roots, as events go. */
function isInside(element: Node, container: Node): boolean {
  for (let node: Node | null = element; node; node = node instanceof ShadowRoot ? node.host : node.parentNode) {
    if (node === container) return true;
  }
  return false;
}
