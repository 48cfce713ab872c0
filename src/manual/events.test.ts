/**
 * Walks the manual's tables of events: each is made to happen, and its payload has the keys that the table names. The second
 * part of each table is what the published package has beyond the manual.
 */
import { expect } from 'chai';
import { expectFields, expectKind, invoke, Recorder, within, type Fields, type Kind } from './testing/kinds.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { next, until } from '../testing/wait.js';
import { init, type Operators } from '../init.js';
import type { Session } from '../phone/session.js';

/** Returns what takes it back. */
function replaceMethod(object: object, name: string, method: () => unknown): () => void {
  const original = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { value: method, configurable: true, writable: true });
  return () => Object.defineProperty(object, name, original ?? {});
}

type Payload = readonly (Kind | Fields)[];
type Table = readonly [name: string, payload: Payload][];

const told: Payload = [{ callId: 'string, not empty', session: 'Session' }];

const phoneEvents: Table = [
  ['connected', []],
  ['disconnected', []],
  ['registered', []],
  ['registrationFailed', [{ code: 'number', msg: 'string, not empty' }]],
  ['newRTCSession', told],
  ['startSession', told],
  ['incoming', told],
  ['recordPermissionsChange', ['0, 1 or 2']],
  ['deleteSession', [{ callId: 'string, not empty', cause: 'string, not empty' }]],
  ['isRegisteredChange', ['boolean']],
  // Beyond the manual.
  ['videoPlanChange', ['string']],
];

const sessionEvents: Table = [
  ['callReport', [{ callId: 'string, not empty', callReport: 'object' }]],
  ['streamAdded', [{ callId: 'string, not empty', communicationType: 'inbound or outbound', stream: 'MediaStream' }]],
  ['ended', [{ callId: 'string, not empty', cause: 'string, not empty' }]],
  ['reinvite', told],
  ['accepted', told],
  ['confirmed', told],
  ['statusChange', ['object', 'object']],
  ['staticStatusChange', ['object', 'object']],
  // Beyond the manual.
  ['peerconnection', []],
  ['progress', []],
  ['sdp', []],
  ['icecandidate', []],
  [
    'updateTimer',
    [{ ringDuration: 'seconds', callDuration: 'seconds', callingDuration: 'seconds', holdDuration: 'seconds' }],
  ],
  ['updateRemoteStream', []],
];

/** These end a call before it is up. */
const refusedCallEvents: Table = [
  ['failed', [{ callId: 'string, not empty', cause: 'string, not empty', code: 'number' }]],
];

const brokenCallEvents: Table = [['clientError', [{ callId: 'string, not empty', cause: 'string, not empty' }]]];

const pbxEvents: Table = [
  ['runtimeError', [{ code: 'number', msg: 'string, not empty' }]],
  ['cdrChange', [{ ext_num: 'string, not empty', personal_cdr: 'object' }]],
];

const personalCdr: Fields = {
  date: 'string',
  time: 'string',
  timestamp: 'number',
  number: 'string, not empty',
  talk_duration: 'number',
};

