import { jsonAnswer, type PlainAnswer } from './answers.js';
import { getRequest } from './node-request.js';
import { plainHandlers, type FetchHandler } from './signature-service.js';

/** What is used of Node's `IncomingMessage`; Connect, Express and Fastify (`request.raw`) hand on the same. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly rawHeaders: readonly string[];
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly socket: { readonly remoteAddress?: string | undefined; readonly encrypted?: boolean };
  /** What a body parser that came before has read. */
  readonly body?: unknown;
}

/** What is used of Node's `ServerResponse`. */
export interface NodeResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(body?: string): unknown;
}

export interface NodeListenerOptions {
  /**
   * How many proxies of your own stand before this server; each has added the address it saw to `X-Forwarded-For`.
   * Default 0: the header is not believed.
   */
  proxies?: number;
}

/** Goes to `http.createServer()`, `app.use()` of Connect and Express, or with `request.raw`, `reply.raw` to Fastify's. */
export type NodeListener = (request: NodeRequest, response: NodeResponse) => Promise<void>;

/** Makes a listener for Node of a handler. It answers every request, and never rejects. */
export function toNodeListener(handler: FetchHandler, { proxies = 0 }: NodeListenerOptions = {}): NodeListener {
  const answerPlainly =
    plainHandlers.get(handler) ??
    (async (...asked: Parameters<FetchHandler>): Promise<PlainAnswer> => {
      const response = await handler(...asked);
      return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
    });
  return async (incoming, outgoing) => {
    const request = toRequest(incoming);
    const answer = request
      ? await answerPlainly(request, { address: clientAddress(incoming, proxies) }).catch(() =>
          jsonAnswer(500, { error: 'internal', message: 'The server failed.' }),
        )
      : jsonAnswer(400, { error: 'bad-request', message: 'This is not a request that can be answered.' });
    outgoing.statusCode = answer.status;
    // Not writeHead(): the length goes along when the head is written with the body.
    for (const name in answer.headers) outgoing.setHeader(name, answer.headers[name] ?? '');
    outgoing.end(answer.body ?? undefined);
  };
}

/** Undefined when the Fetch standard knows no such request: the method TRACE, an impossible Host. */
function toRequest(incoming: NodeRequest): Request | undefined {
  const { headers, method = 'GET', rawHeaders, socket, url = '/' } = incoming;
  const authority = headers['host'] ?? headers[':authority'];
  const origin = `${socket.encrypted ? 'https' : 'http'}://${typeof authority === 'string' ? authority : 'localhost'}`;
  // A path that begins with two slashes would name a host if it were resolved.
  const address = url.startsWith('/') ? origin + url : url;
  try {
    const { href, pathname } = new URL(address);
    if (pathname.includes('//')) return undefined;
    const list: [string, string][] = [];
    for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
      const name = rawHeaders[index] ?? '';
      // HTTP/2 has the method and the address among the headers.
      if (!name.startsWith(':')) list.push([name, rawHeaders[index + 1] ?? '']);
    }
    if (method === 'GET') return getRequest(href, new Headers(list));
    const body = method === 'POST' ? bodyOf(incoming) : undefined;
    // `duplex` is demanded for a stream, and not yet among the types of the DOM.
    return new Request(address, { method, headers: list, ...(body !== undefined && { body, duplex: 'half' }) });
  } catch {
    return undefined;
  }
}

function bodyOf(incoming: NodeRequest): ReadableStream<Uint8Array> | string {
  if (incoming.body !== undefined) return JSON.stringify(incoming.body);
  const chunks = incoming[Symbol.asyncIterator]();
  return new ReadableStream({
    pull: async (controller) => {
      const next = await chunks.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
  });
}

/** The address that the outermost of our own proxies saw. */
function clientAddress({ headers, socket }: NodeRequest, proxies: number): string | undefined {
  const forwarded = headers['x-forwarded-for'];
  if (proxies === 0 || typeof forwarded !== 'string') return socket.remoteAddress;
  const hops = forwarded.split(',').map((hop) => hop.trim());
  return hops[Math.max(0, hops.length - proxies)];
}
