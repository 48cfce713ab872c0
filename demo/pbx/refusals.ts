/** What can be refused by command. */
export const REFUSABLE = ['login', 'register', 'invite', 'reinvite', 'product', 'http', 'openapi'] as const;
export type Refusable = (typeof REFUSABLE)[number];

export interface Refusal {
  /** HTTP or SIP status. */
  status?: number;
  /** The `errcode` of an HTTP answer. */
  errcode?: number;
  /** The whole text of an HTTP answer, JSON or not. */
  body?: string;
  /** An answer of the OpenAPI that never comes, or that ends in the middle without ending. */
  hang?: 'headers' | 'body';
  /** Only the requests of this extension, or whose path has this part. */
  from?: string;
}

/** The next requests that a test wants to see refused. */
export class Refusals {
  readonly #refusals = new Map<Refusable, Refusal & { times: number }>();

  set(what: Refusable, times: number, refusal: Refusal): void {
    if (times > 0) this.#refusals.set(what, { ...refusal, times });
    else this.#refusals.delete(what);
  }

  /**
   * The refusal for this request, if one is due; it is then used up.
   * @param from the extension or the path that the request comes from
   */
  take(what: Refusable, from = ''): Refusal | undefined {
    const refusal = this.#refusals.get(what);
    if (!refusal || !from.includes(refusal.from ?? '')) return undefined;
    refusal.times -= 1;
    if (refusal.times === 0) this.#refusals.delete(what);
    return refusal;
  }
}
