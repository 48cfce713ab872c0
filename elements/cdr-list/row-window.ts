import type { ReactiveControllerHost } from 'lit';
import { attempt } from '../base/attempt.js';

/** Rows of the document at most, whatever the height of the list: then the spare ones are left out first. */
const mostRows = 58;
const spare = 6;
/** Until the first one is measured (CSS px). */
const guess = 64;

interface WindowHost extends ReactiveControllerHost {
  readonly renderRoot: HTMLElement | DocumentFragment;
}

/**
 * Which rows are in the document. All rows have one height, so a place in the list is a product and nothing is ever measured
 * but one row. A list that changes above what is looked at keeps that in its place.
 */
export class RowWindow {
  /** Rows that can be seen: the first, and the one after the last. */
  first = 0;
  last = 0;
  #rowHeight = guess;
  #barHeight = 0;
  #height = 12 * guess;
  #scroller: HTMLElement | null = null;
  /** Rows that came in above what is seen, not yet scrolled by. */
  #shift = 0;
  #anchor: { readonly index: number; readonly id: number } | null = null;
  #startAgain = false;
  readonly #resized = attempt(() => new ResizeObserver(() => requestAnimationFrame(() => this.#measure())));

  constructor(private readonly host: WindowHost) {}

  get rowsOfPage(): number {
    return Math.max(1, this.last - this.first - 2);
  }

  toTop(): void {
    this.#anchor = null;
    this.#shift = 0;
    this.#startAgain = true;
  }

  /**
   * The list is another one than at the last drawing.
   * @param find where the row of an id is now; negative when nobody knows
   * @returns by how many rows everything has moved down
   */
  follow(find: (id: number) => number): number {
    if (!this.#anchor) return 0;
    const { index, id } = this.#anchor;
    const now = find(id);
    if (now < 0 || now === index) return 0;
    this.#anchor = { index: now, id };
    this.#shift += now - index;
    return now - index;
  }

  /** @param pinned is there too, wherever it is: the keyboard is on it; negative for none */
  indices(total: number, pinned: number): number[] {
    const scrolled = this.#startAgain ? 0 : (this.#scroller?.scrollTop ?? 0) + this.#shift * this.#rowHeight;
    const seen = Math.min(Math.ceil(this.#height / this.#rowHeight) + 1, mostRows);
    this.first = Math.max(0, Math.min(Math.floor(scrolled / this.#rowHeight), total - 1));
    this.last = Math.min(total, this.first + seen);
    const around = Math.min(spare, Math.floor((mostRows - seen) / 2));
    const from = Math.max(0, Math.min(this.first, total - seen) - around);
    const to = Math.min(total, this.last + around);
    const indices = Array.from({ length: Math.max(0, to - from) }, (_, offset) => from + offset);
    if (pinned >= 0 && pinned < from) indices.unshift(pinned);
    else if (pinned >= to && pinned < total) indices.push(pinned);
    return indices;
  }

  readonly onScroll = (): void => {
    const first = Math.floor((this.#scroller?.scrollTop ?? 0) / this.#rowHeight);
    if (first !== this.first) this.host.requestUpdate();
  };

  /** Scrolls by what came in above. `keep`: the row on top stays where it is, also at the very top. */
  drawn(idOf: (index: number) => number | undefined, keep: boolean): void {
    const scroller = this.host.renderRoot.querySelector<HTMLElement>('.scroller');
    if (!scroller) return;
    if (scroller !== this.#scroller) {
      this.#scroller = scroller;
      this.#resized?.disconnect();
      this.#resized?.observe(scroller);
      const row = scroller.querySelector('.row');
      if (row) this.#resized?.observe(row);
    }
    if (this.#startAgain) scroller.scrollTop = 0;
    else if (this.#shift) scroller.scrollTop += this.#shift * this.#rowHeight;
    this.#shift = 0;
    this.#startAgain = false;
    const id = idOf(this.first);
    const place = keep || scroller.scrollTop > this.#rowHeight / 2;
    this.#anchor = place && id !== undefined ? { index: this.first, id } : null;
  }

  #measure() {
    const height = this.#scroller?.clientHeight ?? 0;
    const rows = this.#scroller?.querySelector<HTMLElement>('.rows');
    // Of all together: that of one is rounded.
    const rowHeight = rows ? rows.offsetHeight / Number(rows.ariaRowCount) : 0;
    // Nothing has a height while the list is hidden.
    if (!height || !rowHeight || (height === this.#height && rowHeight === this.#rowHeight)) return;
    this.#height = height;
    this.#rowHeight = rowHeight;
    this.#barHeight = this.#scroller?.querySelector<HTMLElement>('.bar')?.offsetHeight ?? 0;
    this.host.requestUpdate();
  }

  /** Scrolls as little as it takes to see the whole row. */
  reveal(index: number): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    const start = index * this.#rowHeight;
    const end = start + this.#rowHeight + this.#barHeight;
    if (start < scroller.scrollTop) scroller.scrollTop = start;
    else if (end > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = end - scroller.clientHeight;
  }
}
