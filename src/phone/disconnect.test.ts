import { expect } from 'chai';
import { endOf, hearAnew, ring, talk } from '../testing/calls.js';
import { closeAll, registerAll } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { next } from '../testing/wait.js';
import { init, type Operators } from '../init.js';

describe('a phone that is disconnected', () => {
  let pbx: TestPbx;
  let alice: Operators;
  let bob: Operators;

  before(async () => {
    pbx = await startPbx();
  });
  beforeEach(async () => {
    [alice, bob] = await registerAll(pbx, '1000', '1001');
  });
  afterEach(() => closeAll(pbx, alice, bob));

  it('ends a call that rings here', async () => {
    const [alices, bobs] = await ring(alice, bob);
    bob.phone.disconnect();
    expect(bobs.end?.reason).to.equal('phone-closed');
    expect(await endOf(alices)).to.equal('no-answer');
  });

  it('ends a call that rings there', async () => {
    const [alices, bobs] = await ring(alice, bob);
    alice.phone.disconnect();
    expect(alices.end?.reason).to.equal('phone-closed');
    expect(await endOf(bobs)).to.equal('cancelled');
  });

  it('goes on talking, and tells the end when it is connected again', async () => {
    const [alices, bobs] = await talk(alice, bob);
    alice.phone.disconnect();
    await hearAnew(alices, bobs);
    alices.hangup();
    alice.phone.start();
    expect(await endOf(bobs)).to.equal('hung-up-there');
  });

  it('says so', () => {
    const told: unknown[] = [];
    alice.phone.on('isRegisteredChange', (is) => told.push(is));
    alice.phone.on('disconnected', ({ retryIn }) => told.push(retryIn));
    alice.phone.disconnect();
    expect([alice.phone.isRegistered, ...told]).to.deep.equal([false, Infinity, false]);
  });

  it('can be started again, also when it had just signed in', async () => {
    const carol = await init({ username: '1002', secret: await pbx.sign('1002'), pbxURL: pbx.url, enableLog: false });
    carol.phone.disconnect();
    const registered = next(carol.phone, 'registered');
    carol.phone.start();
    await registered;
    carol.destroy();
  });
});
