import type { ReactiveControllerHost } from 'lit';
import type { RowWindow } from './row-window.js';

interface FocusHost extends ReactiveControllerHost {
  readonly renderRoot: HTMLElement | DocumentFragment;
}

/** The keyboard in the rows (ARIA Authoring Practices, "grid"): one tab stop, arrows inside. */
export class RowFocus {
  /** The row that has the keyboard, or gets it. */
  index = 0;
  /** The keyboard is in the rows. */
  isInside = false;
  #take = false;
  /** What loses the keyboard now was taken away from under it. */
  #drawing = false;

  constructor(
    private readonly host: FocusHost,
    private readonly window: RowWindow,
    private readonly actions: { call(index: number): void; remove(index: number): void },
  ) {}

  draw(): void {
    this.#drawing = true;
  }

  clamp(first: number, last: number): void {
    this.index = Math.max(first, Math.min(this.index, last));
  }

  /** With the next drawing the keyboard is on the row. */
  take(): void {
    this.#take = true;
    this.host.requestUpdate();
  }

  drawn(): void {
    const row = this.host.renderRoot.querySelector<HTMLElement>(`[data-index="${this.index}"]`);
    if (!row) this.isInside = false;
    const { activeElement } = this.host.renderRoot as ShadowRoot;
    if (row && (this.#take || (this.isInside && !row.contains(activeElement)))) row.focus({ preventScroll: true });
    this.#take = this.#drawing = false;
  }

  readonly onFocusin = (event: FocusEvent): void => {
    const row = (event.target as HTMLElement).closest<HTMLElement>('.row');
    this.isInside = true;
    if (!row || Number(row.dataset['index']) === this.index) return;
    this.index = Number(row.dataset['index']);
    this.host.requestUpdate();
  };

  readonly onFocusout = ({ relatedTarget, currentTarget }: FocusEvent): void => {
    if (!this.#drawing) this.isInside = (currentTarget as Node).contains(relatedTarget as Node | null);
  };

  readonly onKeydown = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    const onRow = target.matches('.row');
    const total = Number((event.currentTarget as HTMLElement).ariaRowCount);
    const rows: Record<string, number> = {
      ArrowDown: this.index + 1,
      ArrowUp: this.index - 1,
      PageDown: this.index + this.window.rowsOfPage,
      PageUp: this.index - this.window.rowsOfPage,
      Home: 0,
      End: total - 1,
    };
    const goal = rows[event.key];
    if (goal !== undefined) this.#go(Math.max(0, Math.min(goal, total - 1)));
    else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') this.#along(target, event.key === 'ArrowRight');
    else if (onRow && event.key === 'Enter') this.actions.call(this.index);
    else if (onRow && event.key === 'Delete') this.actions.remove(this.index);
    else return;
    event.preventDefault();
  };

  #go(index: number) {
    this.index = index;
    this.window.reveal(index);
    this.take();
  }

  /** From the row to its buttons and back. */
  #along(target: HTMLElement, right: boolean) {
    const row = target.closest<HTMLElement>('.row');
    if (!row) return;
    const stops = [row, ...row.querySelectorAll<HTMLElement>('button:enabled')];
    const forward = right === (getComputedStyle(row).direction !== 'rtl');
    stops[stops.indexOf(target) + (forward ? 1 : -1)]?.focus();
  }
}
