import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { CallState } from '../../src/store/phone-snapshot.js';
import { icon, strokes } from '../base/icons.js';
import { msg } from '../base/localize.js';
import { adoptSheets } from '../base/sheets.js';
import { callStateText } from '../base/state-texts.js';
import {
  firstPlace,
  fit,
  margin,
  nextCorner,
  placeAt,
  pull,
  readPlace,
  type Edges,
  type Rect,
  type Size,
  type WindowPlace,
} from './window-place.js';
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

const storageKey = 'linkus-session-window:1';

/** One press of an arrow moves or pulls so far. */
const step = 24;

/** So near to an edge it can be pulled, and so far a hand trembles. */
const [edgeWidth, tremble] = [6, 3];

/** What a press on the size handle makes of a window that is as large as its content. */
const large: Size = { width: 480, height: 640 };

const grip = [5, 12, 19].map((y) => `M9 ${y}h.01M15 ${y}h.01`).join('');
const paths = {
  grip,
  minimise: 'M5 12h14',
  restore: 'M8 3H3v5M16 3h5v5M8 21H3v-5M16 21h5v-5',
  resize: 'M21 9L9 21M21 15l-6 6',
};
const popOut =
  'M21 9V6a2 2 0 0 0-2-2H4a2 2 0 0 0-2 2v10c0 1.1.9 2 2 2h4M14 13h6a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2h-6a2 2 0 0 1-2-2v-3a2 2 0 0 1 2-2';

/**
 * Makes a window of a session that has `layout="window"`: it floats over the page, can be dragged, pulled larger and
 * minimised, by pointer and by keyboard, and stays inside the viewport. It is a popover, because no ancestor can cut or
 * shift what is in the browser's top layer. Every drag has a press that does without one (WCAG 2.2, 2.5.7).
 */
export class FloatingWindow implements ReactiveController {
  /** Where the person put it; a viewport that is too small for that changes only where it is drawn. */
  #place: WindowPlace;
  #closing: AbortController | null = null;
  #drag: AbortController | null = null;
  #dragged = false;

  /** `hangUp`: the minimised bar has that button, too. */
  constructor(
    private readonly host: WindowContent,
    private readonly hangUp: () => void,
  ) {
    this.#place = this.#read();
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
    // In another document (picture-in-picture) the session has a window of the browser's own.
    if (host.layout === 'window' && host.callStatus !== null && host.ownerDocument === document) this.#open();
    else this.#close();
  }

  get isOpen(): boolean {
    return this.#closing !== null;
  }

  /** What a window has besides its content. `timer` is shown in the minimised one. Call it while rendering only. */
  render(timer: unknown): TemplateResult | typeof nothing {
    const { layout, minimised, callStatus, ownerDocument } = this.host;
    if (layout !== 'window' || ownerDocument !== document) return nothing;
    const move = msg('Move window', { id: 'session.window.move' });
    const moveTip = msg('Drag it, or press an arrow key. Press: to the next corner.', {
      id: 'session.window.move_tip',
    });
    const size = msg('Window size', { id: 'session.window.size' });
    const sizeTip = msg('Drag it, or press an arrow key. Press: larger, or as small as can be.', {
      id: 'session.window.size_tip',
    });
    const fold = minimised
      ? msg('Restore', { id: 'session.window.restore' })
      : msg('Minimise', { id: 'session.window.minimise' });
    const out = msg('Keep above other windows', { id: 'session.window.pop_out' });
    return html`<div part="window-bar" class="bar">
        <button
          class="move"
          aria-label=${move}
          title=${moveTip}
          @click=${this.#toNextCorner}
          @keydown=${this.#onMoveKey}
        >
          ${strokes(paths.grip, 'grip')}
        </button>
        <div class="bar-title" ?hidden=${!minimised}>
          <p class="line"><strong>${this.host.name || this.host.number}</strong></p>
          <p class="line small quiet">
            <span role="status">${minimised && callStatus ? callStateText(callStatus) : nothing}</span>
            ${minimised ? timer : nothing}
          </p>
        </div>
        <button
          class="bar-hang-up hang-up"
          aria-label=${msg('End Call', { id: 'session.hang_up' })}
          title=${msg('End Call', { id: 'session.hang_up' })}
          ?hidden=${!minimised || callStatus === 'ended'}
          @click=${this.hangUp}
        >
          ${icon('hang-up')}
        </button>
        <button
          ?hidden=${!('documentPictureInPicture' in window)}
          aria-label=${out}
          title=${out}
          @click=${this.#popOut}
        >
          ${strokes(popOut)}
        </button>
        <button aria-label=${fold} title=${fold} @click=${this.#fold}>
          ${strokes(minimised ? paths.restore : paths.minimise)}
        </button>
      </div>
      <button
        class="size"
        ?hidden=${minimised}
        aria-label=${size}
        title=${sizeTip}
        @click=${this.#toOtherSize}
        @keydown=${this.#onSizeKey}
      >
        ${strokes(paths.resize)}
      </button>`;
  }

