/** What types or edits text, by `KeyboardEvent.key`. Virtual keyboards name no keys. */
const editing = /^(.|Enter|Backspace|Delete|Insert|Arrow.+|Home|End|Page.+|Dead|Process|Unidentified)$/u;

const roots = new WeakSet<EventTarget>();
/** The keys (`KeyboardEvent.code`) that are down, and that the page has not heard of. */
const held = new Set<string>();

const rootsOf = (event: Event) => event.composedPath().filter((node) => roots.has(node));

/** With Ctrl, Alt or Meta. AltGr, and Option on a Mac, type characters. */
function isCombination(event: KeyboardEvent): boolean {
  const { ctrlKey, altKey, metaKey } = event;
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- what takes its place is missing in Safari
  const option = navigator.platform.startsWith('Mac');
  return (ctrlKey || metaKey || (altKey && !option)) && !event.getModifierState('AltGraph');
}

/** It was typed into one of our fields, or did something in an element. Autofill fires a `keydown` without a key. */
function isTaken(event: KeyboardEvent): boolean {
  const path = event.composedPath();
  const target = path[0] as Element;
  // What a page has put into a slot is the page's. By the path: the field may have been taken away by what the key did.
  const place = path.find((node) => roots.has(node) || (node as Element).localName === 'slot');
  if (!event.key || !place || !roots.has(place) || isCombination(event)) return false;
  return event.defaultPrevented || (target.matches('input, select') && (event.isComposing || editing.test(event.key)));
}

function keep(event: KeyboardEvent): void {
  // Elements around the one with the keyboard have a use for its keys: only the outermost stops them.
  if (event.currentTarget !== rootsOf(event).at(-1)) return;
  if (event.type === 'keyup' ? held.delete(event.code) : isTaken(event)) event.stopPropagation();
  else return;
  if (event.type === 'keydown') held.add(event.code);
}

/** At the window, before anything else. */
function follow(event: KeyboardEvent): void {
  // Pressed afresh: its last `keyup` went to another window, or macOS sent none, as it does while Meta is down.
  if (event.type === 'keydown') {
    if (!event.repeat) held.delete(event.code);
  } else if (rootsOf(event).length === 0 && held.delete(event.code)) {
    // The focus has moved to the page while the key was down.
    event.stopPropagation();
  }
}

/**
 * Keeps keys from the shortcuts of the page around (`s`, `/`, `?`, digits) where a person types or an element has used them.
 * Escape, Tab, function keys and combinations go on to the page. A `keyup` goes where its `keydown` went.
 */
export function keepKeys(root: ShadowRoot): void {
  roots.add(root);
  for (const type of ['keydown', 'keypress', 'keyup'] as const) root.addEventListener(type, keep as EventListener);
  for (const type of ['keydown', 'keyup'] as const) window.addEventListener(type, follow, true);
}
