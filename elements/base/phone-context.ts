import { createContext, type Context, type ContextEvent } from '@lit/context';
import type { SnapshotSource } from '../../src/store/phone-store.js';

/** The key under which `<linkus-phone>` hands its store to the elements inside it. The same for every copy of this code. */
export const phoneContext = createContext<SnapshotSource>(Symbol.for('linkus-phone'));

const phones = new WeakMap<SnapshotSource, HTMLElement>();

/** The phone that a store belongs to. */
export const phoneOf = (source: SnapshotSource): HTMLElement | undefined => phones.get(source);

/** Tells those who asked too early that somebody gives a store now, or another one. */
export const announcePhone = (provider: HTMLElement): boolean =>
  provider.dispatchEvent(new Event('context-provider', { bubbles: true, composed: true }));

/**
 * Answers the elements inside `provider` that ask for a store, by the Context Community Protocol; announce the provider
 * whenever it is connected. The ContextProvider of @lit/context can also change its value later; ours never does, and that
 * part costs 0.6 KB.
 */
export function answerWith(provider: HTMLElement, source: () => SnapshotSource | undefined): void {
  provider.addEventListener('context-request', (event: ContextEvent<Context<unknown, unknown>>) => {
    if (event.context !== phoneContext) return;
    const store = event.contextTarget === provider ? undefined : source();
    if (!store) return;
    event.stopPropagation();
    event.callback(store);
  });
}

/** The phone itself: also the elements elsewhere on the page that name it are answered. */
export function providePhone(provider: HTMLElement, source: SnapshotSource): void {
  phones.set(source, provider);
  answerWith(provider, () => source);
}
