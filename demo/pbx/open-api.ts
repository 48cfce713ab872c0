import { Hono, type Context } from 'hono';
import { failure, readJson, success, text } from './http-answers.js';
import { randomToken } from './random.js';
import type { Refusal, Refusals } from './refusals.js';
import type { PbxSettings } from './settings.js';
import type { Signatures } from './signatures.js';

const ACCESS_TOKEN_SECONDS = 1800;
const REFRESH_TOKEN_SECONDS = 86_400;

export interface OpenApiCredentials {
  accessId: string;
  accessKey: string;
}

/** What the application servers have: access tokens and refresh tokens with their ends, and how often they asked. */
export class OpenApiTokens {
  readonly access = new Map<string, number>();
  readonly refresh = new Map<string, number>();
  readonly counts = { get_token: 0, refresh_token: 0, sign: 0, most_token_requests_at_once: 0 };
  #atOnce = 0;

  /** Counts a request; those for tokens also while they are answered. */
  async counted(path: string, answer: () => Promise<void>): Promise<void> {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (name === 'create') this.counts.sign += 1;
    if (name !== 'get_token' && name !== 'refresh_token') return answer();
    this.counts[name] += 1;
    this.#atOnce += 1;
    this.counts.most_token_requests_at_once = Math.max(this.counts.most_token_requests_at_once, this.#atOnce);
    try {
      await answer();
    } finally {
      this.#atOnce -= 1;
    }
  }
}

export interface OpenApiOptions {
  credentials: OpenApiCredentials;
  signatures: Signatures;
  tokens: OpenApiTokens;
  refusals: Refusals;
  settings: PbxSettings;
  now: () => number;
}

/**
 * The OpenAPI calls that an application's server makes for a login signature (manual: "Get a login signature"). No
 * CORS: the access key has no business in a browser.
 */
export function openApi(options: OpenApiOptions): Hono {
  const { credentials, now, refusals, settings, signatures, tokens } = options;
  const isValid = (kind: Map<string, number>, token: string): boolean => (kind.get(token) ?? 0) > now();

  function tokenPair() {
    const accessToken = randomToken();
    const refreshToken = randomToken();
    tokens.access.set(accessToken, now() + ACCESS_TOKEN_SECONDS * 1000);
    tokens.refresh.set(refreshToken, now() + REFRESH_TOKEN_SECONDS * 1000);
    return success({
      access_token: accessToken,
      access_token_expire_time: ACCESS_TOKEN_SECONDS,
      refresh_token: refreshToken,
      refresh_token_expire_time: REFRESH_TOKEN_SECONDS,
    });
  }

  const api = new Hono();
  api.use(async (context, next) => {
    const refusal = refusals.take('openapi', context.req.path);
    if (refusal) return refused(context, refusal);
    await next();
    // The clock that the ends of signatures are compared with.
    context.header('Date', settings.date_header === 1 ? new Date(now()).toUTCString() : 'unknown');
    return undefined;
  });
  api.post('/get_token', async (context) => {
    const body = await readJson(context.req);
    const isRight = body['username'] === credentials.accessId && body['password'] === credentials.accessKey;
    return context.json(isRight ? tokenPair() : failure(10002, 'WRONG ACCESS ID OR ACCESS KEY'));
  });
  api.post('/refresh_token', async (context) => {
    const token = text((await readJson(context.req))['refresh_token']);
    if (!isValid(tokens.refresh, token)) return context.json(failure(10004, 'REFRESH TOKEN EXPIRED'));
    tokens.refresh.delete(token);
    return context.json(tokenPair());
  });
  api.post('/sign/create', async (context) => {
    if (!isValid(tokens.access, context.req.query('access_token') ?? '')) {
      return context.json(failure(10004, 'ACCESS TOKEN EXPIRED'));
    }
    const body = await readJson(context.req);
    if (body['sign_type'] !== 'sdk') return context.json(failure(40002, 'PARAMETER ERROR'));
    const sign = signatures.create(text(body['username']), Number(body['expire_time'] ?? 0));
    return context.json(sign === undefined ? failure(60002, 'USER NOT FOUND') : success({ data: { sign } }));
  });
  return api;
}

/** What a test asked for instead of the right answer. */
function refused(context: Context, { body, errcode = -1, hang, status = 200 }: Refusal): Response | Promise<Response> {
  if (hang === 'headers') return new Promise(() => undefined);
  if (hang === 'body') {
    const begun = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"errcode":')),
    });
    return new Response(begun, { status, headers: { 'Content-Type': 'application/json' } });
  }
  if (body !== undefined) return context.body(body, status as 200, { 'Content-Type': 'text/html' });
  return context.json(failure(errcode, 'REFUSED'), status as 200);
}
