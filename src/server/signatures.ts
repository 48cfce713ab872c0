import type { AccessToken } from './access-token.js';
import type { PbxClient } from './pbx-client.js';
import { PbxError } from './pbx-error.js';

/** A login signature. */
export interface Signature {
  readonly secret: string;
  /** Unix seconds, by this server's clock. */
  readonly expires: number;
}

export interface SignaturesOptions {
  pbx: PbxClient;
  accessToken: AccessToken;
  /** Seconds that a signature lives. */
  lifetime: number;
  /** Seconds for which a user gets the same signature again; 0: a new one each time. */
  reuse: number;
  now: () => number;
}

/** So many users' signatures are kept; the oldest go first. */
const MOST_KEPT = 10_000;

/** Gets login signatures from the PBX (manual: "Get a login signature", step 3). */
export class Signatures {
  readonly #options: SignaturesOptions;
  /** By user, in the order of their making. */
  readonly #kept = new Map<string, { signature: Promise<Signature>; until: number }>();

  constructor(options: SignaturesOptions) {
    this.#options = options;
  }

  /**
   * @param username extension number or e-mail address
   * @throws PbxError, TokenStoreError
   */
  get(username: string): Promise<Signature> {
    const { now, reuse } = this.#options;
    if (reuse === 0) return this.#create(username);
    const kept = this.#kept.get(username);
    if (kept && kept.until > now()) return kept.signature;
    // What is kept is the promise, so that a user's requests at one time become one.
    const entry = { signature: this.#create(username), until: now() + reuse * 1000 };
    this.#kept.delete(username);
    this.#kept.set(username, entry);
    entry.signature.catch(() => {
      if (this.#kept.get(username) === entry) this.#kept.delete(username);
    });
    this.#sweep();
    return entry.signature;
  }

  /** The order of making is the order of ending: what is over stands at the front. */
  #sweep(): void {
    for (const [username, { until }] of this.#kept) {
      if (until > this.#options.now() && this.#kept.size <= MOST_KEPT) return;
      this.#kept.delete(username);
    }
  }

  async #create(username: string): Promise<Signature> {
    const { accessToken } = this.#options;
    const token = await accessToken.get();
    try {
      return await this.#ask(username, token);
    } catch (error) {
      if (!(error instanceof PbxError) || error.fault !== 'token-invalid') throw error;
      // The PBX forgets tokens when it restarts. Once only: a second refusal has another reason.
      return this.#ask(username, await accessToken.get(token));
    }
  }

  async #ask(username: string, token: string): Promise<Signature> {
    const { lifetime, now, pbx } = this.#options;
    const expires = Math.floor(now() / 1000) + lifetime;
    const body = { username, sign_type: 'sdk', expire_time: pbx.clock.secondsFromNow(lifetime) };
    const { data } = await pbx.call('sign/create', body, token);
    // The manual's table says a list, its example shows an object.
    const { sign } = ((Array.isArray(data) ? data[0] : data) ?? {}) as Record<string, unknown>;
    if (typeof sign !== 'string' || sign === '') {
      throw new PbxError('not-a-pbx', 'The PBX answered without a signature.');
    }
    return { secret: sign, expires };
  }
}
