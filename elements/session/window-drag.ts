import type { Edges, Rect } from './window-place.js';

/** What a person can drag: where it is now, and what becomes of it. */
export interface Draggable {
  readonly rect: Rect;
  readonly minimised: boolean;
  move(from: Rect, dx: number, dy: number): void;
  pull(from: Rect, edges: Edges, dx: number, dy: number): void;
  /** Returns what ends the drag; `false`: it is taken back. */
  begin(): (done: boolean) => void;
}

/** So near to an edge it can be pulled, and so far a hand trembles (CSS pixels). */
const [edgeWidth, tremble] = [6, 3];

/** Moves a window by its bar (`.bar`, `.move`) and pulls it at its edges and its handle (`.size`), with any pointer. */
export class WindowDrag {
  #present: AbortController | null = null;
  #dragged = false;

  /** Until `signal` is aborted. */
  constructor(
    private readonly element: HTMLElement,
    private readonly dragged: Draggable,
    signal: AbortSignal,
  ) {
    element.addEventListener('pointerdown', this.#onDown, { signal });
    element.addEventListener('pointermove', this.#showEdges, { signal });
    signal.addEventListener('abort', () => this.#present?.abort());
  }

  /** Whether a click on a handle is a press; a drag that ends on the handle makes one, too. */
  isPress(): boolean {
    const isPress = !this.#dragged;
    this.#dragged = false;
    return isPress;
  }

  readonly #onDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    this.#dragged = false;
    const path = event.composedPath() as HTMLElement[];
    const named = (name: string) => path.find((element) => element.classList?.contains(name));
    const { rect } = this.dragged;
    const handle = named('size');
    // Where its texts run to, which is not always where the page does.
    const x = handle && getComputedStyle(handle).direction === 'rtl' ? -1 : 1;
    const edges: Edges = handle ? { x, y: 1 } : this.#edgesAt(event);
    const pulls = edges.x !== 0 || edges.y !== 0;
    const onButton = path.some((element) => element instanceof HTMLButtonElement);
    if (!pulls && !(named('bar') && (!onButton || named('move')))) return;
    const target = path[0] as HTMLElement;
    target.setPointerCapture(event.pointerId);
    const onMove = ({ clientX, clientY }: PointerEvent) => {
      const [dx, dy] = [clientX - event.clientX, clientY - event.clientY];
      this.#dragged ||= Math.hypot(dx, dy) > tremble;
      if (!this.#dragged) return;
      if (pulls) this.dragged.pull(rect, edges, dx, dy);
      else this.dragged.move(rect, dx, dy);
    };
    const finish = this.dragged.begin();
    const { signal } = (this.#present = new AbortController());
    const end = (done: boolean) => {
      this.#present?.abort();
      this.#present = null;
      if (this.#dragged) finish(done);
    };
    target.addEventListener('pointermove', onMove, { signal });
    target.addEventListener('pointerup', () => end(true), { signal });
    target.addEventListener('pointercancel', () => end(true), { signal });
    addEventListener('keydown', ({ key }) => key === 'Escape' && end(false), { signal, capture: true });
  };

  /** A finger is too broad for the edges; it has the handle. */
  #edgesAt({ clientX, clientY, pointerType }: PointerEvent): Edges {
    if (pointerType === 'touch' || this.dragged.minimised) return { x: 0, y: 0 };
    const { left, top, width, height } = this.dragged.rect;
    const at = (start: number, length: number, point: number) =>
      point - start < edgeWidth ? -1 : start + length - point < edgeWidth ? 1 : 0;
    return { x: at(left, width, clientX), y: at(top, height, clientY) };
  }

  readonly #showEdges = (event: PointerEvent) => {
    if (this.#present) return;
    const { x, y } = this.#edgesAt(event);
    const both = x === y ? 'nwse-resize' : 'nesw-resize';
    this.element.style.cursor = x && y ? both : x ? 'ew-resize' : y ? 'ns-resize' : '';
  };
}
