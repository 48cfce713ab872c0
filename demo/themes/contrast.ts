/** Runs in the page that is measured: contrast of what is drawn, as WCAG 2.2 counts it. */

/** Colours as a browser paints them, whatever they are written in. */
class Paint {
  readonly #context = new OffscreenCanvas(1, 1).getContext('2d', {
    willReadFrequently: true,
  }) as OffscreenCanvasRenderingContext2D;

  /** The luminance of colours that lie on each other, the lowest first. */
  luminance(layers: readonly string[]): number {
    for (const layer of layers) {
      this.#context.fillStyle = layer;
      this.#context.fillRect(0, 0, 1, 1);
    }
    const [red = 0, green = 0, blue = 0] = [...this.#context.getImageData(0, 0, 1, 1).data].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
}

const paint = new Paint();

function contrast(foreground: string, layers: readonly string[]): number {
  const [dark = 0, light = 0] = [paint.luminance(layers), paint.luminance([...layers, foreground])].sort(
    (a, b) => a - b,
  );
  return (light + 0.05) / (dark + 0.05);
}

/** The parent in the tree as it is drawn. */
const around = (element: Element): Element | null =>
  element.assignedSlot ?? element.parentElement ?? (element.getRootNode() as Partial<ShadowRoot>).host ?? null;

function backgrounds(element: Element | null): string[] {
  const layers: string[] = [];
  for (let at = element; at; at = around(at)) layers.unshift(getComputedStyle(at).backgroundColor);
  return ['Canvas', ...layers];
}

function* visible(root: Element | ShadowRoot): Generator<Element> {
  for (const child of root.children) {
    // What cannot be used now is not held to a contrast.
    if (!child.checkVisibility({ visibilityProperty: true }) || child.matches(':disabled, [inert]')) continue;
    yield child;
    yield* visible(child);
    if (child.shadowRoot) yield* visible(child.shadowRoot);
  }
}

/** A line around a field, or under it: its own or that of what holds it. */
function lines(field: Element): [colour: string, behind: Element | null][] {
  return [field, field.parentElement].flatMap((element) => {
    if (!element) return [];
    const style = getComputedStyle(element);
    const width = parseFloat(style.borderBlockEndWidth);
    return width > 0 ? [[style.borderBlockEndColor, around(element)] as [string, Element | null]] : [];
  });
}

/** Icons, the lines of fields, the mark of the keyboard and the dot of the connection that have less than 3:1. */
export function faintShapes(): string[] {
  const faint = new Set<string>();
  const check = (what: string, ratio: number) => {
    if (ratio < 3) faint.add(`${what}: ${ratio.toFixed(2)}`);
  };
  for (const element of visible(document.body)) {
    const name = element.getAttribute('part') ?? element.className;
    if (element instanceof SVGSVGElement) {
      const button = element.closest('button');
      check(
        `icon of ${button?.getAttribute('part') ?? name}`,
        contrast(getComputedStyle(element).stroke, backgrounds(element)),
      );
    } else if (element.matches('input, select')) {
      const found = lines(element).map(([colour, behind]) => contrast(colour, backgrounds(behind)));
      check(`line of ${name}`, Math.max(0, ...found));
    } else if (element.matches('[part~=connection]')) {
      check('dot', contrast(getComputedStyle(element, '::before').borderBlockStartColor, backgrounds(element)));
    }
    const { shadowRoot } = element;
    if (shadowRoot) {
      const probe = document.createElement('i');
      probe.style.color = 'var(--_accent)';
      (shadowRoot.querySelector('[part~=base]') ?? shadowRoot).append(probe);
      check(
        `mark of the keyboard in ${element.localName}`,
        contrast(getComputedStyle(probe).color, backgrounds(probe)),
      );
      probe.remove();
    }
  }
  return [...faint];
}
