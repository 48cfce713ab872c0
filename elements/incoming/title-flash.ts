import { attempt } from '../base/attempt.js';

/** Who wants what to be read in the title of the hidden page; the first one's words are shown. */
const wishes = new Map<object, string>();

/** The page's own title, and ours as the browser gives it back. */
let own = '';
let shown: string | null = null;
let timer: ReturnType<typeof setInterval> | undefined;

/** Lets the title of the page alternate with `words`, until `null` gives it back. */
export function flashTitle(owner: object, words: string | null): void {
  if (words === null) wishes.delete(owner);
  else wishes.set(owner, words);
  if (wishes.size === 0) {
    clearInterval(timer);
    timer = undefined;
    giveBack();
  } else if (timer === undefined) {
    show();
    // Who wants less motion gets the words, still.
    const still = attempt(() => matchMedia('(prefers-reduced-motion: reduce)').matches);
    timer = setInterval(() => (document.title === shown && !still ? giveBack() : show()), 1000);
  }
}

function show() {
  const [words = ''] = wishes.values();
  // The page may have changed it meanwhile.
  if (document.title !== shown) own = document.title;
  document.title = words;
  shown = document.title;
}

function giveBack() {
  if (shown !== null && document.title === shown) document.title = own;
  shown = null;
}
