/** The tokens of one PBX. Times are Unix milliseconds. */
export interface Tokens {
  readonly accessToken: string;
  readonly accessExpires: number;
  readonly refreshToken: string;
  readonly refreshExpires: number;
  /** Milliseconds that the PBX's clock is ahead of ours, when known. */
  readonly clockOffset?: number;
}

/** Where the tokens are kept. Several servers share them through one that they all reach. */
export interface TokenStore {
  /** Undefined when there are none. */
  read(key: string): Promise<Tokens | undefined>;
  write(key: string, tokens: Tokens): Promise<void>;
  /** Runs the task while nobody else runs one for this key, in this process or another. */
  lock<T>(key: string, task: () => Promise<T>): Promise<T>;
}

/** Keeps the tokens in this process. */
export function memoryTokens(): TokenStore {
  const kept = new Map<string, Tokens>();
  const lock = localLock();
  return {
    read: async (key) => kept.get(key),
    write: async (key, tokens) => void kept.set(key, tokens),
    lock,
  };
}

/** One task after the other for each key, within this process. */
export function localLock(): TokenStore['lock'] {
  const tails = new Map<string, Promise<unknown>>();
  return async (key, task) => {
    const before = tails.get(key);
    const running = (async () => {
      // The one before has told its failure to its own caller.
      await before?.catch(() => undefined);
      return task();
    })();
    tails.set(key, running);
    try {
      return await running;
    } finally {
      if (tails.get(key) === running) tails.delete(key);
    }
  };
}

export function isTokens(value: unknown): value is Tokens {
  if (typeof value !== 'object' || value === null) return false;
  const { accessToken, accessExpires, refreshToken, refreshExpires, clockOffset } = value as Record<string, unknown>;
  return (
    typeof accessToken === 'string' &&
    typeof accessExpires === 'number' &&
    typeof refreshToken === 'string' &&
    typeof refreshExpires === 'number' &&
    (clockOffset === undefined || typeof clockOffset === 'number')
  );
}
