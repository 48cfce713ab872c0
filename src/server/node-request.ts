/** What a Request has, and how to get it from the real one. */
type Member = keyof Request;

/**
 * A GET as a Request that is made only when somebody asks for more than its method, address and headers: making one costs a
 * server of Node as much as all the rest of an answer. It passes for a Request; to hand it to `new Request()`, clone it first.
 */
class LazyRequest {
  readonly #url: string;
  readonly #headers: Headers;
  #real: Request | undefined;

  constructor(url: string, headers: Headers) {
    this.#url = url;
    this.#headers = headers;
  }

  // Getters, as a field could not be assigned over those of Request.
  get method(): string {
    return 'GET';
  }

  get body(): null {
    return null;
  }

  get url(): string {
    return this.#url;
  }

  get headers(): Headers {
    return this.#headers;
  }

  get real(): Request {
    return (this.#real ??= new Request(this.#url, { headers: this.#headers }));
  }
}

for (const name of Object.getOwnPropertyNames(Request.prototype) as Member[]) {
  if (['constructor', 'method', 'body', 'url', 'headers'].includes(name)) continue;
  Object.defineProperty(LazyRequest.prototype, name, {
    configurable: true,
    get(this: LazyRequest): unknown {
      const value: unknown = Reflect.get(this.real, name);
      return typeof value === 'function' ? (value as (this: Request) => unknown).bind(this.real) : value;
    },
  });
}
Object.setPrototypeOf(LazyRequest.prototype, Request.prototype);

/** @param url a whole address that has been parsed already */
export function getRequest(url: string, headers: Headers): Request {
  return new LazyRequest(url, headers) as unknown as Request;
}
