import { expect } from 'chai';
import { answer, hear, incoming, talkTo } from '../testing/calls.js';
import { closeAll, register } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import type { Operators } from '../init.js';

/** Right, though a browser's own descriptions look different. */
describe('descriptions of other PBXs', () => {
  let pbx: TestPbx;
  let alice: Operators;

  before(async () => {
    pbx = await startPbx({ codecs: ['PCMU', 'PCMA'] });
  });
  beforeEach(async () => {
    alice = await register(pbx, '1000');
  });
  afterEach(() => closeAll(pbx, alice));

  const alter = (message: string, sdp: string) => pbx.command('alter', { extension: '1000', message, sdp });

  for (const sdp of ['no-bundle', 'no-last-line-end', 'static-types', 'no-bundle,no-direction,no-last-line-end']) {
    it(`${sdp}: a call in, and a call out`, async () => {
      await alter('INVITE', sdp);
      const ringing = incoming(alice);
      await pbx.command('call', { extension: '1000' });
      const session = await ringing;
      await answer(session);
      await hear(session);
      session.hangup();
      await alter('200 INVITE', sdp);
      const out = await talkTo(alice, '*43');
      await hear(out);
      expect(await pbx.command('reinvite', { extension: '1000', sdp })).to.equal(200);
      await hear(out);
    });
  }
});
