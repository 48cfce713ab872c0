/**
 * Reading what a PBX sent. Its numbers sometimes arrive as text, fields may be missing, and what should be JSON may be a
 * proxy's page of HTML: nothing here throws.
 */

/** An object that came out of JSON. */
export type Answer = Record<string, unknown>;

/** The object in `text`, or `null`. */
export function parseObject(text: string): Answer | null {
  try {
    return asObject(JSON.parse(text)) ?? null;
  } catch {
    return null;
  }
}

/** The value as an object, when it is one. */
export function asObject(value: unknown): Answer | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Answer) : undefined;
}

/** A field that the PBX sent: not what a page or its libraries have given to all objects. */
export function fieldOf(answer: Answer | undefined, name: string): unknown {
  return answer && Object.hasOwn(answer, name) ? answer[name] : undefined;
}

/** An object inside an answer. */
export function objectOf(answer: Answer | undefined, name: string): Answer | undefined {
  return asObject(fieldOf(answer, name));
}

/** The objects of a list inside an answer; an empty list when there is none. */
export function objectsOf(answer: Answer | undefined, name: string): Answer[] {
  const list = fieldOf(answer, name);
  return Array.isArray(list) ? list.map(asObject).filter((entry) => entry !== undefined) : [];
}

/** A text field; numbers become text, anything else the empty string. */
export function textOf(answer: Answer | undefined, name: string): string {
  const value = fieldOf(answer, name);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** A number field, which may be text; `undefined` when it is missing or no number. */
export function givenNumber(answer: Answer | undefined, name: string): number | undefined {
  const text = textOf(answer, name).trim();
  const value = Number(text);
  return text !== '' && Number.isFinite(value) ? value : undefined;
}

/** A number field, which may be text; 0 when it is neither. */
export function numberOf(answer: Answer | undefined, name: string): number {
  return givenNumber(answer, name) ?? 0;
}
