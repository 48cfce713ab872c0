/**
 * Every method with values of a wrong type, ids that nobody has, and in states that it is not for: it answers what is
 * documented, it never throws, and the call that is up goes on.
 */
import { expect } from 'chai';
import { expectKind, invoke, property, rejection, show, within, type Kind } from './testing/kinds.js';
import { register } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { next, until } from '../testing/wait.js';
import { init, type Operators } from '../init.js';
import type { Session } from '../phone/session.js';

/** Nothing that a method of ours takes. */
const wrongValues: readonly unknown[] = [
  undefined,
  null,
  Number.NaN,
  -1,
  true,
  '',
  'x'.repeat(3000),
  '<img src=x onerror=alert(1)>',
  'a\r\nVia: b',
  {},
  [],
  () => undefined,
  Symbol('x'),
  {
    toString() {
      throw new Error('asked for its text');
    },
  },
];

const idMethods = [
  ...[
    'reject',
    'hangup',
    'blindTransfer',
    'attendedTransfer',
    'hold',
    'unhold',
    'dtmf',
    'mute',
    'unmute',
    'startRecord',
  ],
  ...[
    'pauseRecord',
    'terminate',
    'setCurrentSession',
    'setSessionStaticStatus',
    'renegotiate',
    'audioToVideo',
    'videoToAudio',
  ],
];

/** Method of Session and what it answers for each of the wrong values. */
const sessionMethods: readonly [name: string, kind: Kind][] = [
  ['dtmf', 'false'],
  ['blindTransfer', 'false'],
  ['attendedTransfer', 'false'],
  ['setStatus', 'Session'],
  ['setStaticStatus', 'Session'],
];

const statusKinds = {
  name: 'string',
  avatar: 'string',
  company: 'string',
  number: 'string, not empty',
  callId: 'string, not empty',
  callStatus: 'callStatus',
  isHold: 'boolean',
  isMute: 'boolean',
} as const;

/** What a session can be asked for when it is over. */
const methodsOfAnEndedCall: readonly string[] = [
  ...[
    'reject',
    'hangup',
    'hold',
    'unhold',
    'mute',
    'unmute',
    'startRecord',
    'pauseRecord',
    'terminate',
    'audioToVideo',
  ],
  'videoToAudio',
];

