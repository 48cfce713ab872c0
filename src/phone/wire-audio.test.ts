import { expect } from 'chai';
import { endOf, hear, hearAnew, place, talkTo } from '../testing/calls.js';
import { closeAll, register } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { SipWatch, summary } from '../testing/sip-log.js';
import type { Operators } from '../init.js';

/** A call in which nothing can be heard is none, whichever message says so. */
describe('descriptions without usable sound', () => {
  let pbx: TestPbx;
  let alice: Operators;
  let watch: SipWatch;

  before(async () => {
    pbx = await startPbx();
  });
  beforeEach(async () => {
    alice = await register(pbx, '1000');
    watch = new SipWatch(pbx, '1000');
  });
  afterEach(() => closeAll(pbx, alice));

  for (const sdp of ['no-audio', 'unknown-codecs'] as const) {
    it(`${sdp} in an INVITE: 488, and nothing rings`, async () => {
      let rings = 0;
      alice.phone.on('incoming', () => (rings += 1));
      await pbx.command('alter', { extension: '1000', message: 'INVITE', sdp });
      await pbx.command('call', { extension: '1000' });
      await watch.sends('488 INVITE');
      await pbx.command('wait', { for: 'no-calls' });
      expect((await watch.fromPhone()).map(summary)).not.to.include('180 INVITE');
      expect([rings, alice.phone.sessions.size]).to.deep.equal([0, 0]);
    });

    for (const method of ['INVITE', 'UPDATE'] as const) {
      it(`${sdp} in ${method} within a call: 488, and the call goes on`, async () => {
        const session = await talkTo(alice, '*43');
        await hear(session);
        expect(await pbx.command('reinvite', { extension: '1000', method, sdp })).to.equal(488);
        expect(session.connection?.signalingState).to.equal('stable');
        await hearAnew(session);
        expect(await pbx.command('reinvite', { extension: '1000', method })).to.equal(200);
        await hearAnew(session);
        expect(session.end).to.equal(null);
      });
    }

    it(`${sdp} in the answer to our call: ACK, BYE, and the reason is media`, async () => {
      await pbx.command('alter', { extension: '1000', message: '200 INVITE', sdp });
      const session = await place(alice, '*43');
      let confirmed = false;
      session.on('confirmed', () => (confirmed = true));
      expect(await endOf(session)).to.equal('media');
      await pbx.command('wait', { for: 'no-calls' });
      expect((await watch.fromPhone()).map(summary).filter((each) => each !== 'REGISTER')).to.deep.equal([
        'INVITE',
        'ACK',
        'BYE',
      ]);
      expect(confirmed).to.equal(false);
    });

    it(`${sdp} in the answer to our hold: the call ends, and the reason is media`, async () => {
      const session = await talkTo(alice, '*43');
      await pbx.command('alter', { extension: '1000', message: '200 INVITE', sdp });
      session.hold();
      expect(await endOf(session)).to.equal('media');
      await pbx.command('wait', { for: 'no-calls' });
    });

    it(`${sdp} in early media: what the 200 says counts`, async () => {
      await pbx.command('alter', { extension: '1000', message: '183 INVITE', sdp });
      const session = await talkTo(alice, '*183');
      await hear(session);
      expect(session.end).to.equal(null);
    });
  }
});
