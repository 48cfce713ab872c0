import { expect } from 'chai';
import type { Operators } from '../init.js';
import { replaceMember, restoreAll } from '../media/testing/replace-member.js';
import { Clock } from '../testing/clock.js';
import { register } from '../testing/operators.js';
import { bringPbxBack, startPbx, takePbxAway, type TestPbx } from '../testing/pbx.js';
import { next, until } from '../testing/wait.js';

/** SIP and notifications have a socket each. Their own timers stand still here: only what they tell each other counts. */
describe('after the PBX was away', () => {
  let pbx: TestPbx;
  let operators: Operators;
  let clock: Clock;
  let away: boolean;
  before(async () => {
    pbx = await startPbx();
  });
  afterEach(() => {
    clock.restore();
    operators.destroy();
    restoreAll();
  });

  const evidence: [what: string, happen: () => unknown][] = [
    ['the notifications are back', () => operators.pbx.socket.retryNow()],
    ['the phone is connected again', () => operators.phone.start()],
    ['a request was answered', () => operators.pbx.cdrQuery({ page: 1, size: 1, sortBy: 'time' })],
    ['the network is back', () => dispatchEvent(new Event('online'))],
    [
      'the computer has slept',
      () => {
        clock.sleep(600_000);
        clock.pass(1000);
      },
    ],
  ];
  for (const [what, happen] of evidence) {
    it(`${what}: both sockets are up at once`, async () => {
      away = false;
      const RealSocket = WebSocket;
      replaceMember(
        window,
        'WebSocket',
        class extends RealSocket {
          constructor(url: string | URL, protocols?: string) {
            // Nothing listens there.
            super(away ? 'ws://127.0.0.1:9/' : url, protocols);
          }
        },
      );
      clock = new Clock();
      operators = await register(pbx, '1000');
      const { phone, pbx: operator } = operators;
      await until(() => operator.socket.connected);
      const lost = next(phone, 'disconnected');
      away = true;
      await pbx.command('drop', { extension: '1000', what: 'all' });
      await lost;
      await until(() => !operator.socket.connected);
      expect(phone.isRegistered).to.equal(false);
      away = false;
      void happen();
      await until(() => phone.isRegistered && operator.socket.connected);
    });
  }

  it('of a minute, in which each socket got another pause between its attempts: both are up at the first sign', async () => {
    clock = new Clock();
    operators = await register(pbx, '1000');
    const { phone, pbx: operator } = operators;
    await until(() => operator.socket.connected);
    let pause = 0;
    phone.on('disconnected', ({ retryIn }) => (pause = retryIn));
    const begun = Date.now();
    await takePbxAway();
    // Each attempt really fails: nothing listens there.
    await until(() => {
      clock.pass(500);
      return Date.now() - begun > 60_000;
    });
    expect([phone.isRegistered, operator.socket.connected]).to.deep.equal([false, false]);
    expect(pause, 'the phone alone would wait that long').to.be.above(10_000);
    await bringPbxBack();
    const back = Date.now();
    await until(() => {
      const isBack = phone.isRegistered || operator.socket.connected;
      if (!isBack) clock.pass(32);
      return isBack;
    });
    expect(Date.now() - back).to.be.below(5500);
    // The clock stands still.
    await until(() => phone.isRegistered && operator.socket.connected);
  });
});
