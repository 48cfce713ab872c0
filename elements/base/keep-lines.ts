/** Several lines as one, in which the lines are still told apart. */
export function oneLine(text: string): string {
  const lines = text.split(/[\t-\r\u0085\u2028\u2029]/).map((line) => line.trim());
  return lines.filter(Boolean).join('; ');
}

/**
 * For `@beforeinput` of a number field: several lines that are pasted or dropped stay apart. The browser would join them, and
 * two numbers would become one.
 */
export function keepLines(event: InputEvent): void {
  const text = event.data ?? event.dataTransfer?.getData('text') ?? '';
  if (!/[\r\n]/.test(text)) return;
  event.preventDefault();
  const field = event.currentTarget as HTMLInputElement;
  const end = field.value.length;
  field.setRangeText(oneLine(text), field.selectionStart ?? end, field.selectionEnd ?? end, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
}
