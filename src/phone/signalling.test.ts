import { expect } from 'chai';
import { answer, confirmed, endOf, hear, incoming, place, talk, talkTo } from '../testing/calls.js';
import { closeAll, register, registerAll } from '../testing/operators.js';
import { startPbx, stopPbx, type TestPbx, type TestPbxOptions } from '../testing/pbx.js';
import { next, until } from '../testing/wait.js';
import type { Operators } from '../init.js';
import { shorten } from '../media/testing/hurry.js';
import { replaceMember, restoreAll } from '../media/testing/replace-member.js';

/** What a PBX may do besides plain calls. Each test has a PBX of its own kind. */
describe('signalling', () => {
  let pbx: TestPbx;
  let alice: Operators;

  async function withPbx(options: TestPbxOptions): Promise<void> {
    pbx = await startPbx(options);
    alice = await register(pbx, '1000');
  }
  afterEach(async () => {
    restoreAll();
    await closeAll(pbx, alice);
    await stopPbx();
  });

  /** How many re-INVITEs the PBX has seen, or sent. */
  async function refreshes(): Promise<{ sent: number; received: number }> {
    const { sip } = await pbx.command<{ sip: Record<'sent' | 'received', Record<string, number>> }>('state');
    return { sent: sip.sent['INVITE'] ?? 0, received: sip.received['INVITE'] ?? 0 };
  }

  it('refreshes the session when that is its part', async () => {
    const refresh = shorten({ 45_000: 300 });
    await withPbx({ sessionExpires: 90, sessionRefresher: 'client' });
    const session = await talkTo(alice, '*43');
    const before = (await refreshes()).received;
    await until(async () => (await refreshes()).received >= before + 2);
    expect(session.end).to.equal(null);
    expect(refresh.set).to.be.above(1);
  });

  it('tries again when a refresh of the session is refused', async () => {
    const again = shorten({ 45_000: 300, 11_250: 100 });
    await withPbx({ sessionExpires: 90, sessionRefresher: 'client' });
    const session = await talkTo(alice, '*43');
    const before = (await refreshes()).received;
    await pbx.command('refuse', { what: 'reinvite', from: '1000', status: 500, times: 1 });
    // The third one follows a second that was taken.
    await until(async () => session.end ?? (await refreshes()).received >= before + 3);
    expect(session.end).to.equal(null);
    expect(again.set).to.be.above(2);
  });

  it('a 503 of the PBX is not our network', async () => {
    await withPbx({});
    await pbx.command('refuse', { what: 'invite', from: '1000', status: 503, times: 1 });
    const session = await place(alice, '*43');
    expect(await endOf(session)).to.equal('pbx');
    expect(session.end).to.include({ code: 503, cause: 'SIP Failure Code' });
  });

  it('a name that was looked up for somebody else is not shown', async () => {
    await withPbx({});
    const bob = await register(pbx, '1001');
    const { config } = alice.phone;
    const { lookUp } = config;
    const looked = new Promise<string | undefined>((resolve) => {
      config.lookUp = async (number) => {
        await until(() => alice.phone.currentSession?.status.number === '1005');
        const known = await lookUp(number);
        resolve(known.name);
        return known;
      };
    });
    const [, callee] = await talk(bob, alice);
    await pbx.command('reinvite', { extension: '1000', number: '1005', name: 'Eve' });
    expect(await looked, 'somebody is known').not.to.be.oneOf([undefined, '', 'Eve']);
    // What comes of it is written before a timer of the page can run.
    await new Promise((resolve) => setTimeout(resolve));
    expect(callee.status).to.include({ number: '1005', name: 'Eve' });
    bob.destroy();
  });

  it('answers the refreshes of the PBX, and goes on', async () => {
    await withPbx({ sessionExpires: 4, minSessionExpires: 2, sessionRefresher: 'pbx' });
    const session = await talkTo(alice, '*43');
    const before = (await refreshes()).sent;
    await until(async () => (await refreshes()).sent >= before + 2);
    expect(session.end).to.equal(null);
    // The last refresh that the PBX counted may still be on its way.
    await until(() => session.connection?.signalingState === 'stable');
  });

  it('hears early media, and talks after that', async () => {
    await withPbx({});
    const session = await place(alice, '*183');
    if (!session.earlyMedia) await next(session, 'progress');
    expect(session.status.callStatus).to.equal('ringing');
    await hear(session);
    expect(session.earlyMedia).to.equal(true);
    await confirmed(session);
    expect(session.status.callStatus).to.equal('talking');
  });

  it('hears early media of a call that is refused after that', async () => {
    await withPbx({});
    const session = await place(alice, '*184');
    const failed = next(session, 'failed');
    await hear(session);
    expect((await failed)[0]).to.include({ reason: 'busy', code: 486 });
  });

  it('takes the answer of a fork with several early dialogs', async () => {
    await withPbx({ forkEarly: true });
    const [bob, bobElsewhere] = await registerAll(pbx, '1001', '1001');
    const ringing = Promise.all([incoming(bob), incoming(bobElsewhere)]);
    const session = await place(alice, '1001');
    const [, second] = await ringing;
    const other = next(bob.phone, 'deleteSession');
    await answer(second);
    await confirmed(session);
    expect((await other)[0].session.end?.reason).to.equal('answered-elsewhere');
    await hear(session);
    bob.destroy();
    bobElsewhere.destroy();
  });

  describe('a call that nobody answers ends after 300 seconds', () => {
    /** Makes the timers of exactly that length short; nothing else in a phone has one. */
    function hurry(): { set: number } {
      const original = window.setTimeout.bind(window);
      const timers = { set: 0 };
      replaceMember(window, 'setTimeout', (handler: () => void, time = 0, ...rest: unknown[]) => {
        if (time === 300_000) timers.set += 1;
        return original(handler, time === 300_000 ? 1000 : time, ...rest);
      });
      return timers;
    }

    it('placed: it is cancelled', async () => {
      await withPbx({});
      const bob = await register(pbx, '1001');
      const timers = hurry();
      const session = await place(alice, '1001');
      expect(timers.set).to.equal(1);
      restoreAll();
      const bobs = await incoming(bob);
      const bobsEnd = next(bobs, 'failed');
      expect((await next(session, 'failed'))[0]).to.include({ reason: 'no-answer', cause: 'No Answer' });
      expect((await bobsEnd)[0].reason).to.equal('cancelled');
      bob.destroy();
    });

    it('come in: it is refused with 480', async () => {
      await withPbx({});
      const ringing = incoming(alice);
      const timers = hurry();
      await pbx.command('call', { extension: '1000' });
      const session = await ringing;
      expect((await next(session, 'failed'))[0]).to.include({ reason: 'no-answer', code: 480 });
      expect(timers.set).to.equal(1);
    });

    it('answered in time: it goes on', async () => {
      await withPbx({});
      hurry();
      const cleared = new Promise<void>((resolve) => setTimeout(resolve, 300_000));
      const session = await talkTo(alice, '*43');
      await cleared;
      expect(session.end).to.equal(null);
    });
  });

  it('sends tones in the media, each of them, in order', async () => {
    await withPbx({});
    const session = await talkTo(alice, '*43');
    const digits = pbx.command('wait', { for: 'digits', digits: '1239#', extension: '1000', timeout: 8000 });
    expect(session.dtmf('123')).to.equal(true);
    expect(session.dtmf('9#')).to.equal(true);
    await digits;
    expect(session.dtmf('abc'), 'not tones').to.equal(false);
  });

  it('sends tones as INFO to a side that takes none in the media', async () => {
    await withPbx({ telephoneEvent: false });
    const session = await talkTo(alice, '*43');
    const digits = pbx.command('wait', { for: 'digits', digits: '12#', extension: '1000', timeout: 8000 });
    expect(session.dtmf('12#')).to.equal(true);
    await digits;
  });

  it('sends no tones while the other side holds us: they would all be sent later', async () => {
    await withPbx({});
    const session = await talkTo(alice, '*43');
    await pbx.command('reinvite', { extension: '1000', direction: 'sendonly' });
    await until(() => session.status.isRemoteHold);
    expect(session.dtmf('123')).to.equal(false);
    await pbx.command('reinvite', { extension: '1000', direction: 'sendrecv' });
    await until(() => !session.status.isRemoteHold);
    const digits = pbx.command('wait', { for: 'digits', digits: '9#', extension: '1000', timeout: 8000 });
    expect(session.dtmf('9#')).to.equal(true);
    await digits;
  });

  it('records by feature code; what has become of it is told by the PBX', async () => {
    await withPbx({});
    alice.destroy();
    await pbx.command('extension', { number: '1000', enb_ctl_record: 2 });
    alice = await register(pbx, '1000');
    const bob = await register(pbx, '1001');
    bob.phone.on('incoming', ({ session }) => void session.answer());
    const session = await talkTo(alice, '1001');
    expect(alice.phone.recordPermissions).to.equal(2);
    expect(session.pauseRecord(), 'nothing to pause').to.equal(false);
    const seen: string[] = [];
    session.on('statusChange', ({ recordStatus }, old) => {
      if (recordStatus !== old.recordStatus) seen.push(recordStatus);
    });
    // The code is the same for all; a second click must not take the first one back.
    expect([session.startRecord(), session.startRecord()]).to.deep.equal([true, true]);
    await until(() => session.status.recordStatus === 'recording');
    expect([session.pauseRecord(), session.pauseRecord()]).to.deep.equal([true, true]);
    await until(() => session.status.recordStatus === 'pause');
    expect(session.startRecord()).to.equal(true);
    await until(() => session.status.recordStatus === 'recording');
    // What was sent before this key has been heard by then.
    const digits = pbx.command('wait', { for: 'digits', digits: '99', extension: '1000', timeout: 8000 });
    session.dtmf('99');
    await digits;
    expect(seen).to.deep.equal(['recording', 'pause', 'recording']);
    bob.destroy();
  });

  it('answers OPTIONS and INFO in a call, takes UPDATE, and does not obey a REFER', async () => {
    await withPbx({});
    const session = await talkTo(alice, '*43');
    const headers = 'Refer-To: <sip:1002@127.0.0.1>';
    const answer = (method: string) => pbx.command<number>('send', { extension: '1000', method, headers });
    expect(await answer('OPTIONS')).to.equal(200);
    expect(await answer('INFO')).to.equal(200);
    expect(await answer('UPDATE')).to.equal(200);
    expect(await answer('REFER')).to.equal(603);
    expect(session.end).to.equal(null);
    expect(alice.phone.sessions.size).to.equal(1);
  });
});
