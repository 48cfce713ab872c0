import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Inviter, SessionState, UserAgent } from 'sip.js';
import type { IncomingResponse } from 'sip.js/lib/core/index.js';
import { connect, renegotiate, withPbx } from './testing/calls.js';
import { stateOf } from './testing/client.js';
import { reached, type TestPhone } from './testing/phone.js';

/** A call whose INVITE has further headers. */
function callWith(phone: TestPhone, extraHeaders: string[]): { inviter: Inviter; final: Promise<IncomingResponse> } {
  const target = UserAgent.makeURI('sip:*43@127.0.0.1');
  assert.ok(target);
  const inviter = new Inviter(phone.agent, target, { extraHeaders });
  const final = new Promise<IncomingResponse>((resolve) => {
    void inviter.invite({ requestDelegate: { onAccept: resolve, onReject: resolve } });
  });
  return { inviter, final };
}

describe('session timers', () => {
  test('off: no header', () =>
    withPbx({}, async (_pbx, phones) => {
      const { message } = await callWith(await phones.register('1000'), ['Session-Expires: 90']).final;
      assert.equal(message.hasHeader('session-expires'), false);
      assert.equal(message.hasHeader('require'), false);
    }));

  for (const [headers, expires, required] of [
    [['Supported: timer'], '1800;refresher=uac', 'timer'],
    [['Supported: timer', 'Session-Expires: 600'], '600;refresher=uac', 'timer'],
    [['Supported: timer', 'Session-Expires: 600;refresher=uas'], '600;refresher=uas', 'timer'],
    [['Supported: timer', 'Session-Expires: 7200;refresher=uac'], '1800;refresher=uac', 'timer'],
    [[], '1800;refresher=uas', undefined],
  ] as const) {
    test(`a phone with ${headers.join(', ') || 'nothing'} gets ${expires}`, () =>
      withPbx({ sessionExpires: 1800 }, async (_pbx, phones) => {
        const { message } = await callWith(await phones.register('1000'), [...headers]).final;
        assert.equal(message.statusCode, 200);
        assert.equal(message.getHeader('session-expires'), expires);
        assert.equal(message.getHeader('require'), required);
      }));
  }

  test('shorter than we take: 422 with Min-SE', () =>
    withPbx({ sessionExpires: 1800 }, async (pbx, phones) => {
      const { message } = await callWith(await phones.register('1000'), ['Session-Expires: 60']).final;
      assert.equal(message.statusCode, 422);
      assert.equal(message.getHeader('min-se'), '90');
      await pbx.command('wait', { for: 'no-calls' });
    }));

  test('the INVITE to a phone says so; a phone without timers is refreshed by the PBX', () =>
    withPbx({ sessionExpires: 2, minSessionExpires: 2, sessionRefresher: 'pbx' }, async (pbx, phones) => {
      const { invitation, there } = await connect(await phones.register('1000'), await phones.register('1001'));
      assert.equal(invitation.request.getHeader('session-expires'), '2;refresher=uac');
      assert.equal(invitation.request.getHeader('min-se'), '2');
      while (there.remoteDescriptions.length < 3) await there.receiveMany(0).then(() => tick());
      const timer = (await stateOf(pbx)).calls[0]?.legs[1]?.sessionTimer;
      assert.ok((timer?.sent ?? 0) >= 1);
      assert.deepEqual([timer?.expires, timer?.refresher, timer?.received], [2, 'pbx', 0]);
    }));

  test('a phone that refreshes keeps its call, one that does not loses it', () =>
    withPbx({ sessionExpires: 3, minSessionExpires: 2 }, async (pbx, phones) => {
      const { inviter, final } = callWith(await phones.register('1000'), ['Supported: timer']);
      await final;
      await reached(inviter, SessionState.Established);
      const refreshed = await renegotiate(inviter, undefined, ['Supported: timer', 'Session-Expires: 3;refresher=uac']);
      assert.equal(refreshed.getHeader('session-expires'), '3;refresher=uac');
      const timer = (await stateOf(pbx)).calls[0]?.legs[0]?.sessionTimer;
      assert.deepEqual(timer, { expires: 3, refresher: 'client', sent: 0, received: 1 });
      await reached(inviter, SessionState.Terminated);
      await pbx.command('wait', { for: 'no-calls' });
    }));
});

function tick(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
