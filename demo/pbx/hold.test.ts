import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DevelopmentPbx } from './index.js';
import { connect, hearsMusic, nextReinvite, passes, pbxForAll, renegotiate } from './testing/calls.js';
import { stateOf } from './testing/client.js';

describe('hold', () => {
  let pbx: DevelopmentPbx;
  const phones = pbxForAll((started) => (pbx = started));

  const call = async () => connect(await phones.register('1000'), await phones.register('1001'));

  for (const direction of ['sendonly', 'inactive'] as const) {
    test(`${direction}: the other side hears music, and its description stays; then both hear each other again`, async () => {
      const { inviter, invitation, here, there } = await call();
      const descriptions = there.remoteDescriptions.length;
      assert.equal((await renegotiate(inviter, direction)).statusCode, 200);
      assert.equal(here.remoteDirection, direction === 'sendonly' ? 'recvonly' : 'inactive');
      await pbx.command('wait', { for: 'hold', extension: '1000' });
      await hearsMusic(there, here);
      assert.equal(there.remoteDescriptions.length, descriptions);

      assert.equal((await renegotiate(inviter, 'sendrecv')).statusCode, 200);
      assert.equal(here.remoteDirection, 'sendrecv');
      await Promise.all([passes(here, there), passes(there, here)]);
      assert.equal(invitation.state, 'Established');
    });
  }

  test('both hold, and each resumes: music only for who does not hold', async () => {
    const { inviter, invitation, here, there } = await call();
    await renegotiate(inviter, 'sendonly');
    await renegotiate(invitation, 'inactive');
    const [leg, other] = (await stateOf(pbx)).calls[0]?.legs ?? [];
    assert.deepEqual([leg?.holding, other?.holding], [true, true]);
    await renegotiate(inviter, 'sendrecv');
    await hearsMusic(here, there);
    await renegotiate(invitation, 'sendrecv');
    for (const extension of ['1000', '1001']) await pbx.command('wait', { for: 'hold', held: false, extension });
    await Promise.all([passes(here, there), passes(there, here)]);
  });

  for (const status of [488, 491]) {
    test(`a refused hold (${status}) changes nothing, and the next one is taken`, async () => {
      const { inviter, here, there } = await call();
      await pbx.command('refuse', { what: 'reinvite', status, from: '1000' });
      assert.equal((await renegotiate(inviter, 'sendonly')).statusCode, status);
      assert.equal((await stateOf(pbx)).calls[0]?.legs[0]?.holding, false);
      await passes(there, here);
      assert.equal((await renegotiate(inviter, 'sendonly')).statusCode, 200);
    });
  }

  test('an application is held and resumed', async () => {
    const alice = await phones.register('1000');
    const { inviter, final } = alice.call('*43');
    await final;
    await renegotiate(inviter, 'sendonly');
    await pbx.command('wait', { for: 'hold' });
    await renegotiate(inviter, 'sendrecv');
    await pbx.command('wait', { for: 'hold', held: false });
    const media = inviter.sessionDescriptionHandler as Awaited<ReturnType<typeof call>>['here'];
    await media.connected();
    await passes(media, media);
  });

  test('the PBX sends a re-INVITE by command, and says what the phone answered', async () => {
    const { invitation, here, there } = await call();
    const request = nextReinvite(invitation);
    const command = pbx.command('reinvite', { extension: '1001', direction: 'sendonly', number: '1005', name: 'Femi' });
    assert.equal(await command, 200);
    assert.equal(
      (await request).getHeader('remote-party-id'),
      '"Femi" <sip:1005@127.0.0.1>;party=called;privacy=off;screen=no',
    );
    assert.equal(there.remoteDirection, 'sendonly');
    await passes(here, there);
    assert.equal(await pbx.command('reinvite', { extension: '1001', direction: 'sendrecv' }), 200);
    await Promise.all([passes(here, there), passes(there, here)]);
  });

  test('a phone that answers a re-INVITE with sendonly holds, and no longer when it answers with sendrecv', async () => {
    const { invitation, here, there } = await call();
    there.direction = 'sendonly';
    const refreshed = nextReinvite(invitation);
    await pbx.command('reinvite', { extension: '1001' });
    await pbx.command('wait', { for: 'hold', extension: '1001' });
    await refreshed;
    await hearsMusic(here, there);
    there.direction = 'sendrecv';
    await pbx.command('reinvite', { extension: '1001' });
    await pbx.command('wait', { for: 'hold', extension: '1001', held: false });
    await Promise.all([passes(here, there), passes(there, here)]);
  });

  test('two re-INVITEs that cross: 491 to both, and the next one is taken', async () => {
    const { invitation, here, there } = await call();
    const crossed = pbx.command('reinvite', { extension: '1001', when: 'glare' });
    await pbx.command('state');
    const own = await renegotiate(invitation, 'sendonly');
    assert.deepEqual([own.statusCode, await crossed], [491, 491]);
    assert.equal((await renegotiate(invitation, 'sendonly')).statusCode, 200);
    assert.equal((await renegotiate(invitation, 'sendrecv')).statusCode, 200);
    await Promise.all([passes(here, there), passes(there, here)]);
  });
});

describe('with remoteHold=reinvite', () => {
  const phones = pbxForAll(() => undefined, { remoteHold: 'reinvite' });

  test('the held side is told: direction of the holder, and back', async () => {
    const { inviter, invitation, here, there } = await connect(
      await phones.register('1000'),
      await phones.register('1001'),
    );
    for (const direction of ['sendonly', 'inactive', 'sendrecv'] as const) {
      const told = nextReinvite(invitation);
      await renegotiate(inviter, direction);
      await told;
      assert.equal(there.remoteDirection, direction);
    }
    await Promise.all([passes(here, there), passes(there, here)]);

    // Both hold: the first one to resume still sees that it is held.
    const told = nextReinvite(invitation);
    await renegotiate(inviter, 'sendonly');
    await told;
    const toldToo = nextReinvite(inviter);
    await renegotiate(invitation, 'inactive');
    await toldToo;
    await renegotiate(inviter, 'sendrecv');
    assert.equal(here.remoteDirection, 'inactive');
  });
});
