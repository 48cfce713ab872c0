import type { OnEvent } from './events.js';
import type { Limit, RateLimiter } from './rate-limit.js';
import type { TokenStore } from './token-store.js';

/** What {@link createSignatureService} needs to know. */
export interface SignatureServiceOptions {
  /** Address of the PBX as this server reaches it, such as `https://pbx.example.com:8088`. HTTP only on this machine. */
  pbxUrl: string | URL;
  /** "Access ID" of the page Integrations > Linkus SDK of the PBX. */
  accessId: string;
  /** "Access Key" of that page. It leaves this process only towards the PBX. */
  accessKey: string;
  /**
   * Who is asking: the extension (number or e-mail address) that the signed-in user of your application may use, and
   * nothing for who isn't signed in. It must never believe a name that the request merely claims.
   */
  identify: (request: Request) => string | null | undefined | Promise<string | null | undefined>;
  /** Address of the PBX as browsers reach it, when that is another one. */
  publicPbxUrl?: string | URL;
  /** Seconds that a signature lives. Default 300: it is for the sign-in that follows at once. */
  lifetime?: number;
  /** Seconds for which a user who asks again gets the same signature, at most half of `lifetime`. Default 0: never. */
  reuse?: number;
  /** Where the access token is kept. Default: in this process. */
  tokens?: TokenStore;
  /** Origins of other sites whose pages may ask. Default: none, only pages of this origin. */
  origins?: readonly string[];
  /** Default: 30 requests a minute for a user. */
  perUser?: Limit | RateLimiter;
  /** Default: 300 requests a minute for an address, as a whole office may have one. */
  perAddress?: Limit | RateLimiter;
  /** The path that is answered. Default `/signature`. */
  path?: string;
  /** Milliseconds that one request to the PBX may take. Default 4000. */
  timeout?: number;
  /** Hears what happens, for logs and meters. */
  onEvent?: OnEvent;
  /** Asks the PBX. Default: the platform's. */
  fetch?: typeof fetch;
  /** Unix milliseconds. Default: the platform's clock. */
  now?: () => number;
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|[^.]+\.localhost)$/;

/** The options with everything filled in. @throws TypeError with what is missing or wrong */
export function checkOptions(options: SignatureServiceOptions) {
  const { accessId, accessKey, identify, lifetime = 300, path = '/signature', reuse = 0, timeout = 4000 } = options;
  if (typeof identify !== 'function') {
    throw new TypeError('"identify" is missing: without it anybody would get the signature of any extension.');
  }
  for (const [name, value] of Object.entries({ accessId, accessKey })) {
    if (typeof value !== 'string' || value === '') throw new TypeError(`"${name}" is missing.`);
  }
  const pbxUrl = pbxAddress('pbxUrl', options.pbxUrl);
  if (!Number.isInteger(lifetime) || lifetime < 10 || lifetime > 86_400) {
    throw new TypeError('"lifetime" must be 10 to 86400 seconds.');
  }
  if (!(reuse >= 0 && reuse <= lifetime / 2)) throw new TypeError('"reuse" must be 0 to half of "lifetime".');
  if (!(timeout > 0)) throw new TypeError('"timeout" must be a number of milliseconds.');
  if (!path.startsWith('/')) throw new TypeError('"path" must begin with "/".');
  return {
    ...options,
    lifetime,
    path,
    reuse,
    timeout,
    pbxUrl,
    publicPbxUrl: pbxAddress('publicPbxUrl', options.publicPbxUrl ?? pbxUrl),
    fetch: options.fetch ?? ((input: Parameters<typeof fetch>[0], init?: RequestInit) => fetch(input, init)),
    now: options.now ?? Date.now,
    onEvent: harmless(options.onEvent),
    perUser: options.perUser ?? { points: 30, duration: 60 },
    perAddress: options.perAddress ?? { points: 300, duration: 60 },
  };
}

/** A listener whose failure is its own: a full disk under the log is no reason to send a user away. */
function harmless(listener: OnEvent | undefined): OnEvent {
  return (event) => {
    try {
      listener?.(event);
    } catch {
      // There is nobody left to tell.
    }
  };
}

function pbxAddress(name: string, value: string | URL): URL {
  if (!URL.canParse(value)) throw new TypeError(`"${name}" must be an address like https://pbx.example.com:8088.`);
  const { hostname, origin, protocol } = new URL(value);
  if (protocol !== 'https:' && !(protocol === 'http:' && LOOPBACK.test(hostname))) {
    throw new TypeError(`"${name}" must begin with https://: keys and signatures travel there.`);
  }
  return new URL(origin);
}
