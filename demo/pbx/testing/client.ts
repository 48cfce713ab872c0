/** The web client's HTTP side, for tests: what an application's server and page do before the first call. */
import { startDevelopmentPbx, type DevelopmentPbx, type DevelopmentPbxOptions, type PbxState } from '../index.js';

export function startTestPbx(options: DevelopmentPbxOptions = {}): Promise<DevelopmentPbx> {
  return startDevelopmentPbx({ mediaAddress: '127.0.0.1', ...options });
}

export async function stateOf(pbx: DevelopmentPbx): Promise<PbxState> {
  return (await pbx.command('state')) as PbxState;
}

export async function sign(pbx: DevelopmentPbx, username: string): Promise<string> {
  return (await pbx.command('sign', { username })) as string;
}

export type Answer = Record<string, unknown> & { errcode: number };

export async function get(pbx: DevelopmentPbx, path: string, token = ''): Promise<Answer> {
  const response = await fetch(`${pbx.url}${path}`, { headers: { Authorization: token } });
  return (await response.json()) as Answer;
}

export async function post(pbx: DevelopmentPbx, path: string, body: unknown, token = ''): Promise<Answer> {
  const response = await fetch(`${pbx.url}${path}`, {
    method: 'POST',
    headers: { Authorization: token, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Answer;
}

/** Signs in and returns the access token. */
export async function login(pbx: DevelopmentPbx, username: string): Promise<string> {
  const password = await sign(pbx, username);
  const answer = await post(pbx, '/api/v1.0/login', { username, password, login_source: null, login_jump: 'sdk' });
  return String(answer['access_token']);
}

export interface RegisterInfo {
  registername: string;
  registerpassword: string;
  realm: string;
}

export async function registerInfo(pbx: DevelopmentPbx, username: string): Promise<RegisterInfo> {
  return (await get(pbx, '/api/v1.0/extension/getregisterinfo', await login(pbx, username))) as unknown as RegisterInfo;
}
