import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { DevelopmentPbx } from './index.js';
import { startTestPbx, stateOf } from './testing/client.js';
import { TestPhone } from './testing/phone.js';

describe('registrar', () => {
  let pbx: DevelopmentPbx;

  before(async () => {
    pbx = await startTestPbx();
  });
  after(() => pbx.close());

  async function contacts(number: string): Promise<string[]> {
    const { registrations } = await stateOf(pbx);
    return registrations.filter(({ extension }) => extension === number).map(({ contact }) => contact);
  }

  test('the 200 names the Contact with its expiry', async () => {
    const phone = await TestPhone.connect(pbx, '1000');
    const { message } = await phone.sendRegister(600);
    assert.equal(message.statusCode, 200);
    assert.match(message.getHeader('contact') ?? '', /^<sip:1000@[^>]+>;expires=600$/);
    assert.equal((await contacts('1000')).length, 1);
    await phone.stop();
    await pbx.command('wait', { for: 'unregistered', extension: '1000' });
  });

  test('a wrong HA1 is refused after one challenge', async () => {
    const before = (await stateOf(pbx)).sip.received['REGISTER'] ?? 0;
    const phone = await TestPhone.connect(pbx, '1001', 'f'.repeat(32));
    assert.equal((await phone.sendRegister()).message.statusCode, 401);
    assert.equal((await stateOf(pbx)).sip.received['REGISTER'], before + 2);
    assert.deepEqual(await contacts('1001'), []);
    await phone.stop();
  });

  test('a binding ends when its time is over', async () => {
    const phone = await TestPhone.connect(pbx, '1002');
    await phone.sendRegister(1);
    assert.equal((await contacts('1002')).length, 1);
    await pbx.command('wait', { for: 'unregistered', extension: '1002', timeout: 2000 });
    await phone.stop();
  });

  test('expires=0 takes the binding away', async () => {
    const phone = await TestPhone.register(pbx, '1003');
    const { message } = await phone.sendRegister(0);
    assert.equal(message.statusCode, 200);
    assert.equal(message.hasHeader('contact'), false);
    assert.deepEqual(await contacts('1003'), []);
    await phone.stop();
  });

  test('two clients with the same Contact are two bindings; a closed socket ends its own only', async () => {
    const [first, second] = [await TestPhone.register(pbx, '1004'), await TestPhone.register(pbx, '1004')];
    const both = await contacts('1004');
    assert.equal(both.length, 2);
    assert.equal(both[0], both[1]);
    // Registering again replaces the binding.
    await first.sendRegister();
    assert.equal((await contacts('1004')).length, 2);
    const gone = pbx.command('wait', { for: 'unregistered', extension: '1004' });
    await first.stop();
    await second.sendRegister();
    assert.equal((await contacts('1004')).length, 1);
    await second.stop();
    await gone;
  });

  test('a refusal by command, then the next one passes', async () => {
    await pbx.command('refuse', { what: 'register', status: 503 });
    const phone = await TestPhone.connect(pbx, '1005');
    assert.equal((await phone.sendRegister()).message.statusCode, 503);
    assert.equal((await phone.sendRegister()).message.statusCode, 200);
    await phone.stop();
  });

  test('nobody registers another extension', async () => {
    const phone = await TestPhone.connect(pbx, '1006');
    phone.agent.configuration.uri.user = '1007';
    assert.equal((await phone.sendRegister()).message.statusCode, 403);
    assert.deepEqual(await contacts('1007'), []);
    await phone.stop();
  });
});
