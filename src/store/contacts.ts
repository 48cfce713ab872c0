/** What a PBX knows of a number. Functions are no plain data, so they are found here and not in the snapshot. */
export type LookUp = (number: string) => Promise<{ readonly name?: string }>;

const phones = new Map<string, LookUp>();

/** How the phone that is signed in with this extension asks its PBX for names. The answers never reject. */
export function lookUpOf(extension: string): LookUp | undefined {
  return phones.get(extension);
}

/** For the phone that is signed in. @internal */
export function keepLookUp(extension: string, lookUp: LookUp | null): void {
  if (lookUp) phones.set(extension, lookUp);
  else phones.delete(extension);
}
