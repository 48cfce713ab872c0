/**
 * JSON of plain data, whatever the page has done to the prototypes: old libraries give `Array` and `Object` a `toJSON`, which
 * makes text of a list. The replacer gets what that gave, and takes what is really there.
 */
export function toJson(data: unknown): string {
  return JSON.stringify(data, function (this: Record<string, unknown>, name) {
    return this[name];
  });
}
