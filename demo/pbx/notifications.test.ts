import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { WebSocket } from 'ws';
import type { DevelopmentPbx } from './index.js';
import { get, login, startTestPbx, stateOf, subscribe } from './testing/client.js';

describe('notifications', () => {
  let pbx: DevelopmentPbx;

  before(async () => {
    pbx = await startTestPbx();
  });
  after(() => pbx.close());

  test('a topic goes to those of the extension who asked for it', async () => {
    const alice = await subscribe(pbx, '1000', [20047, '20049']);
    const bob = await subscribe(pbx, '1001', [20047]);
    const message = alice.next();
    const msg = { enb_ctl_record: 2 };
    assert.equal(await pbx.command('notify', { extension: '1000', topic: 20047, msg }), 1);
    const { type, msg: text } = JSON.parse(await message) as { type: number; msg: string };
    assert.equal(type, 20047);
    assert.deepEqual(JSON.parse(text), { enb_ctl_record: 2 });
    assert.equal(await pbx.command('notify', { topic: 20047 }), 2, 'to everybody');
    assert.equal(await pbx.command('notify', { topic: 10000 }), 0, 'nobody asked for it');
    alice.socket.terminate();
    bob.socket.terminate();
  });

  test('the heartbeat is answered, nonsense is not', async () => {
    const { socket, next } = await subscribe(pbx, '1002', [20047]);
    const answer = next();
    for (const text of ['nonsense', '{"topic_list": 7}', 'null', 'heartbeat']) socket.send(text);
    assert.equal(await answer, 'heartbeat response');
    const { subscribers } = await stateOf(pbx);
    assert.deepEqual(subscribers.find(({ extension }) => extension === '1002')?.topics, [20047]);
    socket.terminate();
  });

  test('a wrong token opens no socket; logout closes it', async () => {
    const url = `${pbx.url.replace('http', 'ws')}/api/v1.0/subscribe?access_token=nonsense`;
    const [error] = (await once(new WebSocket(url), 'error')) as [Error];
    assert.match(error.message, /401/);

    const { socket, token } = await subscribe(pbx, '1003', [20047]);
    const closed = once(socket, 'close');
    await get(pbx, '/api/v1.0/logout', token);
    await closed;
  });

  test('drop by command closes with a code, or cuts', async () => {
    for (const [how, code] of [
      ['close', 1001],
      ['terminate', 1006],
    ] as const) {
      const { socket } = await subscribe(pbx, '1004', [20047]);
      const closed = once(socket, 'close');
      await pbx.command('drop', { extension: '1004', what: 'notifications', how });
      assert.equal((await closed)[0], code);
    }
  });

  test('another login is not told by itself', async () => {
    const { socket } = await subscribe(pbx, '1005', [10000, 20049]);
    const messages: string[] = [];
    socket.on('message', (data: Buffer) => messages.push(data.toString()));
    await login(pbx, '1005');
    socket.send('heartbeat');
    await once(socket, 'message');
    assert.deepEqual(messages, ['heartbeat response']);
    socket.terminate();
  });

  test('what a command changes is told with the fields of its topic', async () => {
    const { socket, topic } = await subscribe(
      pbx,
      '1006',
      [20007, 20008, 20013, 20015, 20047, 20053, 20065, 20066, 20082, 20135, 20153, 20154],
    );
    const change = (args: object) => pbx.command('extension', { number: '1006', ...args });
    for (const [args, type, expected] of [
      [{ enb_desktop_client: 0 }, 20013, { enb_desktop_client: 0 }],
      [{ enb_web_client: 0 }, 20015, { enb_web_client: 0 }],
      [{ enb_ctl_record: 1 }, 20047, { enb_ctl_record: 1 }],
      [{ enb_web_client_call_waiting: 0 }, 20135, { enb_call_waiting: 0 }],
    ] as const) {
      await change(args);
      assert.deepEqual(await topic(type), expected);
    }
    await change({ password: 'new' });
    const account = await topic(20066);
    assert.equal(account['reg_name'], 'web-1006');
    assert.match(String(account['reg_password']), /^[0-9a-f]{32}$/);

    for (const [args, type, expected] of [
      [{ record_feature_code: '*77' }, 20008, { record_feature_code: '*77' }],
      [{ enb_internal_client: 0 }, 20082, { enb_internal_client: 0 }],
      [
        { enable_nat_fqdn: 1, fqdn_domain: 'PBX.example', turn_port: 4000 },
        20065,
        { enable_nat_fqdn: 1, fqdn_domain: 'PBX.example', turn_port: 4000 },
      ],
      [{ sdk: 0 }, 20153, { enable: 0 }],
      [{ sdk: 1 }, 20153, { enable: 1 }],
    ] as const) {
      await pbx.command('settings', args);
      assert.deepEqual(await topic(type), expected);
    }
    await pbx.command('settings', { video: 'connected' });
    assert.match(JSON.stringify(await topic(20053)), /"service_name":"video","status":"connected"/);
    await pbx.command('notify', { topic: 20154, extension: '1006' });
    assert.deepEqual(await topic(20154), {});

    await change({ deleted: 1 });
    assert.deepEqual(await topic(20007), { ext_num: '1006' });
    await assert.rejects(pbx.command('sign', { username: '1006' }), /No extension/);
    await change({ deleted: 0 });
    await login(pbx, '1006');
    socket.terminate();
  });

  test('a change to the same value is not told', async () => {
    const { socket, received, topic } = await subscribe(pbx, '1007', [20047, 20135]);
    await pbx.command('extension', { number: '1007', enb_web_client_call_waiting: 1 });
    await pbx.command('extension', { number: '1007', enb_ctl_record: 0 });
    await topic(20047);
    assert.equal(received.length, 1);
    socket.terminate();
  });

  test('raw text, long messages, and numbers as text', async () => {
    const { socket, next } = await subscribe(pbx, '1008', [20047]);
    const raw = next();
    await pbx.command('notify', { extension: '1008', raw: '{"type": 20047, "msg": "{' });
    assert.equal(await raw, '{"type": 20047, "msg": "{');

    const long = next();
    await pbx.command('notify', { extension: '1008', topic: 20047, msg: { enb_ctl_record: 2 }, padding: 5_000_000 });
    assert.ok((await long).length > 5_000_000);

    await pbx.command('settings', { numbers_as_text: 1 });
    const text = next();
    await pbx.command('extension', { number: '1008', enb_ctl_record: 0 });
    assert.equal(await text, JSON.stringify({ type: '20047', msg: JSON.stringify({ enb_ctl_record: '0' }) }));
    const answer = await get(pbx, '/api/v1.0/extension/getpersonal', await login(pbx, '1008'));
    assert.equal(answer['errmsg'], 'SUCCESS');
    assert.equal((answer['extension'] as Record<string, unknown>)['enb_ctl_record'], '0');
    await pbx.command('settings', { numbers_as_text: 0 });
    socket.terminate();
  });
});

test('with singleLogin a second sign-in is told to the first one', async () => {
  const pbx = await startTestPbx({ singleLogin: true });
  const { socket, topic } = await subscribe(pbx, '1000', [10000]);
  await login(pbx, '1000');
  assert.deepEqual(await topic(10000), { username: '1000' });
  socket.terminate();
  await pbx.close();
});
