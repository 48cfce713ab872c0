import { expect } from 'chai';
import { confirmed, endOf, incoming, place, ring, talkTo } from '../testing/calls.js';
import { closeAll, register, registerAll } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { SipWatch, summary } from '../testing/sip-log.js';
import { hurry } from '../media/testing/hurry.js';
import { restoreAll } from '../media/testing/replace-member.js';
import type { Operators } from '../init.js';

/** Each end has its reason, also where the PBX says it in another way, or not at all. */
describe('ends of calls on the wire', () => {
  let pbx: TestPbx;
  let alice: Operators;
  let watch: SipWatch;

  before(async () => {
    pbx = await startPbx();
  });
  beforeEach(async () => {
    alice = await register(pbx, '1000');
    watch = new SipWatch(pbx, '1000');
  });
  afterEach(async () => {
    restoreAll();
    await closeAll(pbx, alice);
  });

  const alter = (message: string, how: Record<string, unknown>) =>
    pbx.command('alter', { extension: '1000', message, ...how });

  async function rings() {
    const ringing = incoming(alice);
    await pbx.command('call', { extension: '1000' });
    return ringing;
  }

  it('an INVITE that is good for some seconds only: 487 after that, and the reason is no-answer', async () => {
    const timers = hurry(77_000);
    await alter('INVITE', { headers: 'Expires: 77' });
    const session = await rings();
    expect(await endOf(session)).to.equal('no-answer');
    expect(timers.set).to.equal(1);
    await watch.sends('487 INVITE');
    await pbx.command('wait', { for: 'no-calls' });
  });

  it('an INVITE that is good for some seconds only, answered in time: the call goes on', async () => {
    await alter('INVITE', { headers: 'Expires: 77' });
    const session = await rings();
    hurry(77_000);
    await session.answer();
    await confirmed(session);
    expect(session.end).to.equal(null);
  });

  it('a 200 that is never acknowledged: BYE after 64*T1, and the reason is network', async () => {
    const session = await rings();
    await alter('ACK', { lost: 1, times: 100 });
    hurry(32_000);
    await session.answer();
    expect(await endOf(session)).to.equal('network');
    await watch.sends('BYE');
    await pbx.command('wait', { for: 'no-calls' });
    await alter('ACK', { times: 0 });
  });

  it('a redirection is acknowledged, and the reason is unavailable', async () => {
    await pbx.command('respond', {
      extension: '1000',
      method: 'INVITE',
      where: 'initial',
      status: 302,
      headers: 'Contact: <sip:1002@127.0.0.1>',
    });
    const session = await place(alice, '1001');
    expect(await endOf(session)).to.equal('unavailable');
    expect(session.end).to.include({ code: 302 });
    await watch.sends('ACK');
    expect(alice.phone.sessions.size).to.equal(0);
  });

  const reasons: [value: string, elsewhere: boolean][] = [
    ['SIP;cause=200;text="Call completed elsewhere"', true],
    ['sip ; text="a, b; cause=486" ; cause = 200', true],
    ['Q.850;cause=26', true],
    ['Q.850;cause=16\nReason: SIP;cause=200;text="x"', true],
    ['Q.850;cause=16, SIP;cause=200', true],
    ['Q.850;cause=16;text="SIP;cause=200"', false],
    ['SIP;cause=487', false],
    ['SIP', false],
    ['"', false],
    ['', false],
  ];
  for (const [value, elsewhere] of reasons) {
    it(`CANCEL with Reason: ${JSON.stringify(value)}`, async () => {
      const session = await rings();
      await alter('CANCEL', { replace: `Reason: ${value}` });
      await pbx.command('hangup');
      expect(await endOf(session)).to.equal(elsewhere ? 'answered-elsewhere' : 'cancelled');
      await watch.sends('487 INVITE');
    });
  }

  it('BYE with a Reason in a connected call: the other side hung up', async () => {
    const session = await talkTo(alice, '*43');
    await alter('BYE', { headers: 'Reason: Q.850;cause=16;text="Normal, clearing"\nReason: SIP;cause=200' });
    await pbx.command('hangup');
    expect(await endOf(session)).to.equal('hung-up-there');
    await watch.sends('200 BYE');
  });

  it('BYE with a Reason that cannot be read', async () => {
    const session = await talkTo(alice, '*43');
    await alter('BYE', { headers: 'Reason: ;;"' });
    await pbx.command('hangup');
    expect(await endOf(session)).to.equal('hung-up-there');
  });

  it('two tabs that answer at once: one has the call, the other was never connected', async () => {
    const bobs = await registerAll(pbx, '1001', '1001');
    try {
      for (let round = 0; round < 2; round++) {
        const ringing = Promise.all(bobs.map(incoming));
        const call = await place(alice, '1001');
        const sessions = await ringing;
        const connections: boolean[] = [false, false];
        sessions.forEach((session, index) => session.on('confirmed', () => (connections[index] = true)));
        // Both 200 are under way before the PBX can say anything about either.
        await pbx.command('delay', { milliseconds: 100 });
        await Promise.all(sessions.map((session) => session.answer().catch(() => undefined)));
        await confirmed(call);
        const isSlower = await Promise.race(sessions.map(async (session, index) => (await endOf(session), index)));
        expect(sessions[isSlower]?.end?.reason).to.equal('answered-elsewhere');
        const faster = sessions[1 - isSlower];
        if (faster) await confirmed(faster);
        expect(connections).to.deep.equal(isSlower === 0 ? [false, true] : [true, false]);
        await pbx.command('delay', { milliseconds: 0 });
        call.hangup();
        await pbx.command('wait', { for: 'no-calls' });
      }
    } finally {
      for (const bob of bobs) bob.destroy();
    }
  });

  it('BYE of ours that gets no answer: the call has ended here all the same', async () => {
    const session = await talkTo(alice, '*43');
    await pbx.command('respond', { extension: '1000', method: 'BYE', status: 0 });
    session.hangup();
    expect(session.end?.reason).to.equal('hung-up-here');
    // The PBX never took it in; its call is ended by hand.
    await watch.sends('BYE');
    await pbx.command('hangup');
  });

  it('a 180 that comes after the CANCEL means nothing', async () => {
    const bob = await register(pbx, '1001');
    const [call, ringing] = await ring(alice, bob);
    call.terminate();
    expect(await endOf(ringing)).to.equal('cancelled');
    expect(call.end?.reason).to.equal('cancelled');
    expect((await watch.fromPhone()).map(summary)).to.include('CANCEL');
    bob.destroy();
  });
});
