/** What the pages of `call.ts` and `elements.ts` have as `window.exports`: the elements, and what measures them from inside. */
import { phoneContext, type LinkusPhone, type SnapshotSource } from '../../elements/index.js';

export * from '../../elements/index.js';
export { bareMedia } from './on-click.js';

let snapshots = 0;

/** Counts what a phone tells the elements inside it. */
export function countSnapshots(phone: LinkusPhone): void {
  const callback = (source: SnapshotSource) => source.subscribe(() => snapshots++);
  const request = new Event('context-request', { bubbles: true, composed: true });
  phone.firstElementChild?.dispatchEvent(Object.assign(request, { context: phoneContext, callback }));
}

export const countedSnapshots = (): number => snapshots;
