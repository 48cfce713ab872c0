/** What came of `use`; `undefined` where the browser lacks what it needs, or refuses it: the elements draw without. */
export function attempt<Value>(use: () => Value): Value | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}

/** Whether an element is drawn, and not hidden by itself or what is around it, as far as the browser tells. */
export const isVisible = (element: Element): boolean =>
  attempt(() => element.checkVisibility({ visibilityProperty: true })) ?? true;
