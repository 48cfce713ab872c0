/**
 * Whether firmware `version` is at least `wanted`. The first part names the product line (37, 83 …) and is left out of the
 * comparison, so `wanted` is given without it: `isFirmware('83.12.0.23', '12.0.10')`.
 */
export function isFirmware(version: string, wanted: string): boolean {
  const have = parts(version).slice(1);
  const least = parts(wanted);
  for (const [index, part] of least.entries()) {
    const own = have[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}

/** `12.0.10-rc1` → 12, 0, 10. What is no number counts as 0: such a PBX gets the old, smaller interface. */
function parts(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
