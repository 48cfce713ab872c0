/** The web client's HTTP side and its notifications, for tests: what an application's server and page do before the first call. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
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

export interface Subscription {
  socket: WebSocket;
  token: string;
  /** The next message as it came. */
  next(): Promise<string>;
  /** All messages so far, read. */
  readonly received: Array<{ type: number; msg: Record<string, unknown> }>;
  /** Resolves with the next message of a topic, also one that came before. */
  topic(type: number): Promise<Record<string, unknown>>;
}

/** Signs in and opens a notification socket. */
export async function subscribe(pbx: DevelopmentPbx, number: string, topics: unknown[]): Promise<Subscription> {
  const token = await login(pbx, number);
  const socket = new WebSocket(`${pbx.url.replace('http', 'ws')}/api/v1.0/subscribe?access_token=${token}`);
  await once(socket, 'open');
  const received: Subscription['received'] = [];
  let taken = 0;
  socket.on('message', (data: Buffer) => {
    const message = parsed(data.toString()) as { type: number | string; msg: string } | undefined;
    const msg = parsed(message?.msg ?? '') as Record<string, unknown> | undefined;
    if (message && msg) received.push({ type: Number(message.type), msg });
  });
  const next = async (): Promise<string> => String((await once(socket, 'message'))[0]);
  const topic = async (type: number): Promise<Record<string, unknown>> => {
    for (;;) {
      for (; taken < received.length; taken += 1) {
        const entry = received[taken];
        if (entry?.type !== type) continue;
        taken += 1;
        return entry.msg;
      }
      await once(socket, 'message');
    }
  };
  socket.send(JSON.stringify({ topic_list: topics }));
  await pbx.command('wait', { for: 'subscribed', extension: number });
  return { socket, token, next, received, topic };
}

/** Undefined for what is not JSON: heartbeats, and nonsense that a test sends. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
