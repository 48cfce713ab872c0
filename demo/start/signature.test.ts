import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { DevelopmentPbx } from '../pbx/index.js';
import { post, startTestPbx } from '../pbx/testing/client.js';
import { signatureService } from './signature.js';

describe("the demo's signature", () => {
  let pbx: DevelopmentPbx;
  let ask: (address: string, init?: RequestInit) => Promise<Response>;
  before(async () => {
    pbx = await startTestPbx();
    const handler = signatureService(pbx);
    ask = (address, init) => handler(new Request(address, init));
  });
  after(() => pbx.close());

  test('signs the extension of the page in; the PBX is where the page is, whatever address it has', async () => {
    for (const origin of ['http://localhost:8080', 'https://192.168.1.2:8080']) {
      const response = await ask(`${origin}/signature?username=1001`);
      const { pbxURL, secret, username } = (await response.json()) as Record<string, string>;
      assert.deepEqual([username, pbxURL], ['1001', origin]);
      assert.equal(response.headers.get('cache-control'), 'no-store');
      assert.equal((await post(pbx, '/api/v1.0/login', { username, password: secret })).errcode, 0);
    }
  });

  test('is not for other sites, nor for an extension that is not there', async () => {
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    assert.equal((await ask('http://localhost:8080/signature?username=1001', { headers })).status, 403);
    assert.equal((await ask('http://localhost:8080/signature?username=4711')).status, 404);
    assert.equal((await ask('http://localhost:8080/signature')).status, 401);
  });
});
