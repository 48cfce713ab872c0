const told = new Set<string>();

/**
 * The value of an attribute that allows a few words, or `otherwise` for one that is none of them: that is told in the console,
 * once for each value. Nothing, or nothing written, is no mistake.
 */
export function oneOf<const Word extends string>(
  element: Element,
  attribute: string,
  value: string | null | undefined,
  words: readonly Word[],
  otherwise: NoInfer<Word>,
): Word {
  const known = words.find((word) => word === value);
  if (known !== undefined || !value) return known ?? otherwise;
  const what = `<${element.localName} ${attribute}="${value.slice(0, 50)}">`;
  if (!told.has(what)) {
    told.add(what);
    const list = words.filter(Boolean).map((word) => `"${word}"`);
    console.warn(
      `${what}: allowed is ${list.join(', ')}. It is taken as ${otherwise ? `"${otherwise}"` : 'left out'}.`,
    );
  }
  return otherwise;
}