  #open(): void {
    const { host } = this;
    if (!this.#closing) {
      const { signal } = (this.#closing = new AbortController());
      host.setAttribute('popover', 'manual');
      if ('showPopover' in host) host.showPopover();
      const refit = () => this.#draw();
      addEventListener('resize', refit, { signal });
      // The keyboard of a telephone shrinks this one only.
      visualViewport?.addEventListener('resize', refit, { signal });
      const sizes = new ResizeObserver(refit);
      sizes.observe(host);
      signal.addEventListener('abort', () => sizes.disconnect());
      host.addEventListener('pointerdown', this.#onPointerDown, { signal });
      host.addEventListener('pointermove', this.#showEdges, { signal });
    }
    this.#draw();
  }

  #close(): void {
    if (!this.#closing) return;
    this.#drag?.abort();
    this.#closing.abort();
    this.#closing = null;
    this.host.removeAttribute('popover');
    for (const property of ['left', 'top', 'right', 'bottom', 'width', 'height', 'max-height', 'cursor']) {
      this.host.style.removeProperty(property);
    }
  }

  #draw(): void {
    if (!this.isOpen) return;
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

  get #rightToLeft(): boolean {
    return getComputedStyle(this.host).direction === 'rtl';
  }

  get #size(): Size {
    const { offsetWidth: width, offsetHeight: height } = this.host;
    return { width, height };
  }

  get #rect(): Rect {
    const { left, top, width, height } = this.host.getBoundingClientRect();
    return { left, top, width, height };
  }

  #put(place: WindowPlace): void {
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

  readonly #onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const path = event.composedPath() as HTMLElement[];
    const has = (name: string) => path.some((element) => element.classList?.contains(name));
    const pressed = path.find((element) => element instanceof HTMLButtonElement);
    const edges: Edges = has('size') ? { x: this.#rightToLeft ? -1 : 1, y: 1 } : this.#edgesAt(event);
    const pulls = edges.x !== 0 || edges.y !== 0;
    if (!pulls && !(has('bar') && (!pressed || has('move')))) return;
    this.#dragged = false;
    const start = { x: event.clientX, y: event.clientY, rect: this.#rect, place: this.#place };
    const { signal } = (this.#drag = new AbortController());
    const target = path[0] as HTMLElement;
    target.setPointerCapture(event.pointerId);
    const onMove = ({ clientX, clientY }: PointerEvent) => {
      const [dx, dy] = [clientX - start.x, clientY - start.y];
      this.#dragged ||= Math.hypot(dx, dy) > tremble;
      if (!this.#dragged) return;
      if (pulls) this.#pullBy(start.rect, edges, dx, dy);
      else this.#moveBy(start.rect, dx, dy);
    };
    const end = () => {
      this.#drag?.abort();
      if (this.#dragged) this.#keep();
    };
    target.addEventListener('pointermove', onMove, { signal });
    target.addEventListener('pointerup', end, { signal });
    target.addEventListener('pointercancel', end, { signal });
    const onKey = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return;
      this.#drag?.abort();
      this.#put(start.place);
    };
    addEventListener('keydown', onKey, { signal, capture: true });
  };

  /** A finger is too broad for the edges; it has the handle. */
  #edgesAt({ clientX, clientY, pointerType }: PointerEvent): Edges {
    if (pointerType === 'touch' || this.host.minimised) return { x: 0, y: 0 };
    const { left, top, width, height } = this.#rect;
    const at = (start: number, length: number, point: number) =>
      point - start < edgeWidth ? -1 : start + length - point < edgeWidth ? 1 : 0;
    return { x: at(left, width, clientX), y: at(top, height, clientY) };
  }

  readonly #showEdges = (event: PointerEvent) => {
    if (this.#drag && !this.#drag.signal.aborted) return;
    const { x, y } = this.#edgesAt(event);
    const both = x === y ? 'nwse-resize' : 'nesw-resize';
    this.host.style.cursor = x && y ? both : x ? 'ew-resize' : y ? 'ns-resize' : '';
  };

  /** A drag that ends on the button presses it, too. */
  #pressed(): boolean {
    const pressed = !this.#dragged;
    this.#dragged = false;
    return pressed;
  }

  readonly #toNextCorner = () => {
    if (!this.#pressed()) return;
    this.#put(nextCorner(this.#place));
    this.#keep();
  };

  readonly #toOtherSize = () => {
    if (!this.#pressed()) return;
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

  readonly #popOut = () => void this.host.popOut();

  /** Two windows on a page have an `id` each, and then a place each. */
  get #key(): string {
    return this.host.id ? `${storageKey}:${this.host.id}` : storageKey;
  }

  #read(): WindowPlace {
    try {
      const kept = readPlace(localStorage.getItem(this.#key));
      if (kept) return kept;
    } catch {
      // Storage is forbidden.
    }
    return { ...firstPlace, fromRight: !this.#rightToLeft, ...this.#styledPlace };
  }

  /** Where a style sheet wants it at first: pixels from the left and the top edge. */
  get #styledPlace(): Partial<WindowPlace> {
    const style = getComputedStyle(this.host);
    const x = parseFloat(style.getPropertyValue('--linkus-window-x'));
    const y = parseFloat(style.getPropertyValue('--linkus-window-y'));
    return { ...(x >= 0 && { fromRight: false, x }), ...(y >= 0 && { fromBottom: false, y }) };
  }

  #keep(): void {
    try {
      localStorage.setItem(this.#key, JSON.stringify(this.#place));
    } catch {
      // Full or forbidden: it stays where it is as long as the page does.
    }
  }
}

/** Of what can be seen: without scroll bars, and above a keyboard on the screen; zooming in changes nothing. */
function viewportSize(): Size {
  const { clientWidth: width } = document.documentElement;
  const seen = visualViewport ? visualViewport.height * visualViewport.scale : innerHeight;
  return { width, height: Math.min(innerHeight, Math.round(seen)) };
}
