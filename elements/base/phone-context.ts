import { createContext, type Context, type ContextEvent } from '@lit/context';
import type { SnapshotSource } from '../../src/store/phone-store.js';

/** The key under which `<linkus-phone>` hands its store to the elements inside it. The same for every copy of this code. */
export const phoneContext = createContext<SnapshotSource>(Symbol.for('linkus-phone'));

/**
 * Answers the elements inside `provider` that ask for its store, by the Context Community Protocol. Returns the function
 * that announces the provider to those who asked too early; call it whenever the provider is connected.
 * The ContextProvider of @lit/context can also change its value later; ours never does, and that part costs 0.6 KB.
 */
export function providePhone(provider: HTMLElement, source: SnapshotSource): () => void {
  provider.addEventListener('context-request', (event: ContextEvent<Context<unknown, unknown>>) => {
    if (event.context !== phoneContext) return;
    event.stopPropagation();
    event.callback(source);
  });
  return () => provider.dispatchEvent(new Event('context-provider', { bubbles: true, composed: true }));
}
