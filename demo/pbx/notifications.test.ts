import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { WebSocket } from 'ws';
import type { DevelopmentPbx } from './index.js';
import { get, login, startTestPbx, stateOf } from './testing/client.js';

describe('notifications', () => {
  let pbx: DevelopmentPbx;

  before(async () => {
    pbx = await startTestPbx();
  });
  after(() => pbx.close());

  async function subscribe(number: string, topics: unknown[]) {
    const token = await login(pbx, number);
    const socket = new WebSocket(`${pbx.url.replace('http', 'ws')}/api/v1.0/subscribe?access_token=${token}`);
    await once(socket, 'open');
    const next = async (): Promise<string> => String((await once(socket, 'message'))[0]);
    socket.send(JSON.stringify({ topic_list: topics }));
    await pbx.command('wait', { for: 'subscribed', extension: number });
    return { socket, token, next };
  }

  test('a topic goes to those of the extension who asked for it', async () => {
    const alice = await subscribe('1000', [20047, '20049']);
    const bob = await subscribe('1001', [20047]);
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
    const { socket, next } = await subscribe('1002', [20047]);
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

    const { socket, token } = await subscribe('1003', [20047]);
    const closed = once(socket, 'close');
    await get(pbx, '/api/v1.0/logout', token);
    await closed;
  });

  test('drop by command closes with a code, or cuts', async () => {
    for (const [how, code] of [
      ['close', 1001],
      ['terminate', 1006],
    ] as const) {
      const { socket } = await subscribe('1004', [20047]);
      const closed = once(socket, 'close');
      await pbx.command('drop', { extension: '1004', what: 'notifications', how });
      assert.equal((await closed)[0], code);
    }
  });

  test('another login is not told by itself', async () => {
    const { socket } = await subscribe('1005', [10000, 20049]);
    const messages: string[] = [];
    socket.on('message', (data: Buffer) => messages.push(data.toString()));
    await login(pbx, '1005');
    socket.send('heartbeat');
    await once(socket, 'message');
    assert.deepEqual(messages, ['heartbeat response']);
    socket.terminate();
  });
});
