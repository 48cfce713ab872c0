import { expect } from 'chai';
import { confirmed, incoming } from '../testing/calls.js';
import { Clock } from '../testing/clock.js';
import { closeAll, register } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { until } from '../testing/wait.js';
import type { Operators } from '../init.js';

/**
 * How long a dead socket goes unnoticed at the longest, on the clock of the test: no time has passed since the last sign of
 * life when it dies, so that the whole of each interval and deadline is still to come.
 */
describe('a dead socket is noticed', () => {
  let pbx: TestPbx;
  let alice: Operators;
  let clock: Clock;
  before(async () => {
    pbx = await startPbx();
  });
  beforeEach(async () => {
    clock = new Clock();
    alice = await register(pbx, '1000');
    await until(() => alice.pbx.socket.connected);
    await pbx.command('wait', { for: 'subscribed', extension: '1000' });
  });
  afterEach(async () => {
    clock.restore();
    await closeAll(pbx, alice);
  });

  const blackhole = (what = 'all') => pbx.command('blackhole', { extension: '1000', what });

  /** From now on: after how many milliseconds each of the two sockets is known to be dead. */
  function lossTimes(): { sip?: number; notifications?: number } {
    const begun = Date.now();
    const times: { sip?: number; notifications?: number } = {};
    alice.phone.once('disconnected', () => (times.sip = Date.now() - begun));
    alice.pbx.socket.once('connectedChange', () => (times.notifications = Date.now() - begun));
    return times;
  }

  /** Lets the clock go on as fast as the true one until `fact` is true. */
  const going = <Value>(fact: () => Value | Promise<Value>) =>
    until(() => {
      clock.pass(16);
      return fact();
    });

  it('within ten seconds while a call rings here, without any user action; it can be answered afterwards', async () => {
    const ringing = incoming(alice);
    void pbx.command('call', { extension: '1000', from: '999' });
    const call = await ringing;
    await until(async () => (await pbx.command<{ calls: unknown[] }>('state')).calls.length === 1);
    await blackhole('sip');
    const lost = lossTimes();
    clock.pass(10_000);
    expect(lost.sip).to.be.within(1, 10_000);
    await going(() => alice.phone.isRegistered);
    expect([call.end, call.status.isRing]).to.deep.equal([null, true]);
    const answered = call.answer();
    await going(() => call.answeredAt);
    await answered;
    await confirmed(call);
  });

  it('within 35 seconds when nothing goes on', async () => {
    await blackhole();
    const lost = lossTimes();
    clock.pass(35_000);
    expect(lost.sip).to.be.within(1, 35_000);
    expect(lost.notifications).to.be.within(1, 35_000);
    await going(() => alice.phone.isRegistered && alice.pbx.socket.connected);
  });

  const moments: [what: string, happen: () => void][] = [
    ['the network is back', () => dispatchEvent(new Event('online'))],
    ['the page is looked at', () => document.dispatchEvent(new Event('visibilitychange'))],
    ['the page is thawed', () => document.dispatchEvent(new Event('resume'))],
    ['the computer woke up', () => clock.sleep(40_000)],
    ['the clock was set', () => clock.sleep(-3_600_000)],
    ['the user does something', () => alice.pbx.socket.probe()],
  ];
  for (const [what, happen] of moments) {
    it(`within five seconds after ${what}`, async () => {
      await blackhole();
      happen();
      const lost = lossTimes();
      clock.pass(5000);
      expect(lost.sip).to.be.within(1, 5000);
      expect(lost.notifications).to.be.within(1, 5000);
      await going(() => alice.phone.isRegistered && alice.pbx.socket.connected);
    });
  }
});
