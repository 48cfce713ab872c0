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
  #endSubscription: (() => void) | undefined;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly copy: (snapshot: PhoneSnapshot | undefined) => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    // An element that is upgraded before its phone asks in vain: ask again whenever a phone announces itself.
    document.addEventListener('context-provider', this.#ask);
    this.#ask();
  }

  hostDisconnected(): void {
    document.removeEventListener('context-provider', this.#ask);
    if (this.#source) this.#follow(undefined);
  }

  /** The nearest phone answers, always with the same store: there is nothing to subscribe to but the store itself. */
  readonly #ask = () => {
    this.host.dispatchEvent(
      new ContextEvent(phoneContext, this.host, (source) => {
        if (source !== this.#source) this.#follow(source);
      }),
    );
  };

  #follow(source: SnapshotSource | undefined) {
    this.#endSubscription?.();
    this.#source = source;
    const copy = () => this.copy(source?.snapshot);
    this.#endSubscription = source?.subscribe(copy);
    copy();
  }
}
