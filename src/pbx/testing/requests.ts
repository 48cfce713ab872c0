/** What a test reads of the arguments of `fetch`. */

export function pathOf(input: RequestInfo | URL): string {
  return new URL(input instanceof Request ? input.url : input).pathname;
}

/** The JSON that is sent; `undefined` for a request without a body. */
export function bodyOf(request: RequestInit | undefined): unknown {
  return typeof request?.body === 'string' ? (JSON.parse(request.body) as unknown) : undefined;
}
