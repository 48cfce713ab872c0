import type { OnEvent } from './events.js';
import type { PbxAnswer, PbxClient } from './pbx-client.js';
import { messageOf, PbxError } from './pbx-error.js';
import type { Tokens, TokenStore } from './token-store.js';

export interface AccessTokenOptions {
  pbx: PbxClient;
  store: TokenStore;
  /** Of these tokens in the store. */
  key: string;
  accessId: string;
  accessKey: string;
  now: () => number;
  onEvent: OnEvent;
}

/** The token store of the application failed. */
export class TokenStoreError extends Error {
  override readonly name = 'TokenStoreError';
}

/** A token that ends within so many milliseconds, or a tenth of its life, is as good as ended. */
const MARGIN_MS = 60_000;
/** A PBX locks out who keeps on sending a wrong key. */
const REFUSED_MS = 30_000;
/** What the manual's example shows, for a PBX that doesn't say: seconds. */
const ACCESS_SECONDS = 1800;
const REFRESH_SECONDS = 86_400;

/** The access token of one PBX: asked for once however many need it, here and on the other servers of the same store. */
export class AccessToken {
  readonly #options: AccessTokenOptions;
  #tokens: Tokens | undefined;
  #flight: Promise<Tokens> | undefined;
  #refusal: { error: PbxError; until: number } | undefined;

  constructor(options: AccessTokenOptions) {
    this.#options = options;
  }

  /**
   * A token that is good for now.
   * @param refused the PBX said of this one that it is not, whatever its time
   * @throws PbxError, TokenStoreError
   */
  async get(refused?: string): Promise<string> {
    if (!this.#isGood(this.#tokens, refused)) {
      this.#flight ??= this.#renew(refused).finally(() => (this.#flight = undefined));
      this.#tokens = await this.#flight;
    }
    return this.#tokens.accessToken;
  }

  #isGood(tokens: Tokens | undefined, refused: string | undefined): tokens is Tokens {
    return tokens !== undefined && tokens.accessToken !== refused && tokens.accessExpires > this.#options.now();
  }

  async #renew(refused: string | undefined): Promise<Tokens> {
    const { key, onEvent, store } = this.#options;
    return guarded(store.lock.bind(store), key, async () => {
      const stored = await storage(() => store.read(key));
      if (this.#isGood(stored, refused)) {
        // Another server has asked; what it knows of the PBX's clock is good for us as well.
        this.#options.pbx.clock.offset ??= stored.clockOffset;
        return stored;
      }
      const tokens = await this.#request(stored ?? this.#tokens);
      // The tokens are here: that others will have to ask again is no reason to fail.
      await store.write(key, tokens).catch((error: unknown) => {
        onEvent({ type: 'application-error', where: 'token-store', message: messageOf(error) });
      });
      return tokens;
    });
  }

  async #request(old: Tokens | undefined): Promise<Tokens> {
    const { accessId, accessKey, now, pbx } = this.#options;
    if (old && old.refreshExpires > now()) {
      try {
        return this.#tokensOf(await pbx.call('refresh_token', { refresh_token: old.refreshToken }));
      } catch (error) {
        // Refused: the key opens the door as well.
        if (!(error instanceof PbxError) || error.errcode === undefined) throw error;
      }
    }
    if (this.#refusal && this.#refusal.until > now()) throw this.#refusal.error;
    try {
      return this.#tokensOf(await pbx.call('get_token', { username: accessId, password: accessKey }));
    } catch (error) {
      if (error instanceof PbxError && error.fault === 'access-refused') {
        this.#refusal = { error, until: now() + REFUSED_MS };
      }
      throw error;
    }
  }

  #tokensOf(answer: PbxAnswer): Tokens {
    const { now, pbx } = this.#options;
    const accessToken = answer['access_token'];
    if (typeof accessToken !== 'string' || accessToken === '') {
      throw new PbxError('not-a-pbx', 'The PBX answered without an access token.');
    }
    const refreshToken = answer['refresh_token'];
    const hasRefresh = typeof refreshToken === 'string' && refreshToken !== '';
    const end = (seconds: unknown, usual: number): number => {
      const life = (Number(seconds) > 0 ? Number(seconds) : usual) * 1000;
      return now() + life - Math.min(MARGIN_MS, life / 10);
    };
    return {
      accessToken,
      accessExpires: end(answer['access_token_expire_time'], ACCESS_SECONDS),
      refreshToken: hasRefresh ? refreshToken : '',
      refreshExpires: hasRefresh ? end(answer['refresh_token_expire_time'], REFRESH_SECONDS) : 0,
      ...(pbx.clock.offset !== undefined && { clockOffset: pbx.clock.offset }),
    };
  }
}

/** Marks what the application's store throws, so that it isn't taken for the PBX's fault. */
async function storage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new TokenStoreError(messageOf(error));
  }
}

async function guarded<T>(lock: TokenStore['lock'], key: string, task: () => Promise<T>): Promise<T> {
  try {
    return await lock(key, task);
  } catch (error) {
    if (error instanceof PbxError || error instanceof TokenStoreError) throw error;
    throw new TokenStoreError(messageOf(error));
  }
}
