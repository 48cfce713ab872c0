import { AccessToken } from './access-token.js';
import { jsonAnswer, refusal, refusalOf, toResponse, type PlainAnswer, type Refusal } from './answers.js';
import { checkOptions, type SignatureServiceOptions } from './options.js';
import { Origins } from './origin.js';
import { PbxClient } from './pbx-client.js';
import { messageOf } from './pbx-error.js';
import { addressKey, createLimiter, secondsToWait, type RateLimiter } from './rate-limit.js';
import { headersTooLarge, readRequest } from './request-limits.js';
import { Signatures, type Signature } from './signatures.js';
import { memoryTokens } from './token-store.js';
import { within } from './within.js';

/** What the server knows of a request that a Request doesn't hold. */
export interface ConnectionInfo {
  /** The IP address it comes from, for the rate limit. */
  address?: string | undefined;
}

interface Outcome {
  result: Signature | Refusal;
  username?: string;
}

/** Milliseconds after which a request is answered whatever happens: longer than all attempts at the PBX together. */
const LONGEST_MS = 30_000;
const TOO_LATE: Outcome = { result: refusal(504, 'took-too-long', 'The answer took too long.') };

/** A handler as Deno, Bun and edge workers take it; `toNodeListener` makes one for Node. It never rejects. */
export type FetchHandler = (request: Request, info?: ConnectionInfo) => Promise<Response>;

/** The same without a Response, whose making and reading again would be half of the work for a server of Node. */
export const plainHandlers = new WeakMap<
  FetchHandler,
  (request: Request, info: ConnectionInfo) => Promise<PlainAnswer>
>();

/**
 * Hands login signatures to signed-in users, so that the access key stays on the server (manual: "Get a login signature").
 * The handler answers GET and POST at `path` with `{username, secret, pbxURL, expires}`, `expires` in Unix seconds, and
 * otherwise with `{error, message}`.
 * @throws TypeError when an option is missing or wrong
 */
export function createSignatureService(options: SignatureServiceOptions): FetchHandler {
  const checked = checkOptions(options);
  const { accessId, accessKey, fetch, lifetime, now, onEvent, path, pbxUrl, publicPbxUrl, reuse, timeout } = checked;
  const hideKey = (text: string): string => text.replaceAll(accessKey, '[…]');
  const origins = new Origins(options.origins ?? []);
  const pbx = new PbxClient({ pbxUrl, fetch, timeout, now, onEvent });
  const accessToken = new AccessToken({
    pbx,
    store: options.tokens ?? memoryTokens(),
    key: `linkus-token-${pbxUrl.host}-${accessId}`.replaceAll(/[^\w-]+/g, '-'),
    accessId,
    accessKey,
    now,
    onEvent,
  });
  const signatures = new Signatures({ pbx, accessToken, lifetime, reuse, now });
  const perUser = createLimiter(checked.perUser);
  const perAddress = createLimiter(checked.perAddress);
  const pbxURL = publicPbxUrl.origin;

  const overLimit = async (limiter: RateLimiter, key: string): Promise<Refusal | undefined> => {
    const seconds = await secondsToWait(limiter, key, onEvent);
    if (seconds === undefined) return undefined;
    return refusal(429, 'too-many-requests', 'Too many requests.', { 'Retry-After': String(seconds) });
  };

  /** Whose signature to make, or why none. */
  async function admit(request: Request, info: ConnectionInfo): Promise<string | Refusal> {
    const { method } = request;
    if (method !== 'GET' && method !== 'POST') {
      return refusal(405, 'method-not-allowed', 'Use GET or POST.', { Allow: 'GET, POST, OPTIONS' });
    }
    if (!origins.allows(request)) return refusal(403, 'foreign-origin', 'The page of this origin may not ask.');
    const tooMany = info.address ? await overLimit(perAddress, addressKey(info.address)) : undefined;
    if (tooMany) return tooMany;
    const tooLarge = headersTooLarge(request);
    if (tooLarge) return tooLarge;
    const read = await readRequest(request);
    if (!(read instanceof Request)) return read;
    return identified(read);
  }

  async function identified(request: Request): Promise<string | Refusal> {
    let username: unknown;
    try {
      username = await options.identify(request);
    } catch (error) {
      onEvent({ type: 'application-error', where: 'identify', message: hideKey(messageOf(error)) });
      return refusal(500, 'identify-failed', 'Who is asking could not be found out.');
    }
    if (username === null || username === undefined || username === '') {
      return refusal(401, 'not-signed-in', 'Nobody is signed in.');
    }
    if (typeof username !== 'string' || !/^[\x21-\x7e\u00a0-\uffff]{1,254}$/.test(username)) {
      const message = 'identify() must return an extension number or an e-mail address.';
      onEvent({ type: 'application-error', where: 'identify', message });
      return refusal(500, 'identify-failed', 'Who is asking could not be found out.');
    }
    return (await overLimit(perUser, username)) ?? username;
  }

  /** What came of the request, and for whom. */
  async function outcomeOf(request: Request, info: ConnectionInfo): Promise<Outcome> {
    const username = await admit(request, info);
    if (typeof username !== 'string') return { result: username };
    try {
      return { username, result: await signatures.get(username) };
    } catch (error) {
      const known = refusalOf(error);
      if (!known) throw error;
      if (known.error === 'token-store-failed') {
        onEvent({ type: 'application-error', where: 'token-store', message: hideKey(messageOf(error)) });
      }
      return { username, result: known };
    }
  }

  async function answer(request: Request, info: ConnectionInfo): Promise<PlainAnswer> {
    const started = now();
    const { result, username } = await within(LONGEST_MS, outcomeOf(request, info), TOO_LATE);
    const isRefusal = 'error' in result;
    const status = isRefusal ? result.status : 200;
    onEvent({
      type: 'answer',
      status,
      milliseconds: now() - started,
      ...(isRefusal && { reason: result.error }),
      ...(username !== undefined && { username }),
    });
    const headers = origins.headersFor(request);
    if (!isRefusal)
      return jsonAnswer(200, { username, secret: result.secret, pbxURL, expires: result.expires }, headers);
    return jsonAnswer(status, { error: result.error, message: result.message }, { ...headers, ...result.headers });
  }

  async function plainAnswer(request: Request, info: ConnectionInfo): Promise<PlainAnswer> {
    if (pathOf(request.url) !== path) return jsonAnswer(404, { error: 'not-found', message: 'Not found.' });
    if (request.method === 'OPTIONS') return origins.preflight(request);
    try {
      return await answer(request, info);
    } catch (error) {
      // Nobody foresaw it. What the runtime would make of it may show a stack to the page.
      onEvent({ type: 'application-error', where: 'service', message: hideKey(messageOf(error)) });
      return jsonAnswer(500, { error: 'internal', message: 'The server failed.' }, origins.headersFor(request));
    }
  }

  const handler: FetchHandler = async (request, info = {}) => toResponse(await plainAnswer(request, info));
  plainHandlers.set(handler, plainAnswer);
  return handler;
}

/** The path of an address that a Request has put in order: without a second parsing, which would be seen in the figures. */
function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2);
  const end = url.slice(start).search(/[?#]/);
  return end < 0 ? url.slice(start) : url.slice(start, start + end);
}
