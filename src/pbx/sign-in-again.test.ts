import { expect } from 'chai';
import { register } from '../testing/operators.js';
import { startPbx } from '../testing/pbx.js';
import { next, until } from '../testing/wait.js';

describe('signing in again, after the session has ended', () => {
  it('may need two tries: who listens to the notifications hears them after that', async () => {
    const pbx = await startPbx();
    const { pbx: operator, destroy } = await register(pbx, '1000');
    const heard: unknown[] = [];
    const listener = ({ type }: { type: number }) => heard.push(type);
    operator.socket.onSubscribe({ addList: { subscribeCodes: ['30001'], listener } });
    operator.socket.on('connectedChange', (is) => heard.push(is));
    operator.on('runtimeError', () => operator.keepPhone());
    const ended = next(operator, 'runtimeError');
    await until(async () => (await pbx.command('notify', { extension: '1000', topic: 20010 })) === 1);
    await ended;
    const secret = await pbx.sign('1000');
    await pbx.command('refuse', { what: 'http', from: 'getpersonalglobal', status: 502, body: 'gateway' });
    const refused: unknown = await operator.signInAgain(secret).catch((error: unknown) => error);
    expect(refused).to.include({ reason: 'no-answer' });
    heard.length = 0;
    await operator.signInAgain(secret);
    await until(() => operator.socket.connected);
    await until(async () => (await pbx.command('notify', { extension: '1000', topic: 30001, msg: '{}' })) === 1);
    await until(() => heard.includes(30001));
    expect(heard).to.deep.equal([true, 30001]);
    destroy();
  });
});
