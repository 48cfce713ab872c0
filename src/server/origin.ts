import type { PlainAnswer } from './answers.js';

/**
 * Which pages may ask. A signed-in user's cookie goes along with the request of any page, so the browser's word about where
 * the request comes from decides (`Sec-Fetch-Site`, else `Origin`); pages can forge neither.
 */
export class Origins {
  readonly #allowed: ReadonlySet<string>;

  /**
   * @param allowed origins of other sites, such as `https://crm.example.com`
   * @throws TypeError when one is not an origin. There is no `*`: it would give everybody everybody's signature.
   */
  constructor(allowed: readonly string[]) {
    for (const origin of allowed) {
      if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
        throw new TypeError(`"${origin}" is not an origin. Write it like https://crm.example.com, without a path.`);
      }
    }
    this.#allowed = new Set(allowed);
  }

  /** Whether this request comes from our own page, from an allowed one, or from no page at all. */
  allows(request: Request): boolean {
    const origin = request.headers.get('origin');
    if (origin !== null && this.#allowed.has(origin)) return true;
    const site = request.headers.get('sec-fetch-site');
    // `none` is the user's own doing: an address typed in.
    if (site !== null) return site === 'same-origin' || (site === 'none' && request.method === 'GET');
    // The scheme is not compared: behind a proxy that ends TLS it is not ours.
    return origin === null || (URL.canParse(origin) && new URL(origin).host === new URL(request.url).host);
  }

  /** What lets the page of an allowed origin read the answer (Fetch standard, "CORS protocol"). */
  headersFor(request: Request): Record<string, string> {
    if (this.#allowed.size === 0) return {};
    const origin = request.headers.get('origin');
    if (origin === null || !this.#allowed.has(origin)) return { Vary: 'Origin' };
    return { Vary: 'Origin', 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true' };
  }

  /** The answer to a preflight. For others it has no word of permission, which browsers take as a no. */
  preflight(request: Request): PlainAnswer {
    const headers = this.headersFor(request);
    if ('Access-Control-Allow-Origin' in headers) {
      Object.assign(headers, {
        'Access-Control-Allow-Methods': 'GET, POST',
        'Access-Control-Allow-Headers': 'Authorization, Content-Type',
        'Access-Control-Max-Age': '600',
      });
    }
    return { status: 204, headers: { ...headers, Allow: 'GET, POST, OPTIONS' }, body: null };
  }
}