describe('the events of the manual', function () {
  this.timeout(90_000);
  const recorder = new Recorder();
  /** What went wrong while the events were caused; it explains the rows that fail. */
  const problems: string[] = [];
  const names = (...tables: Table[]) => tables.flat().map(([name]) => name);
  const now = performance.now.bind(performance);
  let ahead = 0;
  let pbx: TestPbx;
  let alice: Operators;
  let bob: Operators;
  let carol: Operators;

  before(async () => {
    // One outgoing call a second is the rule, and not what is tested here.
    performance.now = () => now() + ahead;
    pbx = await startPbx();
    const signIn = async (username: string) =>
      init({ username, secret: await pbx.sign(username), pbxURL: pbx.url, enableLog: false });
    [alice, bob, carol] = (await Promise.all(['1000', '1001', '1002'].map(signIn))) as [
      Operators,
      Operators,
      Operators,
    ];
    recorder.listen('phone', alice.phone, names(phoneEvents));
    recorder.listen('pbx', alice.pbx, names(pbxEvents));
    for (const [title, step] of Object.entries(steps)) {
      try {
        await within(step(), title, 12_000);
      } catch (error) {
        problems.push(`${title}: ${error instanceof Error ? error.message : JSON.stringify(error)}`);
      }
      await pbx.command('hangup');
    }
  });
  after(() => {
    performance.now = now;
    [alice, bob, carol].forEach(({ destroy }) => destroy());
  });

  async function registered(...operators: Operators[]): Promise<void> {
    await Promise.all(
      operators.map(({ phone }) => {
        const done = next(phone, 'registered');
        phone.start();
        return done;
      }),
    );
  }

  /** Alice calls; what her session tells is recorded as `of`. */
  async function call(number: string, of: string): Promise<Session> {
    ahead += 1000;
    const created = next(alice.phone, 'newRTCSession').then(([{ session }]) => {
      recorder.listen(of, session, names(sessionEvents, refusedCallEvents, brokenCallEvents));
      return session;
    });
    await alice.phone.call(number);
    return created;
  }

  const noCalls = () => until(() => alice.phone.sessions.size === 0);

  const steps: Readonly<Record<string, () => Promise<unknown>>> = {
    'a refused registration': async () => {
      await pbx.command('refuse', { what: 'register', times: 9, status: 403 });
      alice.phone.start();
      await recorder
        .wait('phone', 'registrationFailed')
        .finally(() => pbx.command('refuse', { what: 'register', times: 0 }));
      invoke(alice.phone, 'disconnect');
    },
    'sign in': () => registered(alice, bob, carol),
    'a call, transferred at the other side': async () => {
      for (const { phone } of [bob, carol]) phone.on('incoming', ({ callId }) => void phone.answer(callId));
      const session = await call('1001', 'session');
      await recorder.wait('session', 'confirmed');
      session.mute();
      session.setStaticStatus({ company: 'ACME' });
      await recorder.wait('session', 'callReport').catch(() => undefined);
      const [atBob] = bob.phone.getSessions();
      const consulting = next(bob.phone, 'startSession');
      await (invoke(bob.phone, 'call', '1002', {}, atBob?.status.callId) as Promise<unknown>);
      const [{ session: consultation }] = await consulting;
      await until(() => consultation.status.callStatus === 'talking');
      invoke(bob.phone, 'attendedTransfer', consultation.status.callId, '1002');
      await recorder.wait('session', 'reinvite');
    },
    'hanging up': async () => {
      for (const session of alice.phone.getSessions()) session.hangup();
      await noCalls();
      await recorder.wait('pbx', 'cdrChange');
    },
    'a refused call': async () => {
      await pbx.command('refuse', { what: 'invite', times: 1, status: 603 });
      await call('1001', 'refused call');
      await noCalls();
    },
    'a call whose answer the browser can’t use': async () => {
      const restore = replaceMethod(RTCPeerConnection.prototype, 'setRemoteDescription', () =>
        Promise.reject(new DOMException('refused by the test', 'InvalidAccessError')),
      );
      try {
        await call('*43', 'broken call');
        await noCalls();
      } finally {
        restore();
      }
    },
    'an incoming call': async () => {
      await bob.phone.call('1000');
      const [{ callId }] = (await recorder.wait('phone', 'incoming')) as [{ callId: string }];
      alice.phone.reject(callId);
      await noCalls();
    },
    'changed permissions': async () => {
      await pbx.command('notify', { topic: 20047, extension: '1000', msg: { enb_ctl_record: 1 } });
      await recorder.wait('phone', 'recordPermissionsChange');
    },
    'a changed video service': async () => {
      const service_list = [{ service_name: 'video', status: 'expired' }];
      await pbx.command('notify', {
        topic: 20053,
        extension: '1000',
        msg: { subscribe_plan_list: [{ service_list }] },
      });
      await recorder.wait('phone', 'videoPlanChange');
    },
    'a lost connection': async () => {
      await pbx.command('drop', { extension: '1000', what: 'sip' });
      await recorder.wait('phone', 'disconnected');
    },
    'a deleted extension': async () => {
      await pbx.command('notify', { topic: 20007, extension: '1000', msg: {} });
      await recorder.wait('pbx', 'runtimeError');
    },
  };

  function walk(title: string, of: string, table: Table): void {
    describe(title, () => {
      for (const [name, payload] of table) {
        it(name, () => {
          const args = recorder.find(of, name);
          expect(args, ['it did not happen', ...problems].join('\n')).to.be.an('array');
          payload.forEach((kind, index) => {
            const what = `argument ${index + 1}`;
            if (typeof kind === 'string') expectKind(args![index], kind, what);
            else expectFields(args![index], kind, what);
          });
        });
      }
    });
  }

  walk('PhoneOperator', 'phone', phoneEvents);
  walk('PBXOperator', 'pbx', pbxEvents);
  walk('Session', 'session', sessionEvents);
  walk('Session of a refused call', 'refused call', refusedCallEvents);
  walk('Session of a call that can’t be set up', 'broken call', brokenCallEvents);

  it('cdrChange has the row', () => {
    const [change] = recorder.find('pbx', 'cdrChange') as [{ personal_cdr: unknown }];
    expectFields(change.personal_cdr, personalCdr, 'personal_cdr');
  });
  it('runtimeError says which: -108', () => {
    const [result] = recorder.find('pbx', 'runtimeError') as [{ code: number; msg: string }];
    expect(result).to.include({ code: -108, msg: 'EXTENSION_DELETED' });
  });
  it('incoming also has the session as its second argument, for programs like the manual’s example', () => {
    const [first, session] = recorder.find('phone', 'incoming') as [{ session: Session }, Session];
    // Compared here: to print what differs between two sessions would take minutes.
    expect(session === first.session).to.equal(true);
  });
  it('a call ends in this order: ended, then deleteSession', () => {
    const order = recorder.events
      .filter(({ name }) => name === 'ended' || name === 'deleteSession')
      .map(({ name }) => name);
    expect(order.slice(0, 2)).to.deep.equal(['ended', 'deleteSession']);
  });
  it('each call ends once', () => {
    const ends = recorder.events.filter(({ name }) => ['ended', 'failed', 'clientError'].includes(name));
    const seen = ends.map(({ of }) => of);
    expect(seen).to.deep.equal([...new Set(seen)]);
  });
});
