import type { ReactiveControllerHost } from 'lit';

type TroubleTexts = typeof import('./trouble-texts.js');

let texts: TroubleTexts | undefined;

/** Loads the sentences ahead of need: a phone does it while it signs in, for without a network it is too late. */
export async function loadTroubleTexts(): Promise<void> {
  texts ??= await import('./trouble-texts.js');
}

/** The sentences; `undefined` while they load, then `host` is drawn again. */
export function troubleTexts(host: ReactiveControllerHost): TroubleTexts | undefined {
  if (!texts) loadTroubleTexts().then(() => host.requestUpdate(), console.warn);
  return texts;
}
