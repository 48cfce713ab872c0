import { isVisible } from '../base/attempt.js';
import { roving } from '../base/roving.js';

/** In the order in which they are seen: where there is room for all, some stand behind others that come later in the tree. */
function visibleButtons(row: HTMLElement): HTMLButtonElement[] {
  const forward = getComputedStyle(row).direction === 'rtl' ? -1 : 1;
  return [...row.querySelectorAll<HTMLButtonElement>('button:enabled')]
    .filter(isVisible)
    .sort((one, other) => one.offsetTop - other.offsetTop || (one.offsetLeft - other.offsetLeft) * forward);
}

/** Arrows within the row, and to the nearest one above or below where it has several lines. */
export function roveControls(event: Event): void {
  const buttons = visibleButtons(event.currentTarget as HTMLElement);
  const from = buttons.find((button) => button === event.target);
  const down = event instanceof KeyboardEvent && { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!down || !from) {
    roving(event, NaN, buttons);
    return;
  }
  const farther = buttons.filter(({ offsetTop }) => (offsetTop - from.offsetTop) * down > 0);
  const distance = ({ offsetTop, offsetLeft }: HTMLElement) =>
    Math.abs(offsetTop - from.offsetTop) * 100 + Math.abs(offsetLeft - from.offsetLeft);
  const [nearest] = farther.sort((one, other) => distance(one) - distance(other));
  event.preventDefault();
  nearest?.focus();
}

/** The keyboard must find a way into the row, also when the button that it was on is gone. */
export function keepOneTabStop(row: HTMLElement): void {
  const buttons = [...row.querySelectorAll('button')];
  const usable = buttons.filter((button) => !button.disabled && isVisible(button));
  const stop = usable.find(({ tabIndex }) => tabIndex === 0) ?? usable.find(({ part }) => part.contains('mute'));
  for (const button of buttons) button.tabIndex = button === stop ? 0 : -1;
}
