import { expect } from 'chai';
import { answer, confirmed, endOf, hearAnew, ring, talk as talkBetween } from '../testing/calls.js';
import { closeAll, registerAll } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { next, until } from '../testing/wait.js';
import type { Operators } from '../init.js';
import { hurry } from '../media/testing/hurry.js';
import { fastClock } from '../media/testing/fast-clock.js';
import { replaceMember, restoreAll } from '../media/testing/replace-member.js';
import type { Session } from './session.js';

interface LogEntry {
  /** ISO 8601. */
  time: string;
  direction: 'in' | 'out';
  extension: string;
  text: string;
}

const ufrag = (sdp = '') => /^a=ice-ufrag:(.*)$/m.exec(sdp)?.[1]?.trim();
const localUfrag = ({ connection }: Session) => ufrag(connection?.localDescription?.sdp);

describe('a call and its network', () => {
  let pbx: TestPbx;
  let alice: Operators;
  let bob: Operators;

  before(async () => {
    pbx = await startPbx();
  });
  beforeEach(async () => {
    [alice, bob] = await registerAll(pbx, '1000', '1001');
  });
  afterEach(async () => {
    restoreAll();
    await closeAll(pbx, alice, bob);
  });

  /** Alice calls Bob, and each hears the other. */
  async function talk(): Promise<[alices: Session, bobs: Session]> {
    const sessions = await talkBetween(alice, bob);
    await hearAnew(...sessions);
    return sessions;
  }

  const now = () => new Date().toISOString();

  /** Alice's requests that the PBX has heard since then, oldest first. */
  async function heard(since: string): Promise<string[]> {
    const log = await pbx.command<LogEntry[]>('sip-log', { count: 100 });
    const requests = log.filter(({ direction, time }) => direction === 'in' && time >= since);
    return requests.map(({ text }) => text).filter((text) => /^[A-Z]+ sip:.*^From:.*sip:1000@/ms.test(text));
  }

  it('a path that breaks is replaced: the call says so, and sound comes back both ways', async () => {
    fastClock(3);
    const [alices, bobs] = await talk();
    const before = localUfrag(alices);
    const reconnecting = next(alices, 'reconnecting');
    await pbx.command('media', { extension: '1000', path: 'cut-until-restart' });
    await reconnecting;
    expect(alices.reconnecting).to.equal(true);
    await next(alices, 'reconnected');
    expect(alices.reconnecting).to.equal(false);
    expect(localUfrag(alices)).to.not.equal(before);
    await hearAnew(alices, bobs);
    expect(bobs.end).to.equal(null);
    expect(bobs.status.isRemoteHold).to.equal(false);
  });

  it('a new socket: REGISTER, then one re-INVITE with new ICE credentials; the other side notices nothing', async () => {
    const [alices, bobs] = await talk();
    const before = localUfrag(alices);
    const events: string[] = [];
    for (const name of ['statusChange', 'reinvite', 'reconnecting', 'ended'] as const) {
      bobs.on(name, () => events.push(name));
    }
    const since = now();
    const registered = next(alice.phone, 'registered');
    await pbx.command('drop', { extension: '1000', what: 'sip', how: 'terminate' });
    await registered;
    await until(() => alices.connection?.signalingState === 'stable' && localUfrag(alices) !== before);
    await hearAnew(alices, bobs);
    const requests = (await heard(since)).filter((text) => !text.startsWith('ACK'));
    expect(requests.map((text) => text.split(' ')[0])).to.deep.equal(['REGISTER', 'INVITE']);
    expect(ufrag(requests[1])).to.equal(localUfrag(alices));
    expect(requests[1]).to.match(/^Contact: <sip:1000@/m);
    expect(events).to.deep.equal([]);
    expect(alices.status.callStatus).to.equal('talking');
  });

  it('a refresh of the registration says nothing to the other side of a call', async () => {
    fastClock(3);
    const send = Reflect.get<WebSocket, 'send'>(WebSocket.prototype, 'send');
    replaceMember(WebSocket.prototype, 'send', function (this: WebSocket, data: string) {
      send.call(this, data.startsWith('REGISTER') ? data.replace('expires=1800', 'expires=2') : data);
    });
    const shortened = next(alice.phone, 'registered');
    alice.phone.reRegister();
    await shortened;
    const [alices] = await talk();
    const before = localUfrag(alices);
    const since = now();
    // What the first one set off would be there by the second.
    await next(alice.phone, 'registered');
    await next(alice.phone, 'registered');
    expect((await heard(since)).map((text) => text.split(' ')[0])).not.to.include('INVITE');
    expect(localUfrag(alices)).to.equal(before);
  });

  it('a socket that died unnoticed is found out by a hold, which is confirmed over the next one', async () => {
    fastClock(3);
    const [alices] = await talk();
    const send = Reflect.get<WebSocket, 'send'>(WebSocket.prototype, 'send');
    const dead = new Set<WebSocket>();
    replaceMember(WebSocket.prototype, 'send', function (this: WebSocket, data: string) {
      if (dead.size === 0 && this.url.endsWith('/ws?exten=1000')) dead.add(this);
      if (!dead.has(this)) send.call(this, data);
    });
    const registered = next(alice.phone, 'registered');
    const asked = performance.now();
    alices.hold();
    expect(alices.holdPending).to.equal(true);
    await registered;
    expect(performance.now() - asked, 'noticed in five seconds').to.be.below(8000);
    await until(() => alices.status.isHold);
    expect(alices.end).to.equal(null);
  });

  it('the other side hung up meanwhile: the call ends with the first re-INVITE', async () => {
    const [alices, bobs] = await talk();
    const ended = next(alices, 'ended');
    const disconnected = next(alice.phone, 'disconnected');
    await pbx.command('drop', { extension: '1000', what: 'sip', how: 'terminate' });
    await disconnected;
    bobs.hangup();
    expect((await ended)[0].reason).to.equal('network');
  });

  for (const side of ['caller', 'callee'] as const) {
    it(`a call that rings outlives the socket of its ${side}, is answered, and both hear each other`, async () => {
      const [alices, bobs] = await ring(alice, bob);
      const registered = next((side === 'caller' ? alice : bob).phone, 'registered');
      await pbx.command('drop', { extension: side === 'caller' ? '1000' : '1001', what: 'sip', how: 'terminate' });
      await registered;
      expect([alices.status.callStatus, bobs.status.isRing]).to.deep.equal(['ringing', true]);
      await answer(bobs);
      await confirmed(alices);
      await hearAnew(alices, bobs);
    });
  }

  describe('at a PBX whose responses go to the socket that is lost', () => {
    beforeEach(() => pbx.command('settings', { fixed_ways: 1 }));
    afterEach(() => pbx.command('settings', { fixed_ways: 0 }));

    /** A call of Alice that rings at Bob; her socket is lost. */
    async function ringAndLose(): Promise<[alices: Session, bobs: Session, back: Promise<unknown>]> {
      const [alices, bobs] = await ring(alice, bob);
      const [lost, back] = [next(alice.phone, 'disconnected'), next(alice.phone, 'registered')];
      await pbx.command('drop', { extension: '1000', what: 'sip', how: 'terminate' });
      await lost;
      return [alices, bobs, back];
    }

    it('a call that rings is answered, and both hear each other', async () => {
      const since = now();
      const [alices, bobs, back] = await ringAndLose();
      await back;
      // Its INVITE twice, and two questions: it still rings.
      await until(async () => (await heard(since)).filter((text) => text.startsWith('INVITE')).length > 3);
      expect(alices.end).to.equal(null);
      await answer(bobs);
      await confirmed(alices);
      await hearAnew(alices, bobs);
      alices.hangup();
      expect(await endOf(bobs)).to.equal('hung-up-there');
    });

    it('a call that was answered meanwhile is talked in', async () => {
      const [alices, bobs] = await ringAndLose();
      await answer(bobs);
      await confirmed(alices);
      await hearAnew(alices, bobs);
    });

    it('a call that was refused meanwhile ends', async () => {
      const [alices, bobs] = await ringAndLose();
      bobs.reject();
      expect(await endOf(alices)).to.equal('network');
    });

    it('a call answered there and cancelled here ends on both sides', async () => {
      const [alices, bobs] = await ringAndLose();
      await answer(bobs);
      alices.terminate();
      expect(await endOf(bobs)).to.equal('hung-up-there');
    });
  });

  it('a call that its caller gives up without a connection ends at the other phone, too', async () => {
    const [alices, bobs] = await ring(alice, bob);
    await pbx.command('drop', { extension: '1000', what: 'sip', how: 'terminate' });
    alices.terminate();
    expect(await endOf(bobs)).to.equal('cancelled');
  });

  it('a call that was cancelled while the phone had no connection rings no longer than that', async () => {
    const [alices, bobs] = await ring(alice, bob);
    const lost = next(bob.phone, 'disconnected');
    await pbx.command('drop', { extension: '1001', what: 'sip', how: 'terminate' });
    alices.terminate();
    await lost;
    expect(await endOf(bobs)).to.equal('cancelled');
  });

  it('a call that ends without a connection is told to the other side as soon as there is one', async () => {
    const [alices, bobs] = await talk();
    const ended = next(bobs, 'ended');
    const disconnected = next(alice.phone, 'disconnected');
    await pbx.command('drop', { extension: '1000', what: 'sip', how: 'terminate' });
    await disconnected;
    alices.hangup();
    expect((await ended)[0].reason).to.equal('hung-up-there');
  });

  it('a restart during hold keeps the hold', async () => {
    const [alices, bobs] = await talk();
    alices.hold();
    await until(() => alices.status.isHold);
    const before = localUfrag(alices);
    const registered = next(alice.phone, 'registered');
    await pbx.command('drop', { extension: '1000', what: 'sip', how: 'terminate' });
    await registered;
    await until(() => alices.connection?.signalingState === 'stable' && localUfrag(alices) !== before);
    expect(alices.connection?.localDescription?.sdp).to.match(/^a=sendonly/m);
    expect(alices.status.isHold).to.equal(true);
    expect((await pbx.command<{ legs: { holding: boolean }[] }[]>('calls'))[0]?.legs[0]?.holding).to.equal(true);
    alices.unhold();
    await until(() => !alices.status.isHold);
    await hearAnew(bobs);
  });

  it('a path that is still dead after the first attempt is tried again', async function () {
    // Firefox 153 calls a dead path connected for longer than we look: nothing says that the first attempt did not help.
    if (navigator.userAgent.includes('Firefox')) this.skip();
    const [alices, bobs] = await talk();
    const reconnecting = next(alices, 'reconnecting');
    const since = now();
    const restarts = async () => (await heard(since)).filter((text) => text.startsWith('INVITE')).length;
    await pbx.command('media', { extension: '1000', path: 'cut' });
    await reconnecting;
    await until(async () => (await restarts()) === 1);
    await pbx.command('media', { extension: '1000', path: 'cut-until-restart' });
    await until(async () => (await restarts()) === 2);
    await hearAnew(alices, bobs);
    await until(() => !alices.reconnecting);
    expect(await restarts()).to.equal(2);
  });

  it('a media path that stays dead ends the call when the time is over: network', async () => {
    fastClock(3);
    const [alices, bobs] = await talk();
    const grace = hurry(30_000);
    const reconnecting = next(alices, 'reconnecting');
    const ended = next(alices, 'ended');
    const bobsEnd = next(bobs, 'ended');
    await pbx.command('media', { extension: '1000', path: 'cut' });
    await reconnecting;
    expect((await ended)[0]).to.include({ reason: 'network', cause: 'Connection Error' });
    expect(grace.set).to.equal(1);
    await bobsEnd;
  });

  it('nothing to hear on a path that looks well gets one restart, and the call goes on', async function () {
    this.timeout(40_000);
    fastClock(3);
    const [alices, bobs] = await talk();
    const before = localUfrag(alices);
    const [sender] = bobs.connection?.getSenders() ?? [];
    const microphone = sender?.track ?? null;
    const reconnecting = next(alices, 'reconnecting');
    const reconnected = next(alices, 'reconnected');
    await sender?.replaceTrack(null);
    await reconnecting;
    await reconnected;
    const after = localUfrag(alices);
    expect(after).to.not.equal(before);
    expect(alices.end).to.equal(null);
    await sender?.replaceTrack(microphone);
    await hearAnew(alices, bobs);
    const silentAgain = new Promise<void>((resolve) => {
      alices.on('audio', ({ noAudioIn }) => noAudioIn === 'no-packets' && resolve());
    });
    await sender?.replaceTrack(null);
    await silentAgain;
    expect(alices.reconnecting).to.equal(false);
    expect(localUfrag(alices)).to.equal(after);
  });

  it('answers an ICE restart of the other side', async () => {
    const [alices, bobs] = await talk();
    const before = [localUfrag(alices), ufrag(alices.connection?.remoteDescription?.sdp)];
    expect(await pbx.command('reinvite', { extension: '1000', ice: 'restart' })).to.equal(200);
    const after = [localUfrag(alices), ufrag(alices.connection?.remoteDescription?.sdp)];
    expect(after[0]).to.not.equal(before[0]);
    expect(after[1]).to.not.equal(before[1]);
    await hearAnew(alices, bobs);
  });

  it('a restart that meets a re-INVITE of the other side is tried again, still as a restart', async () => {
    fastClock(3);
    const [alices, bobs] = await talk();
    const before = localUfrag(alices);
    await pbx.command('refuse', { what: 'reinvite', times: 1, status: 491, from: '1000' });
    const since = now();
    dispatchEvent(new Event('online'));
    const invites = async () => (await heard(since)).filter((text) => text.startsWith('INVITE'));
    // Not exactly two: on a machine that is too busy to send sound, silence is a reason for one more.
    await until(async () => (await invites()).length >= 2);
    await until(() => alices.connection?.signalingState === 'stable');
    const restarts = (await invites()).map(ufrag);
    for (const restart of restarts) expect(restart).to.not.be.oneOf([before, undefined]);
    expect(localUfrag(alices)).to.equal(restarts.at(-1));
    await hearAnew(alices, bobs);
  });

  it('the network comes back: the socket is tried, and the calls get new paths', async () => {
    const [alices, bobs] = await talk();
    const before = localUfrag(alices);
    dispatchEvent(new Event('online'));
    await until(() => alices.connection?.signalingState === 'stable' && localUfrag(alices) !== before);
    await hearAnew(alices, bobs);
    expect(alices.reconnecting).to.equal(false);
  });

  it('a connection that is tried twice at a time leaves one socket', async () => {
    const sockets: WebSocket[] = [];
    const Real = WebSocket;
    replaceMember(
      globalThis,
      'WebSocket',
      class extends Real {
        constructor(url: string, protocol?: string) {
          super(url, protocol);
          if (protocol === 'sip') sockets.push(this);
        }
      },
    );
    const disconnected = next(alice.phone, 'disconnected');
    const registered = next(alice.phone, 'registered');
    await pbx.command('drop', { extension: '1000', what: 'sip', how: 'terminate' });
    await disconnected;
    dispatchEvent(new Event('online'));
    await until(() => sockets.length === 1);
    dispatchEvent(new Event('online'));
    await registered;
    expect(sockets.length).to.be.above(1);
    expect(sockets.filter(({ readyState }) => readyState <= WebSocket.OPEN)).to.have.length(1);
  });

  const ways: [
    what: string,
    target: EventTarget,
    event: () => Event,
    visibility: 'visible' | 'hidden',
    asked: number,
  ][] = [
    ['is looked at again', document, () => new Event('visibilitychange'), 'visible', 2],
    ['was thawed', document, () => new Event('resume'), 'visible', 2],
    ['comes back', window, () => new PageTransitionEvent('pageshow', { persisted: true }), 'visible', 2],
    ['has its network back', window, () => new Event('online'), 'hidden', 2],
    ['is hidden', document, () => new Event('visibilitychange'), 'hidden', 0],
  ];
  for (const [what, target, event, visibility, asked] of ways) {
    it(`a page that ${what} asks ${asked} SIP sockets, of two phones, whether they live`, () => {
      // The answer to REGISTER was a sign of life: none is awaited.
      const send = Reflect.get<WebSocket, 'send'>(WebSocket.prototype, 'send');
      let heartbeats = 0;
      replaceMember(WebSocket.prototype, 'send', function (this: WebSocket, data: string) {
        if (data === 'heartbeat' && this.url.includes('/ws?')) heartbeats++;
        send.call(this, data);
      });
      replaceMember(document, 'visibilityState', visibility);
      target.dispatchEvent(event());
      expect(heartbeats).to.equal(asked);
    });
  }
});
