/** A signature service with a development PBX behind it. */
import assert from 'node:assert/strict';
import type { ServiceEvent, SignatureServiceOptions } from '../../../src/server/index.js';
import { createSignatureService } from '../../../src/server/index.js';
import type { DevelopmentPbx, DevelopmentPbxOptions } from '../../pbx/index.js';
import { startTestPbx } from '../../pbx/testing/client.js';

export interface SignatureAnswer {
  username: string;
  secret: string;
  pbxURL: string;
  expires: number;
  error: string;
  message: string;
}

export interface TestService {
  pbx: DevelopmentPbx;
  /** The options it was made with, for a second one. */
  options: SignatureServiceOptions;
  events: ServiceEvent[];
  /** Asks at `/signature` as the user of the header `x-user`, 1000 unless told. */
  ask(init?: RequestInit, path?: string): Promise<Response>;
  /** Asks, and expects this status. */
  expect(status: number, init?: RequestInit): Promise<SignatureAnswer>;
  counts(): Promise<{ get_token: number; refresh_token: number; sign: number; most_token_requests_at_once: number }>;
}

export const byHeader = (request: Request): string | null => request.headers.get('x-user');

/** Many requests for one user: the limits are tested where they are meant. */
export const UNLIMITED = { points: 1_000_000, duration: 60 };

export async function startService(
  options: Partial<SignatureServiceOptions> = {},
  pbxOptions: DevelopmentPbxOptions = {},
): Promise<TestService> {
  const pbx = await startTestPbx(pbxOptions);
  const events: ServiceEvent[] = [];
  const all: SignatureServiceOptions = {
    pbxUrl: pbx.url,
    ...pbx.openApi,
    identify: byHeader,
    perUser: UNLIMITED,
    onEvent: (event) => events.push(event),
    ...options,
  };
  const handler = createSignatureService(all);
  const ask = (init: RequestInit = {}, path = '/signature'): Promise<Response> => {
    const request = new Request(`http://app.example${path}`, init);
    if (!request.headers.has('x-user')) request.headers.set('x-user', '1000');
    return handler(request);
  };
  return {
    pbx,
    options: all,
    events,
    ask,
    expect: async (status, init) => {
      const response = await ask(init);
      const text = await response.text();
      assert.equal(response.status, status, text);
      assert.equal(response.headers.get('cache-control'), 'no-store');
      assert.ok(!text.includes(pbx.openApi.accessKey));
      return JSON.parse(text) as SignatureAnswer;
    },
    counts: async () => (await pbx.command('openapi')) as Awaited<ReturnType<TestService['counts']>>,
  };
}
