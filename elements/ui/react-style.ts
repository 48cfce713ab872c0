/** A style as React takes it: names in camel case, numbers as pixels where a property wants a length. */
export type ReactStyle = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** `WebkitLineClamp` → `-webkit-line-clamp`, `msFlex` → `-ms-flex`; `--accent` stays as it is. */
function propertyName(name: string): string {
  if (name.startsWith('--')) return name;
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/^ms-/, '-ms-');
}

function propertyValue(property: string, value: string | number): string {
  const isLength = typeof value === 'number' && value !== 0 && !property.startsWith('--');
  // `opacity` and `line-height` take a number as it is; the browser knows which do.
  return isLength && !CSS.supports(property, String(value)) ? `${value}px` : String(value).trim();
}

/** Writes the style to that of an element or a rule. What React leaves out (`null`, `undefined`, booleans) is left out here, too. */
export function applyReactStyle(target: CSSStyleDeclaration, style: ReactStyle): void {
  for (const [name, value] of Object.entries(style)) {
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    const property = propertyName(name);
    target.setProperty(property, propertyValue(property, value));
  }
}
