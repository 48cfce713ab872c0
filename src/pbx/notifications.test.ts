import { expect } from 'chai';
import { register } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { next, until } from '../testing/wait.js';
import type { InitOptions, Operators } from '../init.js';
import type { RuntimeError } from './failure.js';

describe('notifications', () => {
  let pbx: TestPbx;
  let operators: Operators;
  before(async () => {
    pbx = await startPbx({ singleLogin: true });
  });
  afterEach(() => operators?.destroy());

  /** Signed in, registered and subscribed. */
  const begin = async (extension: string, options: Partial<InitOptions> = {}): Promise<Operators> => {
    operators = await register(pbx, extension, options);
    await pbx.command('wait', { for: 'subscribed', extension });
    return operators;
  };
  const notify = async (extension: string, topic: number, msg: unknown = {}): Promise<void> => {
    expect(await pbx.command('notify', { topic, extension, msg })).to.equal(1);
  };
  /** Sends what changes the record permission, and waits until it has: the phone still listens. */
  const stillWorks = async (extension: string): Promise<void> => {
    const { phone } = operators;
    const permission = (phone.recordPermissions + 1) % 3;
    const changed = next(phone, 'recordPermissionsChange');
    await notify(extension, 20047, { enb_ctl_record: permission });
    expect(await changed).to.deep.equal([permission]);
    expect(phone.recordPermissions).to.equal(permission);
  };

  describe('that end the session', () => {
    const table: [topic: number, msg: object, code: number, reason: string, logsOut: boolean, options?: object][] = [
      [20007, {}, -108, 'extension-deleted', false],
      [20010, {}, -109, 'sign-in-needed', false],
      [20154, {}, -109, 'sign-in-needed', false],
      [20083, {}, -109, 'address-forbidden', false],
      [20093, {}, -110, 'service-expired', false],
      [20153, { enable: 0 }, -110, 'sdk-disabled', false],
      [20013, { enb_desktop_client: 0 }, -106, 'client-disabled', true, { userAgent: 'WebPC' }],
      [20015, { enb_web_client: '0' }, -106, 'client-disabled', true],
      [10000, { username: '1000' }, -107, 'signed-in-elsewhere', false],
    ];
    for (const [topic, msg, code, reason, logsOut, options] of table) {
      it(`${topic}: ${reason}`, async () => {
        const { phone, pbx: operator, destroy } = await begin('1000', options);
        const { token, socket } = operator;
        const heard: [RuntimeError, registered: boolean][] = [];
        // What is heard while everything still stands.
        operator.on('runtimeError', (error) => heard.push([error, phone.isRegistered]));
        const gone = pbx.command('wait', { for: 'unregistered', extension: '1000' });
        await notify('1000', topic, msg);
        await gone;
        expect(heard).to.have.length(1);
        expect(heard[0]![0]).to.include({ code, reason });
        expect(heard[0]![0].msg).to.be.a('string');
        expect(heard[0]![1]).to.equal(true);
        expect(phone.isRegistered).to.equal(false);
        expect(socket.connected).to.equal(false);
        expect(operator.isInited).to.equal(false);
        const tokenWorks = async () => (await ask(pbx, token)).errcode === 0;
        if (logsOut) await until(async () => !(await tokenWorks()));
        else expect(await tokenWorks()).to.equal(true);
        destroy(); // once more, by an application that tidies up
      });
    }

    it('10000 comes by itself when the extension signs in elsewhere, and leaves the newcomer alone', async () => {
      const first = await begin('1000');
      const ended = next(first.pbx, 'runtimeError');
      const second = await register(pbx, '1000');
      const [error] = await ended;
      expect(error).to.include({ code: -107, msg: 'LOGGED_IN_ELSEWHERE' });
      expect(second.pbx.isInited).to.equal(true);
      expect(second.phone.isRegistered).to.equal(true);
      second.destroy();
    });

    it('end the calls, too', async () => {
      const { phone, pbx: operator } = await begin('1000');
      const talking = next(phone, 'newRTCSession').then(([{ session }]) => next(session, 'confirmed'));
      await phone.call('*65');
      await talking;
      const order: string[] = [];
      operator.on('runtimeError', () => order.push(`runtimeError, ${phone.getSessions().length} call`));
      phone.on('deleteSession', () => order.push('deleteSession'));
      await notify('1000', 20010);
      await pbx.command('wait', { for: 'no-calls' });
      expect(order).to.deep.equal(['runtimeError, 1 call', 'deleteSession']);
    });

    it('reach a listener that throws without sparing the session', async () => {
      const { pbx: operator } = await begin('1000');
      const reported = catchReport();
      operator.on('runtimeError', () => {
        throw new Error('a mistake of the application');
      });
      const gone = pbx.command('wait', { for: 'unregistered', extension: '1000' });
      await notify('1000', 20010);
      await gone;
      expect((await reported).message).to.contain('a mistake of the application');
    });
  });

  describe('that change something', () => {
    it('20047: the record permission', async () => {
      await begin('1001');
      await stillWorks('1001');
    });

    it('20008: the feature code for recording', async () => {
      const { phone } = await begin('1001');
      await notify('1001', 20008, { record_feature_code: '*77' });
      await until(() => phone.config.recordFeatureCode === '*77');
    });

    it('20053: the licence, and before that what was asked for at sign-in', async () => {
      const { phone } = await begin('1001');
      await until(() => phone.videoPlan === 'disconnected');
      const changed = next(phone, 'videoPlanChange');
      await notify('1001', 20053, {
        subscribe_plan_list: [{ service_list: [{ service_name: 'video', status: 'connected' }] }],
      });
      expect(await changed).to.deep.equal(['connected']);
    });

    it('20065: the STUN server of the next call', async () => {
      const { phone } = await begin('1001');
      expect(phone.config.iceServers).to.deep.equal([]);
      await notify('1001', 20065, { enable_nat_fqdn: '1', fqdn_domain: 'Stun.Example.com', turn_port: '3478' });
      await until(() => phone.config.iceServers.length === 1);
      expect(phone.config.iceServers).to.deep.equal([{ urls: 'stun:stun.example.com:3478' }]);
    });

    it('20135: call waiting', async () => {
      const { phone } = await begin('1001');
      expect(phone.config.callWaiting).to.equal(true);
      await notify('1001', 20135, { enb_call_waiting: '0' });
      await until(() => !phone.config.callWaiting);
      await notify('1001', 20135, { enb_call_waiting: 1 });
      await until(() => phone.config.callWaiting);
    });

    it('20135: not against the application', async () => {
      const { phone } = await begin('1001', { disableCallWaiting: true });
      await notify('1001', 20135, { enb_call_waiting: 1 });
      await stillWorks('1001');
      expect(phone.config.callWaiting).to.equal(false);
    });

    it('20066: the SIP account, with which it registers again', async () => {
      const { phone } = await begin('1001');
      const registered = next(phone, 'registered');
      await pbx.command('extension', { number: '1001', password: 'new' });
      await registered;
      expect(phone.isRegistered).to.equal(true);
    });

    it('20104: subscribes again', async () => {
      const { pbx: operator } = await begin('1001');
      const sent = spyOnSend(operator.socket.connection!);
      await notify('1001', 20104);
      await until(() => sent.length > 0);
      expect(JSON.parse(sent[0]!)).to.have.property('topic_list').that.includes.members([10000, 20049, 20104]);
    });
  });

  describe('that cannot be read', () => {
    it('unknown topics, malformed text and fields are passed over', async () => {
      await begin('1002');
      const raw = [
        'no JSON',
        '[]',
        'null',
        '5',
        '{}',
        '{"type":"x","msg":"{}"}',
        '{"type":99999,"msg":"{}"}',
        '{"type":20007,"msg":"no JSON"}',
        '{"type":20007,"msg":"[1]"}',
        '{"type":20015,"msg":"{}"}',
        '{"type":20153,"msg":{"enable":"maybe"}}',
        '{"type":20048,"msg":"{\\"record_status\\":\\"flying\\"}"}',
        '{"type":20049,"msg":{"personal_cdr":7}}',
        '{"type":20066,"msg":{}}',
        '{"errcode":-2,"errmsg":"x"}',
        '{"errcode":-1}',
        '{"__proto__":{"polluted":1},"type":20065,"msg":{"__proto__":{"polluted":1}}}',
      ];
      for (const text of raw) await pbx.command('notify', { raw: text, extension: '1002' });
      await stillWorks('1002');
      expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
    });

    it('5 MB are no harm', async () => {
      await begin('1002');
      for (const raw of ['{"type":20065,"msg":"{}","x":"', 'x', '{"type":']) {
        await pbx.command('notify', { raw, extension: '1002', padding: 5_000_000 });
      }
      await stillWorks('1002');
    });

    it('numbers as text, msg as an object', async () => {
      const { phone } = await begin('1002');
      await pbx.command('notify', { raw: '{"type":"20047","msg":{"enb_ctl_record":"0"}}', extension: '1002' });
      await until(() => phone.recordPermissions === 0);
    });
  });

  describe('the socket', () => {
    it('answers the heartbeat of the PBX', async () => {
      const { pbx: operator } = await begin('1003');
      const sent = spyOnSend(operator.socket.connection!);
      await pbx.command('notify', { raw: 'heartbeat', extension: '1003' });
      await until(() => sent.length > 0);
      expect(sent).to.deep.equal(['heartbeat response']);
    });

    it('comes back by itself, and subscribes again', async () => {
      const { pbx: operator } = await begin('1003');
      const changes: boolean[] = [];
      operator.socket.onConnectedChange((connected) => changes.push(connected));
      await pbx.command('drop', { extension: '1003', what: 'notifications', how: 'terminate' });
      await until(() => changes.length === 1);
      await pbx.command('wait', { for: 'subscribed', extension: '1003', timeout: 10_000 });
      expect(changes).to.deep.equal([false, true]);
      expect(operator.socket.connected).to.equal(true);
      await stillWorks('1003');
    });

    it('gives further topics to the application', async () => {
      const { socket } = (await begin('1003')).pbx;
      const heard: unknown[] = [];
      const listener = (message: unknown) => heard.push(message);
      socket.onSubscribe({ addList: { subscribeCodes: ['30001', 30002], listener } });
      await pbx.command('wait', { for: 'subscribed', extension: '1003' });
      await until(async () => (await pbx.command('notify', { topic: 30002, extension: '1003', msg: { a: 1 } })) === 1);
      await until(() => heard.length > 0);
      expect(heard).to.deep.equal([{ type: 30002, msg: '{"a":1}' }]);
      socket.onSubscribe({ removeList: { subscribeCodes: ['30001', '30002'], listener } });
      await until(async () => (await pbx.command('notify', { topic: 30002, extension: '1003' })) === 0);
      await stillWorks('1003');
    });

    it('says false when it has no connection', () => {
      operators.destroy();
      const { socket } = operators.pbx;
      expect(socket.send('x')).to.equal(false);
      expect(socket.resubscribe(['1'])).to.equal(false);
      expect(socket.connection).to.equal(null);
    });
  });
});

/** Asks the PBX something with this token. */
async function ask(pbx: TestPbx, token: string): Promise<{ errcode: number }> {
  const response = await fetch(`${pbx.url}/api/v1.0/licenseservice/get`, { headers: { Authorization: token } });
  return (await response.json()) as { errcode: number };
}

/** What is sent from now on. */
function spyOnSend(socket: WebSocket): string[] {
  const sent: string[] = [];
  const send = socket.send.bind(socket);
  socket.send = (data) => {
    sent.push(typeof data === 'string' ? data : '(binary)');
    send(data);
  };
  return sent;
}

/** The next error that reaches the page; it would fail the test otherwise. */
function catchReport(): Promise<Error> {
  const { onerror } = window;
  return new Promise((resolve) => {
    window.onerror = (_message, _source, _line, _column, error) => {
      window.onerror = onerror;
      resolve(error ?? new Error('none'));
      return true;
    };
  });
}
