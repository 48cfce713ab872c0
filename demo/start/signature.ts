import type { DevelopmentPbx } from '../pbx/index.js';

const LIFETIME_SECONDS = 3600;

/**
 * What an application's server does for its pages: asks the PBX's OpenAPI for a login signature, so that the access
 * key stays on the server. `GET /signature?username=1000` → `{username, secret, pbxURL, expires}`, `expires` in Unix
 * seconds.
 */
export async function signatureFor(pbx: DevelopmentPbx, request: Request): Promise<Response> {
  const { origin, searchParams } = new URL(request.url);
  const username = searchParams.get('username') ?? '';
  const expires = Math.floor(Date.now() / 1000) + LIFETIME_SECONDS;

  const { accessId, accessKey } = pbx.openApi;
  const token = await post(pbx, '/openapi/v1.0/get_token', { username: accessId, password: accessKey });
  const query = new URLSearchParams({ access_token: String(token['access_token']) });
  const signature = await post(pbx, `/openapi/v1.0/sign/create?${query.toString()}`, {
    username,
    sign_type: 'sdk',
    expire_time: expires,
  });
  if (signature['errcode'] !== 0) {
    return Response.json({ error: `There is no extension "${username}".` }, { status: 404 });
  }
  const { sign } = signature['data'] as { sign: string };
  const headers = { 'Cache-Control': 'no-store' };
  return Response.json({ username, secret: sign, pbxURL: origin, expires }, { headers });
}

async function post(pbx: DevelopmentPbx, path: string, body: unknown): Promise<Record<string, unknown>> {
  const request = new Request(new URL(path, pbx.url), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await (await pbx.fetch(request)).json()) as Record<string, unknown>;
}
