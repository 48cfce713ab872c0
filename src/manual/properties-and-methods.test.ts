/**
 * Walks the tables of the manual's chapter "Linkus Web SDK Core", and what the published package has beyond them: every
 * property has its type, every method answers what the table says, on a call that is up.
 */
import { expect } from 'chai';
import {
  expectFields,
  expectKind,
  invoke,
  property,
  rejection,
  within,
  type Fields,
  type Kind,
} from './testing/kinds.js';
import { register } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { next, until } from '../testing/wait.js';
import type { Operators } from '../init.js';
import { PBX_ERROR, PHONE_ERROR } from '../result.js';
import type { Session } from '../phone/session.js';

const pbxProperties: Fields = {
  username: 'string, not empty',
  secret: 'string, not empty',
  token: 'string, not empty',
  url: 'URL',
  socket: 'object',
  extensionNumber: 'string, not empty',
  extensionId: 'string, not empty',
  extensionName: 'string, not empty',
  // Beyond the manual.
  info: 'object',
  isInited: 'true',
};

const socketMembers: Fields = {
  connection: 'anything',
  connected: 'true',
  send: 'function',
  stop: 'function',
  resubscribe: 'function',
  onSubscribe: 'function',
  onConnectedChange: 'function',
  on: 'function',
};

const phoneProperties: Fields = {
  currentSessionID: 'string, not empty',
  reRegistryPhoneTimes: 'number of times',
  deviceIds: 'object',
  sessions: 'Map of sessions',
  currentSession: 'Session',
  isRegistered: 'true',
  recordPermissions: '0, 1 or 2',
  incomingList: 'Session[]',
  isMaxCall: 'boolean',
  // Beyond the manual.
  config: 'object',
  videoPlan: 'string',
  isNoneCamera: 'boolean',
};

const sessionProperties: Fields = {
  RTCSession: 'object',
  callReport: 'object',
  status: 'object',
  incomingList: 'Session[]',
  timer: 'object',
  localStream: 'MediaStream or null',
  remoteStream: 'MediaStream',
};

const staticCallStatus: Fields = { name: 'string', avatar: 'string', company: 'string' };

const callStatus: Fields = {
  ...staticCallStatus,
  number: 'string, not empty',
  callId: 'string, not empty',
  communicationType: 'inbound or outbound',
  isVideo: 'boolean',
  isRing: 'boolean',
  isHold: 'boolean',
  isMute: 'boolean',
  callStatus: 'callStatus',
  callStartTime: 'number',
  recordStatus: 'recordStatus',
  isTransfer: 'boolean',
  isConference: 'boolean',
};

const timerType: Fields = {
  ringDuration: 'seconds',
  callingDuration: 'seconds',
  callDuration: 'seconds',
  holdDuration: 'seconds',
};

const transferParentType: Fields = {
  callId: 'string, not empty',
  avatar: 'string',
  name: 'string',
  number: 'string, not empty',
  callDuration: 'seconds',
  holdDuration: 'seconds',
};

const report: Fields = Object.fromEntries(
  [
    ...[
      'lksTimestamp',
      'lksDate',
      'callId',
      'extension',
      'iceResult',
      'lksNetworkType',
      'lksDeviceType',
      'lksDuration',
    ],
    ...['lksAudioCodec', 'lksAudioRx', 'lksAudioRxLost', 'lksAudioRxMaxjitter', 'lksAudioRxAvgjitter', 'lksAudioTx'],
    ...[
      'lksAudioTxLost',
      'lksAudioTxMaxjitter',
      'lksAudioTxAvgjitter',
      'lksVideoCodec',
      'lksVideoRx',
      'lksVideoRxLost',
    ],
    ...['lksVideoRxMaxjitter', 'lksVideoRxAvgjitter', 'lksVideoTx', 'lksVideoTxLost', 'lksVideoTxMaxjitter'],
    'lksVideoTxAvgjitter',
  ].map((name) => [name, 'string' as const]),
);

const rtcSessionMembers: Fields = {
  connection: 'RTCPeerConnection',
  isEstablished: 'function',
  isEnded: 'function',
  isInProgress: 'function',
  direction: 'string, not empty',
  id: 'string, not empty',
  remote_identity: 'object',
  on: 'function',
};

const emitterMethods: Fields = {
  on: 'function',
  once: 'function',
  off: 'function',
  removeListener: 'function',
  removeAllListeners: 'function',
};

