import { ContextEvent } from '@lit/context';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PhoneSnapshot } from '../../src/store/phone-snapshot.js';
import type { SnapshotSource } from '../../src/store/phone-store.js';
import { phoneContext } from './phone-context.js';

/**
 * Follows the phone around an element: hands each snapshot to `copy`, which writes the fields that the element draws into
 * its public properties, and `undefined` once the element has left its phone. Without a phone `copy` is never called, so
 * that attributes written by hand rule.
 */
export class PhoneController implements ReactiveController {
  #source: SnapshotSource | undefined;
  #endProvision: (() => void) | undefined;
  #endSubscription: (() => void) | undefined;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly copy: (snapshot: PhoneSnapshot | undefined) => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    // An element that is upgraded before its phone asks in vain: ask again whenever a phone announces itself. That is
    // what the ContextRoot of @lit/context does, in fewer bytes.
    document.addEventListener('context-provider', this.#ask);
    this.#ask();
  }

  hostDisconnected(): void {
    document.removeEventListener('context-provider', this.#ask);
    this.#endProvision?.();
    this.#endProvision = undefined;
    if (this.#source) this.#follow(undefined);
  }

  readonly #ask = () => {
    this.host.dispatchEvent(new ContextEvent(phoneContext, this.host, this.#receive, true));
  };

  /** A nearer phone calls this too, with another `endProvision`. */
  readonly #receive = (source: SnapshotSource, endProvision?: () => void) => {
    if (endProvision !== this.#endProvision) this.#endProvision?.();
    this.#endProvision = endProvision;
    if (source !== this.#source) this.#follow(source);
  };

  #follow(source: SnapshotSource | undefined) {
    this.#endSubscription?.();
    this.#source = source;
    const copy = () => this.copy(source?.snapshot);
    this.#endSubscription = source?.subscribe(copy);
    copy();
  }
}
