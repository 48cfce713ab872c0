/**
 * The name out of `known` that somebody probably meant by `name`, or `null` when none is near: `pbxUrl` → `pbxURL`,
 * `incomming` → `incoming`. One mistake in three letters is still near, and letter case is no mistake.
 */
export function nearestName(name: string, known: Iterable<string>): string | null {
  const wanted = plain(name);
  let nearest: string | null = null;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const other = plain(candidate);
    // A name that was cut short (`user`, `end`) is one mistake, however much is missing.
    const cutShort = wanted.length >= 3 && other.length > wanted.length && other.startsWith(wanted);
    const distance = cutShort ? 1 : editDistance(wanted, other, least);
    if (distance >= least) continue;
    least = distance;
    nearest = candidate;
  }
  return nearest;
}

/** Letters and digits in lower case: `pbx-url` and `PBX_URL` are spellings of `pbxURL`. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/**
 * How many letters must be put in, left out, replaced or swapped with their neighbour to make `b` of `a` (optimal string
 * alignment). `limit` when it is at least that many: such a pair need not be compared to the end.
 */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const at = (line: readonly number[], index: number): number => line[index] ?? limit;
      let cost = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      current.push(cost);
    }
    [beforeLast, last] = [last, current];
  }
  return Math.min(last[b.length] ?? limit, limit);
}
