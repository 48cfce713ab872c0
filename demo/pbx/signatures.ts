import type { Extensions } from './extensions.js';
import { randomToken } from './random.js';

/** Login signatures (manual: OpenAPI, `sign/create`): made on the server's request, checked at login. */
export class Signatures {
  readonly #extensions: Extensions;
  readonly #now: () => number;
  readonly #signatures = new Map<string, { number: string; expires: number }>();

  constructor(extensions: Extensions, now: () => number) {
    this.#extensions = extensions;
    this.#now = now;
  }

  /**
   * @param username extension number or e-mail address
   * @param expireTime in Unix seconds; 0 means never
   * @returns undefined when there is no such extension
   */
  create(username: string, expireTime = 0): string | undefined {
    const extension = this.#extensions.findByUsername(username);
    if (!extension) return undefined;
    const signature = randomToken();
    this.#signatures.set(signature, { number: extension.number, expires: expireTime });
    return signature;
  }

  /** True when this signature was made for this user and has not expired. */
  verify(username: string, signature: string): boolean {
    const found = this.#signatures.get(signature);
    if (!found || found.number !== this.#extensions.findByUsername(username)?.number) return false;
    return found.expires === 0 || found.expires * 1000 > this.#now();
  }
}
