/** A message of RFC 4475, "SIP Torture Test Messages". */
export interface TortureMessage {
  /** The RFC's name for it, and what it is about. */
  readonly name: string;
  /** As it goes over the socket. Changed are Request-URIs that aren't what it is about: they
   * name our phone; and branches, which are unique as RFC 3261 wants them: in the RFC many messages have the same one. */
  readonly text: string;
  /** The status of our first response after 100; 180: it rings. `null`: there is none, as for every response. */
  readonly answer: number | null;
  /** The RFC wants an answer, and we may drop it without one: nothing else comes of it. */
  readonly mayDrop?: boolean;
}

/** Lines of a message; `{length}` becomes the length of what follows the empty line. */
export function lines(...all: readonly string[]): string {
  const text = all.join('\r\n');
  const body = text.slice(text.indexOf('\r\n\r\n') + 4);
  return text.replace('{length}', String(new TextEncoder().encode(body).length));
}