describe('wrong input', function () {
  this.timeout(60_000);
  const now = performance.now.bind(performance);
  let ahead = 0;
  /** Errors of listeners: the page's error handler would get them. */
  const uncaught: string[] = [];
  const queueLater = window.queueMicrotask.bind(window);
  let pbx: TestPbx;
  let alice: Operators;
  let bob: Operators;

  const { warn } = console;
  before(async () => {
    console.warn = () => undefined; // all this is warned of, which is not the question here
    // Where the error of a listener goes. Mocha would stop at the first.
    window.queueMicrotask = (action) =>
      queueLater(() => {
        try {
          action();
        } catch (error) {
          uncaught.push(String(error));
        }
      });
    performance.now = () => now() + ahead;
    pbx = await startPbx();
    [alice, bob] = await Promise.all([register(pbx, '1000'), register(pbx, '1001')]);
  });
  after(() => {
    window.queueMicrotask = queueLater;
    console.warn = warn;
    performance.now = now;
    alice.destroy();
    bob.destroy();
  });

  async function ring(): Promise<{ caller: Session; callee: Session }> {
    ahead += 1000;
    const incoming = next(bob.phone, 'incoming');
    const started = next(alice.phone, 'startSession');
    await alice.phone.call('1001');
    const [{ session: caller }] = await started;
    const [{ session: callee }] = await within(incoming, 'incoming');
    return { caller, callee };
  }

  async function noCalls(): Promise<void> {
    await pbx.command('hangup');
    await within(
      until(() => alice.phone.sessions.size + bob.phone.sessions.size === 0),
      'all calls end',
    );
  }

  describe('before any call', () => {
    for (const value of wrongValues) {
      it(`call(${show(value)}) rejects with -209`, async () =>
        expect(await rejection(invoke(alice.phone, 'call', value))).to.include({ code: -209 }));
      it(`answer(${show(value)}) rejects with -211`, async () =>
        expect(await rejection(invoke(alice.phone, 'answer', value))).to.include({ code: -211 }));
      it(`methods for a call say false to the id ${show(value)}`, () => {
        for (const name of idMethods) expectKind(invoke(alice.phone, name, value, value), 'false', name);
        if (value !== undefined) expectKind(invoke(alice.phone, 'getSession', value), 'null', 'getSession');
      });
      it(`on(${show(value)}) throws nothing`, () => {
        for (const emitter of [alice.phone, alice.pbx]) {
          invoke(emitter, 'on', value, () => undefined);
          invoke(emitter, 'on', 'incoming', value, value);
          invoke(emitter, 'off', value, value);
          invoke(emitter, 'removeListener', value, value);
          invoke(emitter, 'once', value, value);
        }
      });
      it(`cdrQuery(${show(value)}) throws nothing, and rejects with a Result if it does`, async () => {
        await (invoke(alice.pbx, 'cdrQuery', value) as Promise<unknown>).catch((error: unknown) =>
          expectKind(error, 'Result', 'what cdrQuery rejects with'),
        );
      });
      it(`init(${show(value)}) rejects with a Result`, async () =>
        expectKind(await rejection((init as (options: unknown) => Promise<unknown>)(value)), 'Result', 'init'));
      for (const option of ['username', 'secret', 'pbxURL']) {
        it(`init() with ${option}: ${show(value)} rejects with a Result`, async () => {
          const options = { username: '1000', secret: 'wrong', pbxURL: pbx.url, enableLog: false, [option]: value };
          expectKind(await rejection(init(options)), 'Result', 'init');
        });
      }
    }

    it('a listener that is no function does not end the emitter', async () => {
      // Some were added above.
      const told = next(bob.phone, 'incoming');
      const { caller } = await ring();
      await within(told, 'incoming');
      caller.hangup();
      await noCalls();
    });
  });

  describe('on a call that rings', () => {
    let caller: Session;
    let callee: Session;
    before(async () => {
      ({ caller, callee } = await ring());
    });
    after(noCalls);

    for (const name of ['hold', 'unhold', 'startRecord', 'pauseRecord']) {
      it(`${name}(): false at both ends`, () => {
        expectKind(invoke(caller, name), 'false', 'caller');
        expectKind(invoke(callee, name), 'false', 'callee');
      });
    }
    for (const name of ['blindTransfer', 'attendedTransfer', 'dtmf']) {
      it(`${name}('1'): false at both ends`, () => {
        expectKind(invoke(caller, name, '1'), 'false', 'caller');
        expectKind(invoke(callee, name, '1'), 'false', 'callee');
      });
    }
    it('answer() of the call that we place rejects with -211', async () =>
      expect(await rejection(invoke(caller, 'answer'))).to.include({ code: -211 }));
    it('call() beside it rejects with -210', async () =>
      expect(await rejection(alice.phone.call('1002'))).to.include({ code: -210 }));
    it('call() of a wrong number beside it rejects with -210 all the same', async () =>
      expect(await rejection(alice.phone.call(''))).to.include({ code: -210 }));
  });

  describe('on a call that is up', () => {
    let session: Session;
    before(async () => {
      const { caller, callee } = await ring();
      const confirmed = next(caller, 'confirmed');
      await callee.answer();
      await within(confirmed, 'confirmed');
      session = caller;
    });
    after(noCalls);

    for (const value of wrongValues) {
      for (const [name, kind] of sessionMethods) {
        it(`${name}(${show(value)}): ${kind}`, () => expectKind(invoke(session, name, value), kind, name));
      }
      it(`setSessionStaticStatus(callId, ${show(value)}) throws nothing`, () =>
        expectKind(invoke(alice.phone, 'setSessionStaticStatus', session.status.callId, value), 'boolean', 'answer'));
      it(`fields of the status that are ${show(value)} leave it as it is`, () => {
        const wrong = Object.fromEntries(Object.keys(statusKinds).map((name) => [name, value]));
        // Any text may be a name; it is no number, no id and no state.
        if (typeof value !== 'string') invoke(session, 'setStaticStatus', wrong);
        invoke(session, 'setStatus', { ...wrong, ...(typeof value === 'boolean' && { isHold: false, isMute: false }) });
        for (const [name, kind] of Object.entries(statusKinds)) expectKind(property(session.status, name), kind, name);
      });
      it(`on(${show(value)}) of a session throws nothing`, () => {
        invoke(session, 'on', value, value);
        invoke(session, 'once', 'statusChange', value);
        invoke(session, 'off', value, value);
      });
    }

    it('answer() rejects with -211', async () => expect(await rejection(session.answer())).to.include({ code: -211 }));
    it('after all this, the call is still up', async () => {
      expect(session.status.callStatus).to.equal('talking');
      await pbx.command('wait', { for: 'call', extension: '1000', state: 'talking', timeout: 5000 });
    });
    it('a listener that throws does not keep the call from going on', async () => {
      session.once('statusChange', () => {
        throw new Error('thrown by a listener');
      });
      const isMute = session.status.isMute;
      expectKind(invoke(session, isMute ? 'unmute' : 'mute'), 'true', 'mute');
      const found = () => uncaught.findIndex((message) => message.includes('thrown by a listener')) + 1;
      uncaught.splice((await within(until(found), 'the page’s error handler')) - 1, 1);
      expect(session.status.isMute).to.equal(!isMute);
    });
  });

  describe('header lines', () => {
    const wrongHeaders: readonly unknown[] = [
      ['X-Test: 1\r\nX-Evil-0: 2'],
      ['X-Test: 1\nX-Evil-1: 2'],
      ['X-Evil-2'],
      ['X-Evil-3\r\n\r\nv=0'],
      'X-Evil-4: 2',
      { 0: 'X-Evil-5: 2' },
      [5, null, { toString: () => 'X-Evil-6: 2' }],
    ];
    wrongHeaders.forEach((extraHeaders, index) => {
      it(`${JSON.stringify(extraHeaders)}: nothing of it reaches the PBX`, async () => {
        ahead += 1000;
        await (invoke(alice.phone, 'call', '1001', { extraHeaders }) as Promise<unknown>).catch((error: unknown) =>
          expectKind(error, 'Result', 'what call rejects with'),
        );
        expect(JSON.stringify(await pbx.command('sip-log')).includes(`X-Evil-${index}`)).to.equal(false);
        await noCalls();
      });
    });
    it('right ones do', async () => {
      ahead += 1000;
      const started = next(alice.phone, 'startSession');
      await alice.phone.call('1001', { extraHeaders: ['X-Ticket: 4711'] });
      const [{ session }] = await started;
      await until(() => session.status.callStatus === 'ringing');
      expect(JSON.stringify(await pbx.command('sip-log')).includes('X-Ticket: 4711')).to.equal(true);
      await noCalls();
    });
  });

  describe('after the end', () => {
    it('an ended session says false to everything', async () => {
      const { caller } = await ring();
      caller.hangup();
      await noCalls();
      for (const name of methodsOfAnEndedCall) expectKind(invoke(caller, name), 'false', name);
      for (const name of ['dtmf', 'blindTransfer', 'attendedTransfer'])
        expectKind(invoke(caller, name, '1'), 'false', name);
      expect(await rejection(caller.answer())).to.include({ code: -211 });
      expectKind(invoke(caller, 'destroy'), 'nothing', 'destroy');
      expectKind(property(caller, 'status'), 'object', 'status');
    });

    it('a destroyed phone places and answers nothing, and throws nothing', async () => {
      const carol = await register(pbx, '1002');
      carol.destroy();
      carol.destroy();
      expectKind(await rejection(carol.phone.call('1001')), 'Result', 'call');
      expectKind(await rejection(carol.phone.answer('x')), 'Result', 'answer');
      for (const name of idMethods) expectKind(invoke(carol.phone, name, 'x', '1'), 'false', name);
      invoke(carol.phone, 'start');
      invoke(carol.phone, 'destroy');
      invoke(carol.phone, 'disconnect');
      invoke(carol.pbx, 'destroy');
      await pbx.command('wait', { for: 'unregistered', extension: '1002', timeout: 5000 });
    });
  });

  describe('in all this', () => {
    it('no listener of ours threw', () => expect([...new Set(uncaught)]).to.deep.equal([]));
  });
});
