/** The body is larger than it may be. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/**
 * The text of a body, as UTF-8. Ends the stream when it is left early.
 * @param limit in bytes
 * @param signal ends the reading
 * @throws TooLarge
 * @throws the signal's reason
 */
export async function readText(
  body: ReadableStream<Uint8Array> | null,
  limit: number,
  signal?: AbortSignal,
): Promise<string> {
  if (!body) return '';
  const reader = body.getReader();
  const leave = (): void => void reader.cancel(signal?.reason).catch(() => undefined);
  signal?.addEventListener('abort', leave);
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      signal?.throwIfAborted();
      if (done) return text + decoder.decode();
      length += value.byteLength;
      if (length > limit) throw new TooLarge();
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    signal?.removeEventListener('abort', leave);
    void reader.cancel().catch(() => undefined);
  }
}
