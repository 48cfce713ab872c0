import { nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { CallState } from '../../src/store/phone-snapshot.js';
import { attempt } from '../base/attempt.js';
import { adoptSheets } from '../base/sheets.js';
import { windowBar } from './window-bar.js';
import { WindowDrag } from './window-drag.js';
import {
  firstPlace,
  fit,
  margin,
  nextCorner,
  placeAt,
  pull,
  type Edges,
  type Rect,
  type Size,
} from './window-place.js';
import { keepPlace, keptPlace } from './window-storage.js';
import { windowStyles } from './window.styles.js';

/** What the window needs of the session in it. */
export interface WindowContent extends ReactiveControllerHost, HTMLElement {
  layout: string;
  minimised: boolean;
  readonly callStatus: CallState | null;
  readonly name: string | null;
  readonly number: string | null;
  popOut(): Promise<void>;
}

/** Sessions that float for the present call only: a person asked for it, and the page has a place for them. */
export const floating = new WeakSet<Element>();

/** One press of an arrow moves or pulls so far. */
const step = 24;

/** What a press on the size handle makes of a window that is as large as its content. */
const large: Size = { width: 480, height: 640 };

/**
 * Makes a window of a session that has `layout="window"`: it floats over the page, can be dragged, pulled larger and
 * minimised, by pointer and by keyboard, and stays inside the viewport. It is a popover, because no ancestor can cut or
 * shift what is in the browser's top layer. Every drag has a press that does without one (WCAG 2.2, 2.5.7).
 */
export class FloatingWindow implements ReactiveController {
  /** Where the person put it; a viewport that is too small for that changes only where it is drawn. */
  #place = firstPlace;
  #drag: WindowDrag | null = null;
  #closing: AbortController | null = null;

  /** `hangUp`: the minimised bar has that button, too. */
  constructor(
    private readonly host: WindowContent,
    private readonly hangUp: (event: UIEvent) => void,
  ) {
    this.#place = keptPlace(host.id) ?? {
      ...firstPlace,
      fromRight: getComputedStyle(host).direction !== 'rtl',
      ...styledPlace(host),
    };
    host.addController(this);
    host.requestUpdate();
  }

  hostConnected(): void {
    if (this.host.shadowRoot) adoptSheets(this.host.shadowRoot, [windowStyles]);
  }

  hostDisconnected(): void {
    this.#close();
  }

  hostUpdated(): void {
    const { host } = this;
    if (host.callStatus === null && floating.has(host)) this.#dock();
    // In another document (picture-in-picture) the session has a window of the browser's own.
    if (host.layout === 'window' && host.callStatus !== null && host.ownerDocument === document) this.#open();
    else this.#close();
  }

  /** What a window has besides its content. Call it while rendering only. */
  render(timer: unknown): TemplateResult | typeof nothing {
    const { layout, minimised, callStatus, ownerDocument, name, number } = this.host;
    if (layout !== 'window' || ownerDocument !== document) return nothing;
    const docks = floating.has(this.host);
    return windowBar({
      ...{ minimised, callStatus, timer, docks, title: name || number },
      onMove: this.#toNextCorner,
      onMoveKey: this.#onMoveKey,
      onSize: this.#toOtherSize,
      onSizeKey: this.#onSizeKey,
      onFold: this.#fold,
      onPopOut: docks ? this.#dock : this.#popOut,
      onHangUp: this.hangUp,
    });
  }

  #open(): void {
    const { host } = this;
    if (!this.#closing) {
      const { signal } = (this.#closing = new AbortController());
      host.setAttribute('popover', 'manual');
      // Without popovers it lies where the page's layers put it.
      attempt(() => host.showPopover());
      const refit = () => this.#draw();
      addEventListener('resize', refit, { signal });
      // The keyboard of a telephone shrinks this one only.
      window.visualViewport?.addEventListener('resize', refit, { signal });
      const sizes = attempt(() => new ResizeObserver(refit));
      sizes?.observe(host);
      signal.addEventListener('abort', () => sizes?.disconnect());
      this.#drag = this.#draggable(signal);
    }
    this.#draw();
  }

  #close(): void {
    if (!this.#closing) return;
    this.#closing.abort();
    this.#closing = this.#drag = null;
    this.host.removeAttribute('popover');
    for (const property of ['left', 'top', 'right', 'bottom', 'width', 'height', 'max-height', 'cursor']) {
      this.host.style.removeProperty(property);
    }
  }

  #draggable(signal: AbortSignal): WindowDrag {
    const rect = () => this.#rect;
    const { host } = this;
    return new WindowDrag(
      host,
      {
        get rect() {
          return rect();
        },
        get minimised() {
          return host.minimised;
        },
        move: (from, dx, dy) => this.#moveBy(from, dx, dy),
        pull: (from, edges, dx, dy) => this.#pullBy(from, edges, dx, dy),
        begin: () => {
          const before = this.#place;
          return (done) => (done ? this.#keep() : this.#put(before));
        },
      },
      signal,
    );
  }

  #draw(): void {
    if (!this.#closing) return;
    const { style, minimised } = this.host;
    const viewport = viewportSize();
    const { width, height, fromRight, fromBottom } = this.#place;
    const length = (value: number | null) => (value === null || minimised ? '' : `${value}px`);
    style.width = length(width);
    style.height = length(height);
    style.maxHeight = `${viewport.height - 2 * margin}px`;
    const rect = fit(this.#place, this.#size, viewport);
    // On the side that it counts from: what grows grows away from there, without a further step of ours.
    style.left = fromRight ? 'auto' : `${rect.left}px`;
    style.right = fromRight ? `${viewport.width - rect.left - rect.width}px` : 'auto';
    style.top = fromBottom ? 'auto' : `${rect.top}px`;
    // Counted from the window's lower edge, which stays where it is while a keyboard covers it.
    style.bottom = fromBottom ? `${innerHeight - rect.top - rect.height}px` : 'auto';
  }

  get #size(): Size {
    const { offsetWidth: width, offsetHeight: height } = this.host;
    return { width, height };
  }

  get #rect(): Rect {
    const { left, top, width, height } = this.host.getBoundingClientRect();
    return { left, top, width, height };
  }

  #put(place: typeof firstPlace): void {
    this.#place = place;
    this.#draw();
  }

  #moveBy(from: Rect, dx: number, dy: number): void {
    const { width, height } = this.#place;
    const viewport = viewportSize();
    const wish = { ...from, left: from.left + dx, top: from.top + dy };
    const inside = fit(
      { ...firstPlace, fromRight: false, fromBottom: false, x: wish.left, y: wish.top },
      from,
      viewport,
    );
    this.#put(placeAt(inside, viewport, { width, height }));
  }

  #pullBy(from: Rect, edges: Edges, dx: number, dy: number): void {
    const viewport = viewportSize();
    const rect = pull(from, edges, dx, dy, viewport);
    const { width, height } = this.#place;
    // A height that nobody pulled goes on following the content.
    const size = { width: edges.x ? rect.width : width, height: edges.y ? rect.height : height };
    this.#put(placeAt(rect, viewport, size));
  }

  readonly #toNextCorner = () => {
    if (!this.#drag?.isPress()) return;
    this.#put(nextCorner(this.#place));
    this.#keep();
  };

  readonly #toOtherSize = () => {
    if (!this.#drag?.isPress()) return;
    const isNatural = this.#place.width === null && this.#place.height === null;
    this.#put({ ...this.#place, ...(isNatural ? large : { width: null, height: null }) });
    this.#keep();
  };

  readonly #onMoveKey = (event: KeyboardEvent) => this.#onArrow(event, (dx, dy) => this.#moveBy(this.#rect, dx, dy));

  /** Right and down make it larger, towards where there is room. */
  readonly #onSizeKey = (event: KeyboardEvent) =>
    this.#onArrow(event, (dx, dy) => {
      const { fromRight, fromBottom } = this.#place;
      const edges: Edges = { x: dx && (fromRight ? -1 : 1), y: dy && (fromBottom ? -1 : 1) };
      this.#pullBy(this.#rect, edges, dx * edges.x, dy * edges.y);
    });

  #onArrow(event: KeyboardEvent, act: (dx: number, dy: number) => void): void {
    const by: Record<string, readonly [number, number]> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const found = by[event.key];
    if (!found || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act(...found);
    this.#keep();
  }

  readonly #fold = () => {
    this.host.minimised = !this.host.minimised;
  };

  readonly #dock = () => {
    floating.delete(this.host);
    this.host.layout = 'inline';
  };

  readonly #popOut = () => void this.host.popOut();

  #keep(): void {
    keepPlace(this.host.id, this.#place);
  }
}

/** Where a style sheet wants it at first: pixels from the left and the top edge. */
function styledPlace(host: HTMLElement): Partial<typeof firstPlace> {
  const style = getComputedStyle(host);
  const x = parseFloat(style.getPropertyValue('--linkus-window-x'));
  const y = parseFloat(style.getPropertyValue('--linkus-window-y'));
  return { ...(x >= 0 && { fromRight: false, x }), ...(y >= 0 && { fromBottom: false, y }) };
}

/** Of what can be seen: without scroll bars, and above a keyboard on the screen; zooming in changes nothing. */
function viewportSize(): Size {
  const { clientWidth: width } = document.documentElement;
  // Not every browser has it.
  const { visualViewport: view } = window;
  const seen = view ? view.height * view.scale : innerHeight;
  return { width, height: Math.min(innerHeight, Math.round(seen)) };
}
