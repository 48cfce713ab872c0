/**
 * Browsers let a page sound only after a press or a key (autoplay policy). Calls `action` at each of them, until `signal`
 * is aborted: not every one counts (the Escape key, a finger that begins to scroll).
 */
export function onGesture(action: () => void, signal: AbortSignal): void {
  for (const type of ['pointerdown', 'pointerup', 'keydown']) addEventListener(type, action, { capture: true, signal });
}

/** True for the refusal of the autoplay policy. */
export function isBlocked(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotAllowedError';
}
