import { Hono } from 'hono';
import { failure, readJson, success, text } from './http-answers.js';
import { randomToken } from './random.js';
import type { Signatures } from './signatures.js';

const ACCESS_TOKEN_SECONDS = 1800;
const REFRESH_TOKEN_SECONDS = 86_400;

export interface OpenApiCredentials {
  accessId: string;
  accessKey: string;
}

/**
 * The OpenAPI calls that an application's server makes for a login signature (manual: "Get a login signature"). No
 * CORS: the access key has no business in a browser.
 */
export function openApi(credentials: OpenApiCredentials, signatures: Signatures, now: () => number): Hono {
  const accessTokens = new Map<string, number>();
  const refreshTokens = new Map<string, number>();
  const isValid = (tokens: Map<string, number>, token: string): boolean => (tokens.get(token) ?? 0) > now();

  function tokenPair() {
    const accessToken = randomToken();
    const refreshToken = randomToken();
    accessTokens.set(accessToken, now() + ACCESS_TOKEN_SECONDS * 1000);
    refreshTokens.set(refreshToken, now() + REFRESH_TOKEN_SECONDS * 1000);
    return success({
      access_token: accessToken,
      access_token_expire_time: ACCESS_TOKEN_SECONDS,
      refresh_token: refreshToken,
      refresh_token_expire_time: REFRESH_TOKEN_SECONDS,
    });
  }

  const api = new Hono();
  api.post('/get_token', async (context) => {
    const body = await readJson(context.req);
    const isRight = body['username'] === credentials.accessId && body['password'] === credentials.accessKey;
    return context.json(isRight ? tokenPair() : failure(10002, 'WRONG ACCESS ID OR ACCESS KEY'));
  });
  api.post('/refresh_token', async (context) => {
    const token = text((await readJson(context.req))['refresh_token']);
    if (!isValid(refreshTokens, token)) return context.json(failure(10004, 'REFRESH TOKEN EXPIRED'));
    refreshTokens.delete(token);
    return context.json(tokenPair());
  });
  api.post('/sign/create', async (context) => {
    if (!isValid(accessTokens, context.req.query('access_token') ?? '')) {
      return context.json(failure(10004, 'ACCESS TOKEN EXPIRED'));
    }
    const body = await readJson(context.req);
    if (body['sign_type'] !== 'sdk') return context.json(failure(40002, 'PARAMETER ERROR'));
    const sign = signatures.create(text(body['username']), Number(body['expire_time'] ?? 0));
    return context.json(sign === undefined ? failure(60002, 'USER NOT FOUND') : success({ data: { sign } }));
  });
  return api;
}
