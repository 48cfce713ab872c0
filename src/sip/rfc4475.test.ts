import { expect } from 'chai';
import { register } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { next } from '../testing/wait.js';
import type { Operators } from '../init.js';
import { invalidMessages } from './testing/rfc4475-invalid.js';
import { layerMessages } from './testing/rfc4475-layers.js';
import { validMessages } from './testing/rfc4475-valid.js';
import { torture } from './testing/torture.js';

describe('the messages of RFC 4475', () => {
  let pbx: TestPbx;
  let alice: Operators;
  const rack = torture(() => [pbx, alice]);

  before(async () => {
    pbx = await startPbx();
    alice = await register(pbx, '1000');
  });
  after(() => alice.destroy());

  for (const [group, messages] of [
    ['valid ones (3.1.1)', validMessages],
    ['invalid ones (3.1.2)', invalidMessages],
    ['those for the layers above (3.2 to 3.4)', layerMessages],
  ] as const) {
    describe(group, () => {
      for (const { name, text, answer, mayDrop = false } of messages) {
        it(`${name}: ${answer ?? 'no answer'}`, async () => {
          const answers = await rack.send(text);
          const expected = answer === null ? [] : [answer];
          if (!mayDrop || answers.length > 0) expect(answers.slice(0, 1)).to.deep.equal(expected);
          expect(rack.errors()).to.deep.equal([]);
        });
      }

      it('after all of them a call works', async () => {
        const { phone } = alice;
        const incoming = next(phone, 'incoming');
        await pbx.command('call', { extension: '1000' });
        const [{ callId, session }] = await incoming;
        const talking = next(session, 'confirmed');
        await phone.answer(callId);
        await talking;
        expect(phone.sessions.size).to.equal(1);
        expect(phone.isRegistered).to.equal(true);
        const ended = next(phone, 'deleteSession');
        session.terminate();
        await ended;
      });
    });
  }
});
