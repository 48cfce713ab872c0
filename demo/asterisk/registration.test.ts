import { expect } from 'chai';
import { init } from '../../src/init.js';
import { register } from '../../src/testing/operators.js';
import { startPbx, type TestPbx } from '../../src/testing/pbx.js';
import { next } from '../../src/testing/wait.js';

describe('registration at Asterisk', () => {
  let pbx: TestPbx;

  before(async () => {
    pbx = await startPbx();
  });

  it('makes one contact, which goes with destroy()', async () => {
    const { phone, destroy } = await register(pbx, '1000');
    expect(phone.isRegistered).to.equal(true);
    await pbx.command('wait', { for: 'registered', extension: '1000' });
    destroy();
    await pbx.command('wait', { for: 'unregistered', extension: '1000' });
  });

  it('with a wrong HA1 is refused for good', async () => {
    await pbx.command('wrong-account', { extension: '1004' });
    const { phone, destroy } = await init({
      username: '1004',
      secret: await pbx.sign('1004'),
      pbxURL: pbx.url,
      enableLog: false,
    });
    const failed = next(phone, 'registrationFailed');
    phone.start();
    expect((await failed)[0]).to.include({ status: 401, final: true });
    destroy();
  });

  it('comes back when the connection is lost', async () => {
    const { phone, destroy } = await register(pbx, '1000');
    const lost = next(phone, 'disconnected');
    await pbx.command('drop', { extension: '1000', how: 'terminate' });
    await lost;
    await next(phone, 'registered');
    await pbx.command('wait', { for: 'registered', extension: '1000' });
    destroy();
  });
});
