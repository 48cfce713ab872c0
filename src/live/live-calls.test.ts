import { expect } from 'chai';
import { register } from '../testing/operators.js';
import { startPbx } from '../testing/pbx.js';
import { next } from '../testing/wait.js';
import { LiveCalls } from './live-calls.js';
import { PhoneStore } from '../store/phone-store.js';

describe('a wrong number while a call rings here', () => {
  it('is shown with its reason until the ringing call is answered', async () => {
    const pbx = await startPbx();
    const [ann, bob] = await Promise.all([register(pbx, '1000'), register(pbx, '1001')]);
    const store = new PhoneStore();
    new LiveCalls(store, () => undefined).follow(ann.phone);
    const incoming = next(ann.phone, 'incoming');
    await bob.phone.call('1000');
    const [{ callId }] = await incoming;
    const over = next(ann.phone, 'deleteSession');
    await ann.phone.call('999');
    await over;
    expect(store.snapshot.endedCall?.endReason).to.equal('not-found');
    expect(store.snapshot.calls.map((call) => call.incoming)).to.deep.equal([true]);
    await ann.phone.answer(callId);
    expect(store.snapshot.endedCall).to.equal(null);
    ann.destroy();
    bob.destroy();
  });
});
