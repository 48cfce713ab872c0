/** Where a floating window stands, as plain data and rules; `window.ts` moves the element. Distances in CSS pixels. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Rect extends Size {
  readonly left: number;
  readonly top: number;
}

/** Counted from the nearest corner of the viewport: there the window stays when its content or the viewport changes. */
export interface WindowPlace {
  readonly fromRight: boolean;
  readonly fromBottom: boolean;
  /** To the left or right edge. */
  readonly x: number;
  /** To the top or bottom edge. */
  readonly y: number;
  /** `null`: as large as the content. */
  readonly width: number | null;
  readonly height: number | null;
}

/** Which edges are pulled: -1 left or top, 1 right or bottom, 0 neither. */
export interface Edges {
  readonly x: -1 | 0 | 1;
  readonly y: -1 | 0 | 1;
}

/** What always stays free between the window and the edges of the viewport. */
export const margin = 8;

/** Smaller is of no use; a smaller viewport makes it smaller all the same. */
const smallest: Size = { width: 200, height: 120 };

const between = (least: number, value: number, most: number) => Math.max(least, Math.min(value, most));

/** The place of a window that was put at `rect`; its size is `size`. */
export function placeAt(rect: Rect, viewport: Size, size: Pick<WindowPlace, 'width' | 'height'>): WindowPlace {
  const right = viewport.width - rect.left - rect.width;
  const bottom = viewport.height - rect.top - rect.height;
  const [fromRight, fromBottom] = [right < rect.left, bottom < rect.top];
  const { width, height } = size;
  return { fromRight, fromBottom, x: fromRight ? right : rect.left, y: fromBottom ? bottom : rect.top, width, height };
}

/** Where the window is drawn: at its place, or as near to it as the viewport allows. */
export function fit({ fromRight, fromBottom, x, y }: WindowPlace, size: Size, viewport: Size): Rect {
  const along = (fromEnd: boolean, distance: number, length: number, whole: number) =>
    between(margin, fromEnd ? whole - length - distance : distance, Math.max(margin, whole - length - margin));
  return {
    left: along(fromRight, x, size.width, viewport.width),
    top: along(fromBottom, y, size.height, viewport.height),
    width: size.width,
    height: size.height,
  };
}

/** The window after its edges were pulled by `dx` and `dy`: not over the viewport's edges, and not too small. */
export function pull(rect: Rect, edges: Edges, dx: number, dy: number, viewport: Size): Rect {
  const along = (edge: number, start: number, length: number, by: number, least: number, whole: number) => {
    const most = edge > 0 ? whole - margin - start : start + length - margin;
    const pulled = edge === 0 ? length : between(Math.min(least, most), length + edge * by, most);
    return [edge < 0 ? start + length - pulled : start, pulled] as const;
  };
  const [left, width] = along(edges.x, rect.left, rect.width, dx, smallest.width, viewport.width);
  const [top, height] = along(edges.y, rect.top, rect.height, dy, smallest.height, viewport.height);
  return { left, top, width, height };
}

/** The corner after this one, clockwise. */
export function nextCorner({ fromRight, fromBottom, width, height }: WindowPlace): WindowPlace {
  return { fromRight: !fromBottom, fromBottom: fromRight, x: margin * 2, y: margin * 2, width, height };
}

export const firstPlace: WindowPlace = {
  ...{ fromRight: true, fromBottom: true, x: margin * 2, y: margin * 2 },
  ...{ width: null, height: null },
};

/** What was stored, or `null` when it is nothing that we wrote. */
export function readPlace(text: string | null): WindowPlace | null {
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? '');
  } catch {
    return null;
  }
  if (typeof stored !== 'object' || stored === null) return null;
  const { fromRight, fromBottom, x, y, width, height } = stored as Record<keyof WindowPlace, unknown>;
  const isLength = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value < 100_000;
  const isSize = (value: unknown) => value === null || isLength(value);
  if (typeof fromRight !== 'boolean' || typeof fromBottom !== 'boolean' || !isLength(x) || !isLength(y)) return null;
  if (!isSize(width) || !isSize(height)) return null;
  return { fromRight, fromBottom, x, y, width, height };
}
