import { createLogger } from '../logger.js';
import { parseObject, textOf } from '../pbx/answer-fields.js';
import { failure } from '../pbx/failure.js';
import { isPassing, retryAfter } from '../reconnect-policy.js';
import { PBX_ERROR, isResult } from '../result.js';

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

/** How long the provider or the application server may take (ms). */
const answerTime = 15_000;

/** Whether the source can be asked for another signature when the first is no longer good. */
export const canRenew = ({ signatureProvider, signatureUrl }: SignatureSource) =>
  Boolean(signatureProvider ?? signatureUrl);

/**
 * What to sign in with.
 * @throws SignInFailure -102 no answer within 15 s, or the application server can't be reached or can't answer now: that
 *   passes; -103 it refused, or what it gave is no signature
 */
export async function askSignature(
  source: SignatureSource,
  signal: AbortSignal,
): Promise<{ username: string; secret: string; pbxURL: string }> {
  const { signatureProvider, signatureUrl, credentials, username, secret, pbxURL } = source;
  const given: Signature = signatureProvider
    ? await inTime(signal, (limited) => askProvider(signatureProvider, limited))
    : signatureUrl
      ? await inTime(signal, (limited) => fetchSignature(signatureUrl, credentials, limited))
      : { secret };
  return {
    username: username || (given.username ?? ''),
    secret: given.secret,
    pbxURL: pbxURL || given.pbxURL || location.origin,
  };
}

/** Gives `ask` a signal that is aborted with `signal`, and when the time is over. */
async function inTime<Value>(signal: AbortSignal, ask: (limited: AbortSignal) => Promise<Value>): Promise<Value> {
  const limit = new AbortController();
  const giveUp = () => limit.abort();
  signal.addEventListener('abort', giveUp);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      log.warn(`no signature within ${answerTime / 1000} s`);

      reject(failure(PBX_ERROR.PBX_NETWORK_ERROR, 'no-answer'));
      giveUp();
    }, answerTime);
  });
  try {
    return await Promise.race([ask(limit.signal), late]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}

async function askProvider(provider: SignatureProvider, signal: AbortSignal): Promise<Signature> {
  let answer: unknown;
  try {
    answer = await provider({ signal });
  } catch (error) {
    if (isResult(error)) throw error;
    if (!signal.aborted) log.warn(`the signature provider failed: ${String(error)}`);
    throw passesByItself(error)
      ? failure(PBX_ERROR.PBX_NETWORK_ERROR, 'unreachable')
      : failure(PBX_ERROR.PBX_API_ERROR, 'refused');
  }
  const signature = typeof answer === 'string' ? { secret: answer } : answer;
  if (isSignature(signature)) return signature;
  log.warn('the signature provider must answer with a string, or with an object with "secret"');
  throw failure(PBX_ERROR.PBX_API_ERROR, 'refused');
}

/**
 * What fetch() rejects with when there is no network (TypeError, DOMException), what HTTP libraries call that (`code`), and the
 * statuses that pass. Every other error is the application's own word.
 */
function passesByItself(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof DOMException) return true;
  const { status, response, code } = (error ?? {}) as {
    status?: unknown;
    response?: { status?: unknown };
    code?: unknown;
  };
  return isPassing(Number(status ?? response?.status)) || /^E(RR_NETWORK|CONN|TIMEDOUT)/.test(String(code));
}

/** Asks the application server for a login signature, so that no secret stands in the page. */
async function fetchSignature(url: string, credentials: RequestCredentials, signal: AbortSignal): Promise<Signature> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { credentials, cache: 'no-store', signal });
    text = await response.text();
  } catch {
    throw failure(PBX_ERROR.PBX_NETWORK_ERROR, 'unreachable');
  }
  const { ok, status, headers } = response;
  const answer = parseObject(text);
  if (ok && isSignature(answer)) return answer;
  // For the page's developer; the address may hold what is nobody's business, so its path alone.
  const error = textOf(answer ?? undefined, 'error');
  const why = /^[\w-]{1,40}$/.test(error) ? ` ${error}` : '';
  log.warn(
    `signature-url ${new URL(url, location.href).pathname} answered ${status}${why}${ok ? ' without "secret"' : ''}`,
  );
  throw isPassing(status)
    ? failure(PBX_ERROR.PBX_NETWORK_ERROR, 'no-answer', {
        errcode: status,
        retryAfter: retryAfter(headers.get('retry-after')),
      })
    : failure(PBX_ERROR.PBX_API_ERROR, 'refused', { errcode: status });
}

function isSignature(value: unknown): value is Signature {
  return typeof value === 'object' && value !== null && typeof (value as Signature).secret === 'string';
}
