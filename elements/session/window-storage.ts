import { readPlace, type WindowPlace } from './window-place.js';

const storageKey = 'linkus-session-window:1';

/** Two windows on a page have an `id` each, and then a place each. */
const keyOf = (id: string) => (id ? `${storageKey}:${id}` : storageKey);

/** Where a person put the window on an earlier visit. */
export function keptPlace(id: string): WindowPlace | null {
  try {
    return readPlace(localStorage.getItem(keyOf(id)));
  } catch {
    return null; // storage is forbidden
  }
}

export function keepPlace(id: string, place: WindowPlace): void {
  try {
    localStorage.setItem(keyOf(id), JSON.stringify(place));
  } catch {
    // Full or forbidden: it stays where it is as long as the page does.
  }
}
