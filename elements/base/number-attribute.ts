import type { ComplexAttributeConverter, LitElement } from 'lit';

interface NumberConverter extends ComplexAttributeConverter<number | null> {
  /** What is to be written. */
  readonly write: string;
}

const told = new Set<string>();

/**
 * The converter of an attribute that takes a number. Nothing, nothing written, and what is no number is `otherwise`.
 * `write` says in the console what to write.
 */
export const numberOr = (otherwise: number | null, write: string): NumberConverter => ({
  write,
  fromAttribute: (text) => (text?.trim() && Number.isFinite(Number(text)) ? Number(text) : otherwise),
});

/** Tells in the console, once for each element and attribute, of one that takes a number and has something else. */
export function checkNumber(element: LitElement, name: string, text: string | null): void {
  if (!text?.trim() || Number.isFinite(Number(text))) return;
  for (const [property, { attribute, converter }] of (element.constructor as typeof LitElement).elementProperties) {
    if (name !== (typeof attribute === 'string' ? attribute : String(property).toLowerCase())) continue;
    const write = (converter as NumberConverter | undefined)?.write;
    const what = `<${element.localName} ${name}`;
    if (!write || told.has(what)) continue;
    told.add(what);
    console.warn(`${what}="${text.slice(0, 50)}">: write ${write}. It is taken as left out.`);
  }
}
