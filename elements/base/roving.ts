/**
 * One tab stop for a group of buttons, arrows inside it (ARIA Authoring Practices, "roving tabindex"). Listens on the group
 * element: `@keydown` moves, `@focusin` remembers where the person was.
 */
export function roving(
  event: Event,
  columns: number,
  buttons = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLButtonElement>('button:enabled')],
): void {
  const group = event.currentTarget as HTMLElement;
  const index = buttons.indexOf(event.target as HTMLButtonElement);
  if (index < 0) return;
  if (!(event instanceof KeyboardEvent)) {
    buttons.forEach((button, each) => (button.tabIndex = each === index ? 0 : -1));
    return;
  }
  // Left stays left on the screen, also where text runs from right to left.
  const forward = getComputedStyle(group).direction === 'rtl' ? -1 : 1;
  const steps: Record<string, number> = {
    ArrowRight: forward,
    ArrowLeft: -forward,
    ArrowDown: columns,
    ArrowUp: -columns,
  };
  const target = buttons[index + (steps[event.key] ?? NaN)];
  if (!target) return;
  event.preventDefault();
  target.focus();
}
