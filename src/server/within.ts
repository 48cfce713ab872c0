/**
 * What the work brings, or `otherwise` when it takes longer; it then goes on unheard.
 * The timer has a second use: an edge worker ends a request that waits for the work of another one without having anything of
 * its own under way, as it seems to hang.
 */
export async function within<T>(milliseconds: number, work: Promise<T>, otherwise: T): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
