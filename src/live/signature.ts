import { createLogger } from '../logger.js';
import { PBX_ERROR, isResult, type Result } from '../result.js';

const log = createLogger('signature');

/** What the application server answers at `signature-url` (JSON). Missing fields come from the element. */
export interface Signature {
  readonly username?: string;
  readonly secret: string;
  readonly pbxURL?: string;
}

/**
 * A page's own way to a login signature; asked at each sign-in, and again when the PBX wants another one. Answers with the
 * signature alone, or as `signature-url` does. `signal` is aborted when nobody waits for the answer any more.
 */
export type SignatureProvider = (wish: {
  readonly signal: AbortSignal;
}) => string | Signature | Promise<string | Signature>;

/** Where the login signature comes from, the first that is given of: the provider, the address, the secret itself. */
export interface SignatureSource {
  readonly username: string;
  readonly secret: string;
  readonly pbxURL: string;
  readonly signatureUrl: string;
  /** How cookies go to `signatureUrl`. */
  readonly credentials: RequestCredentials;
  readonly signatureProvider: SignatureProvider | null;
}

const answerTime = 15_000;

/** Whether the source can be asked for another signature when the first is no longer good. */
export const canRenew = ({ signatureProvider, signatureUrl }: SignatureSource) =>
  Boolean(signatureProvider ?? signatureUrl);

/**
 * What to sign in with.
 * @throws Result -102 the application server can't be reached, -103 it refused or what it gave is no signature
 */
export async function askSignature(
  source: SignatureSource,
  signal: AbortSignal,
): Promise<{ username: string; secret: string; pbxURL: string }> {
  const { signatureProvider, signatureUrl, credentials, username, secret, pbxURL } = source;
  const given: Signature = signatureProvider
    ? await askProvider(signatureProvider, signal)
    : signatureUrl
      ? await fetchSignature(signatureUrl, credentials)
      : { secret };
  return {
    username: username || (given.username ?? ''),
    secret: given.secret,
    pbxURL: pbxURL || given.pbxURL || location.origin,
  };
}

async function askProvider(provider: SignatureProvider, signal: AbortSignal): Promise<Signature> {
  let answer: unknown;
  try {
    answer = await provider({ signal });
  } catch (error) {
    if (isResult(error)) throw error;
    if (!signal.aborted) log.warn(`the signature provider failed: ${String(error)}`);
    // fetch() rejects with a TypeError when there is no network: that passes by itself.
    throw error instanceof TypeError ? PBX_ERROR.PBX_NETWORK_ERROR : PBX_ERROR.PBX_API_ERROR;
  }
  const signature = typeof answer === 'string' ? { secret: answer } : answer;
  if (isSignature(signature)) return signature;
  log.warn('the signature provider must answer with a string, or with an object with "secret"');
  throw PBX_ERROR.PBX_API_ERROR;
}

/** Statuses that pass by themselves (RFC 9110 section 15): too many requests, too early, and what the server has the fault of. */
const passing = (status: number): boolean => status >= 500 || [408, 425, 429].includes(status);

/** A refusal that passes, and how long to wait before asking again. */
export interface LaterResult extends Result {
  /** Milliseconds, when the application server named them. */
  readonly retryAfter?: number;
}

/** Asks the application server for a login signature, so that no secret stands in the page. */
async function fetchSignature(url: string, credentials: RequestCredentials): Promise<Signature> {
  let response: Response;
  try {
    response = await fetch(url, { credentials, cache: 'no-store', signal: AbortSignal.timeout(answerTime) });
  } catch {
    throw PBX_ERROR.PBX_NETWORK_ERROR;
  }
  const { ok, status } = response;
  const answer: unknown = await response.json().catch(() => null);
  if (ok && isSignature(answer)) return answer;
  // For the page's developer; the address may hold what is nobody's business, so its path alone.
  const { error } = (answer ?? {}) as { error?: unknown };
  const why = typeof error === 'string' && /^[\w-]{1,40}$/.test(error) ? ` ${error}` : '';
  log.warn(
    `signature-url ${new URL(url, location.href).pathname} answered ${status}${why}${ok ? ' without "secret"' : ''}`,
  );
  const refused: Result = { ...PBX_ERROR.PBX_API_ERROR, errcode: status };
  if (!passing(status)) throw refused;
  const retryAfter = Number(response.headers.get('retry-after')) * 1000;
  const later: LaterResult = { ...PBX_ERROR.PBX_NETWORK_ERROR, errcode: status, ...(retryAfter > 0 && { retryAfter }) };
  throw later as Result;
}

function isSignature(value: unknown): value is Signature {
  return typeof value === 'object' && value !== null && typeof (value as Signature).secret === 'string';
}