/** Method of PhoneOperator, arguments after an unknown call's id, and what it answers. */
const methodsForUnknownIds: [name: string, args: unknown[], kind: Kind][] = [
  ['reject', [], 'false'],
  ['hangup', [], 'false'],
  ['blindTransfer', ['1002'], 'false'],
  ['attendedTransfer', ['1002'], 'false'],
  ['hold', [], 'false'],
  ['unhold', [], 'false'],
  ['dtmf', ['1'], 'false'],
  ['mute', [], 'false'],
  ['unmute', [], 'false'],
  ['startRecord', [], 'false'],
  ['pauseRecord', [], 'false'],
  ['terminate', ['hangup'], 'false'],
  ['setCurrentSession', [], 'false'],
  ['setSessionStaticStatus', [{ name: 'x' }], 'false'],
  ['getSession', [], 'null'],
  // Beyond the manual.
  ['renegotiate', [], 'false'],
  ['audioToVideo', [], 'false'],
  ['videoToAudio', [], 'false'],
];

interface Step {
  readonly name: string;
  readonly args?: readonly unknown[];
  readonly kind: Kind | 'this';
  /** What becomes of it, when that takes a while. */
  readonly then?: () => boolean;
}

describe('the manual, on a call that is up', function () {
  this.timeout(60_000);
  let pbx: TestPbx;
  let alice: Operators;
  let bob: Operators;
  let carol: Operators;
  let session: Session;
  let callId: string;
  /** Milliseconds that the clock is ahead, for the rule of one outgoing call a second. */
  let ahead = 0;
  const now = performance.now.bind(performance);

  before(async () => {
    performance.now = () => now() + ahead;
    pbx = await startPbx();
    await pbx.command('extension', { number: '1000', enb_ctl_record: 2 });
    [alice, bob, carol] = (await Promise.all(['1000', '1001', '1002'].map((number) => register(pbx, number)))) as [
      Operators,
      Operators,
      Operators,
    ];
    for (const { phone } of [bob, carol]) phone.on('incoming', (told) => void phone.answer(told.callId));
    session = await talk('1001');
    ({ callId } = session.status);
  });
  after(() => {
    performance.now = now;
    [alice, bob, carol].forEach(({ destroy }) => destroy());
  });

  /** Alice calls somebody, who answers. */
  async function talk(number: string): Promise<Session> {
    ahead += 1000;
    const started = next(alice.phone, 'startSession');
    await alice.phone.call(number);
    const [{ session: placed }] = await started;
    if (placed.status.callStatus !== 'talking') await within(next(placed, 'confirmed'), 'confirmed');
    return placed;
  }

  /** Each step is called on `object`, with `first` before its arguments, and must answer what it says. */
  function walk(object: () => object, first: () => unknown[], steps: readonly Step[]): void {
    for (const { name, args = [], kind, then } of steps) {
      it(`${name}(${args.map((arg) => JSON.stringify(arg)).join(', ')}): ${kind}`, async () => {
        const answer = invoke(object(), name, ...first(), ...args);
        // Compared here: to print what differs between two operators would take minutes.
        if (kind === 'this') expect(answer === object(), `${name}() returns this`).to.equal(true);
        else expectKind(answer, kind, name);
        if (then) await within(until(then), `what ${name}() is for`);
      });
    }
  }

  function walkProperties(object: () => unknown, fields: Fields): void {
    for (const [name, kind] of Object.entries(fields)) {
      it(`${name}: ${kind}`, () => expectKind(property(object(), name), kind, name));
    }
  }

  describe('PBXOperator', () => {
    walkProperties(() => alice.pbx, { ...pbxProperties, ...emitterMethods });
    it('info: token, extensionId, url', () =>
      expectFields(
        property(alice.pbx, 'info'),
        { token: 'string, not empty', extensionId: 'string, not empty', url: 'anything' },
        'info',
      ));
    it('is what was given and what the PBX said', () => {
      expect(alice.pbx).to.include({ username: '1000', extensionNumber: '1000' });
      expect(alice.pbx.url.href).to.equal(new URL(pbx.url).href);
    });
    it('init() a second time rejects with -105', async () => {
      expect(await rejection(invoke(alice.pbx, 'init'))).to.include(PBX_ERROR.PBX_ALREADY_INITIALIZED);
    });
    for (const args of [
      { page: 1, size: 10, sortBy: 'time' },
      { page: 1, size: 10, sortBy: 'id', orderBy: 'asc', status: 0, filter: '1001' },
      { page: 1, size: 10, sortBy: 'time', orderBy: 'desc', status: 3, filter: null },
    ]) {
      it(`cdrQuery(${JSON.stringify(args)})`, async () => {
        const answer = await (invoke(alice.pbx, 'cdrQuery', args) as Promise<unknown>);
        expectFields(
          answer,
          { errcode: 'number', errmsg: 'string', personal_cdr_list: 'object', total_number: 'number' },
          'answer',
        );
        expect(property(answer, 'personal_cdr_list')).to.be.an('array');
      });
    }
  });

  describe('PBXOperator.socket', () => walkProperties(() => property(alice.pbx, 'socket'), socketMembers));

  describe('PhoneOperator', () => {
    walkProperties(() => alice.phone, { ...phoneProperties, ...emitterMethods, emitEvent: 'function' });
    it('emitEvent(name, ...args) reaches the listeners', async () => {
      const told = next(alice.phone, 'recordPermissionsChange');
      invoke(alice.phone, 'emitEvent', 'recordPermissionsChange', 1);
      expect(await within(told, 'the event')).to.deep.equal([1]);
    });

    describe('with an unknown id', () => {
      for (const [name, args, kind] of methodsForUnknownIds) {
        it(`${name}: ${kind}`, () => expectKind(invoke(alice.phone, name, 'nobody', ...args), kind, name));
      }
      it('answer rejects with -211', async () =>
        expect(await rejection(alice.phone.answer('nobody'))).to.deep.equal(PHONE_ERROR.NOT_FOUND_CALL_ID));
      it('call for a transfer rejects with -207', async () => {
        ahead += 1000;
        expect(await rejection(invoke(alice.phone, 'call', '1002', {}, 'nobody'))).to.deep.equal(
          PHONE_ERROR.ATTENDED_PARENT_NOT_FOUND,
        );
      });
    });

    describe('with the id of the call', () => {
      walk(
        () => alice.phone,
        () => [callId],
        [
          { name: 'mute', kind: 'true', then: () => session.status.isMute },
          { name: 'unmute', kind: 'true', then: () => !session.status.isMute },
          { name: 'hold', kind: 'true', then: () => session.status.isHold },
          { name: 'unhold', kind: 'true', then: () => !session.status.isHold },
          { name: 'dtmf', args: ['0123456789*#'], kind: 'true' },
          { name: 'startRecord', kind: 'true', then: () => session.status.recordStatus === 'recording' },
          { name: 'pauseRecord', kind: 'true', then: () => session.status.recordStatus === 'pause' },
          { name: 'setCurrentSession', kind: 'true' },
          {
            name: 'setSessionStaticStatus',
            args: [{ name: 'Bob' }],
            kind: 'true',
            then: () => session.status.name === 'Bob',
          },
          { name: 'setSessionStaticStatus', args: [{ company: 'ACME' }, true], kind: 'true' },
          { name: 'getSession', kind: 'Session' },
        ],
      );
      it('sends every key of the alphabet', () =>
        pbx.command('wait', { for: 'digits', extension: '1000', digits: '0123456789*#', timeout: 10_000 }));
    });

    it('getSession() without an id is the list of all, as in the manual', () =>
      expectKind(invoke(alice.phone, 'getSession'), 'Session[]', 'getSession()'));
    it('getSessions(), getCurrentSession()', () => {
      expectKind(invoke(alice.phone, 'getSessions'), 'Session[]', 'getSessions()');
      expect(invoke(alice.phone, 'getCurrentSession') === session).to.equal(true);
    });
    it('reRegister(authorizationUser, ha1): this, and it is registered again', async () => {
      const { pbx: operator, phone } = alice;
      const url = new URL('/api/v1.0/extension/getregisterinfo', operator.url);
      const account = (await (await fetch(url, { headers: { Authorization: operator.token } })).json()) as Record<
        string,
        string
      >;
      const registered = next(phone, 'registered');
      expect(invoke(phone, 'reRegister', account['registername'], account['registerpassword']) === phone).to.equal(
        true,
      );
      await within(registered, 'registered');
    });
  });

  describe('Session', () => {
    walkProperties(() => session, { ...sessionProperties, ...emitterMethods });
    it('status: CallStatus', () => {
      expectFields(session.status, callStatus, 'status');
      expect(session.status).to.include({ number: '1001', communicationType: 'outbound', callStatus: 'talking' });
      expect(session.status.callStartTime).to.be.closeTo(Date.now(), 60_000);
    });
    it('timer: TimerType', () => expectFields(session.timer, timerType, 'timer'));
    it('callReport: Report, all text', () => expectFields(property(session, 'callReport'), report, 'callReport'));
    it('RTCSession: the compatibility view', () => {
      const view = property(session, 'RTCSession');
      expectFields(view, rtcSessionMembers, 'RTCSession');
      expect(invoke(view as object, 'isEstablished')).to.equal(true);
      expect(invoke(view as object, 'isInProgress')).to.equal(false);
      expect(invoke(view as object, 'isEnded')).to.equal(false);
      expectFields(
        property(property(view, 'remote_identity'), 'uri'),
        { user: 'string, not empty', host: 'string, not empty' },
        'uri',
      );
    });
    it('agreeChangeVideo can be set', () => {
      const hook = () => Promise.resolve(false);
      Object.assign(session, { agreeChangeVideo: hook });
      expect(property(session, 'agreeChangeVideo')).to.equal(hook);
    });
    walk(
      () => session,
      () => [],
      [
        { name: 'mute', kind: 'true', then: () => session.status.isMute },
        { name: 'unmute', kind: 'true', then: () => !session.status.isMute },
        { name: 'hold', kind: 'true', then: () => session.status.isHold },
        { name: 'unhold', kind: 'true', then: () => !session.status.isHold },
        { name: 'dtmf', args: ['5'], kind: 'true' },
        { name: 'startRecord', kind: 'true', then: () => session.status.recordStatus === 'recording' },
        { name: 'pauseRecord', kind: 'true', then: () => session.status.recordStatus === 'pause' },
        {
          name: 'setStaticStatus',
          args: [{ name: 'Robert' }, true],
          kind: 'this',
          then: () => session.status.name === 'Robert',
        },
        { name: 'setStatus', args: [{ isConference: true }], kind: 'this', then: () => session.status.isConference },
        { name: 'setStatus', args: [{ isConference: false }], kind: 'this' },
        { name: 'renegotiate', kind: 'boolean' },
        { name: 'stopTimer', kind: 'this' },
      ],
    );
    it('on() answers nothing that breaks a program, and takes an AbortSignal', () => {
      const ending = new AbortController();
      let count = 0;
      session.on('statusChange', () => count++, { signal: ending.signal });
      session.mute();
      ending.abort();
      session.unmute();
      expect(count).to.equal(1);
    });
  });

  describe('a consultation', () => {
    let consultation: Session;
    it('call(number, option, callId) makes a call that knows its parent', async () => {
      await within(
        until(() => !session.status.isHold),
        'the parent is not on hold',
      );
      ahead += 1000;
      const started = next(alice.phone, 'startSession');
      await (invoke(alice.phone, 'call', '1002', {}, callId) as Promise<unknown>);
      [{ session: consultation }] = await started;
      expect(consultation.status.isTransfer).to.equal(true);
      expectFields(property(consultation.status, 'transferParent'), transferParentType, 'transferParent');
      expect(property(property(consultation.status, 'transferParent'), 'callId')).to.equal(callId);
      await within(
        until(() => consultation.status.callStatus === 'talking'),
        'talking',
      );
      await within(
        until(() => session.status.isHold),
        'the parent goes on hold',
      );
    });
    it('attendedTransfer(consultationCallId, number): true, and both calls end', async () => {
      const { callId: id } = consultation.status;
      expect(invoke(alice.phone, 'attendedTransfer', id, '1002')).to.equal(true);
      await within(
        until(() => alice.phone.sessions.size === 0),
        'both calls end',
      );
    });
  });

  describe('a second call', () => {
    it('blindTransfer(callId, number): true, and the call ends here', async () => {
      await pbx.command('hangup');
      await pbx.command('wait', { for: 'no-calls', timeout: 5000 });
      const placed = await talk('1001');
      expect(invoke(alice.phone, 'blindTransfer', placed.status.callId, '1002')).to.equal(true);
      await within(
        until(() => alice.phone.sessions.size === 0),
        'the call ends',
      );
    });
    for (const name of ['hangup', 'terminate', 'reject', 'destroy']) {
      it(`${name}() of a session ends it`, async () => {
        await pbx.command('hangup');
        await pbx.command('wait', { for: 'no-calls', timeout: 5000 });
        const placed = await talk('1001');
        expectKind(invoke(placed, name), name === 'destroy' ? 'nothing' : 'true', name);
        await within(
          until(() => alice.phone.sessions.size === 0),
          'the call ends',
        );
      });
    }
  });

  describe('at the end', () => {
    it('disconnect(): boolean, and it is no longer registered', async () => {
      expectKind(invoke(carol.phone, 'disconnect'), 'true', 'disconnect');
      await pbx.command('wait', { for: 'unregistered', extension: '1002', timeout: 5000 });
      expect(carol.phone.isRegistered).to.equal(false);
    });
    it('start(): this', () => expect(invoke(carol.phone, 'start') === carol.phone).to.equal(true));
    it('logout() resolves', async () => {
      await (invoke(carol.pbx, 'logout') as Promise<unknown>);
    });
    it('destroy() of each operator answers nothing', () => {
      expectKind(invoke(carol.phone, 'destroy'), 'nothing', 'phone.destroy');
      expectKind(invoke(carol.pbx, 'destroy'), 'nothing', 'pbx.destroy');
    });
  });
});
