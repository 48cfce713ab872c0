import { expect } from 'chai';
import { register } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { next, until } from '../testing/wait.js';
import { init, on, type InitOptions, type Operators } from '../init.js';
import { isResult, type Result } from '../result.js';
import { photoUrl } from './look-up.js';
import type { PBXOperator } from './pbx-operator.js';
import type { SignInFailure } from './failure.js';
import { bodyOf, pathOf } from './testing/requests.js';

describe('PBXOperator', () => {
  let pbx: TestPbx;
  let operators: Operators;
  const usualFetch = globalThis.fetch;
  before(async () => {
    pbx = await startPbx();
  });
  afterEach(() => {
    operators?.destroy();
    globalThis.fetch = usualFetch;
  });

  const signIn = async (username: string, options: Partial<InitOptions> = {}): Promise<PBXOperator> => {
    operators = await init({
      username,
      secret: await pbx.sign(username),
      pbxURL: pbx.url,
      enableLog: false,
      ...options,
    });
    return operators.pbx;
  };
  /** The next HTTP request whose path has this part gets `body`, whatever it asks. */
  const answerWith = (from: string, body: string, more: object = {}) =>
    pbx.command('refuse', { what: 'http', from, status: 200, body, ...more });

  describe('properties', () => {
    it('are those of the manual and of the published package', async () => {
      const secret = await pbx.sign('1000@example.com');
      const operator = await signIn('1000@example.com', { secret });
      expect(operator).to.include({
        username: '1000@example.com',
        secret,
        extensionNumber: '1000',
        extensionId: '20',
        extensionName: 'Alice Baker',
        isInited: true,
      });
      expect(operator.url.href).to.equal(`${pbx.url}/`);
      expect(operator.token).to.be.a('string').not.equal('');
      expect(operator.info).to.deep.equal({ token: operator.token, extensionId: '20', url: operator.url });
      await until(() => operator.socket.connected);
      expect(operator.socket.connection).to.be.instanceOf(WebSocket);
    });

    it('init() again rejects with -105 and changes nothing', async () => {
      const operator = await signIn('1000');
      const { token } = operator;
      expect(await rejection(operator.init())).to.include({ code: -105, reason: 'already-signed-in' });
      expect(operator.isInited).to.equal(true);
      expect(operator.token).to.equal(token);
    });

    it('init() after destroy() rejects', async () => {
      const operator = await signIn('1000');
      operator.destroy();
      expect(operator.isInited).to.equal(false);
      expect((await rejection(operator.init())).code).to.equal(-100);
    });

    it('numbers that arrive as text are numbers', async () => {
      await pbx.command('settings', { numbers_as_text: 1 });
      await pbx.command('extension', { number: '1005', enb_ctl_record: 2, enb_web_client_call_waiting: 0 });
      await signIn('1005');
      expect(operators.phone.recordPermissions).to.equal(2);
      expect(operators.phone.config.callWaiting).to.equal(false);
      await pbx.command('settings', { numbers_as_text: 0 });
    });
  });

  describe('call records', () => {
    it('tell of a call: first cdrChange, then the list', async () => {
      const { phone, pbx: operator } = (operators = await register(pbx, '1001'));
      await pbx.command('wait', { for: 'subscribed', extension: '1001' });
      const talking = next(phone, 'newRTCSession').then(([{ session }]) => next(session, 'confirmed'));
      await phone.call('*65');
      await talking;
      const changed = next(operator, 'cdrChange');
      const recorded = next(phone, 'callRecord');
      phone.hangup(phone.currentSessionID ?? '');
      const [{ ext_num: owner, personal_cdr: row }] = await changed;
      expect(owner).to.equal('1001');
      expect(row).to.include({ number: '*65', status: 3 });
      expect((await recorded)[0].uniqueid).to.equal(row.uniqueid);
      const list = await operator.cdrQuery({ page: 1, size: 10, sortBy: 'time' });
      expect(list).to.include({ errcode: 0, errmsg: 'SUCCESS', total_number: 1 });
      expect(list.personal_cdr_list.map(({ uniqueid }) => uniqueid)).to.deep.equal([row.uniqueid]);
      expect((await operator.cdrQuery({ page: 1, size: 10, sortBy: 'id', status: 1 })).total_number).to.equal(0);
      expect((await operator.cdrQuery({ page: 1, size: 10, sortBy: 'id', filter: '*6' })).total_number).to.equal(1);
      expect((await operator.cdrQuery({ page: 2, size: 10, sortBy: 'id' })).personal_cdr_list).to.deep.equal([]);
    });

    it('refuse a query that makes no sense without asking the PBX', async () => {
      const operator = await signIn('1001');
      const result = await rejection(operator.cdrQuery({ page: 0, size: 10, sortBy: 'time' }));
      expect(result).to.include({ code: -103, reason: 'invalid-option' });
    });

    const malformed: [what: string, body: string, more?: object][] = [
      ['no JSON', '<html>502</html>'],
      ['half of a JSON', '{"errcode":0,"personal_cdr_list":['],
      ['an array', '[]'],
      ['nothing', ''],
      ['null', 'null'],
      ['5 MB of noise', '{"x":"', { padding: 5_000_000 }],
    ];
    for (const [what, body, more] of malformed) {
      it(`reject with -103 for ${what}, and go on`, async () => {
        const operator = await signIn('1001');
        await answerWith('searchpersonal', body, more);
        const query = { page: 1, size: 10, sortBy: 'time' } as const;
        expect(await rejection(operator.cdrQuery(query))).to.include({ code: -103, reason: 'not-a-pbx' });
        expect((await operator.cdrQuery(query)).errcode).to.equal(0);
      });
    }

    it('take an answer without a list for an empty one', async () => {
      const operator = await signIn('1001');
      await answerWith('searchpersonal', '{"personal_cdr_list":{"a":1},"total_number":"x"}');
      const list = await operator.cdrQuery({ page: 1, size: 10, sortBy: 'time' });
      expect(list).to.include({ errcode: 0, total_number: 0 });
      expect(list.personal_cdr_list).to.deep.equal([]);
    });
  });

  describe('logout', () => {
    it('ends the session at the PBX, and resolves with success', async () => {
      const operator = await signIn('1002');
      await pbx.command('wait', { for: 'subscribed', extension: '1002' });
      expect(await operator.logout()).to.include({ code: 100, msg: 'SUCCESS', errcode: 0 });
      expect(operator.socket.connected).to.equal(false);
      expect(operator.isInited).to.equal(false);
      expect((await rejection(operator.init())).code).to.equal(-105);
      const result = await rejection(operator.cdrQuery({ page: 1, size: 10, sortBy: 'time' }));
      expect(result).to.include({ code: -103, errcode: 10004 });
    });
  });

  describe('look-up', () => {
    it('gives name and picture of a number, asked for once', async () => {
      const operator = await signIn('1003');
      await answerWith('getphoto', '{"errcode":0,"photo":"a b.png"}');
      const asked = spyOnFetch();
      const [contact] = await Promise.all([operator.lookUp('1001'), operator.lookUp('1001')]);
      expect(contact).to.deep.equal({ name: 'Bob Carter', avatar: `${pbx.url}/api/photo/a%20b.png` });
      expect(await operator.lookUp('1001')).to.equal(contact);
      expect(asked.map(({ path }) => path)).to.have.members([
        '/api/v1.0/contacts/matchall',
        '/api/v1.0/extension/getphoto',
      ]);
    });

    it('gives nothing for a stranger', async () => {
      expect(await (await signIn('1003')).lookUp('0123456789')).to.deep.equal({});
      expect(await operators.pbx.lookUp('')).to.deep.equal({});
    });

    it('gives nothing when the PBX has nothing good to say, and asks again the next time', async () => {
      const operator = await signIn('1003');
      await answerWith('matchall', 'no JSON');
      expect(await operator.lookUp('1001')).to.deep.equal({});
      expect(await operator.lookUp('1001')).to.deep.equal({ name: 'Bob Carter' });
    });

    it('takes 2 s at most, and gives what is there by then', async () => {
      const operator = await signIn('1003');
      globalThis.fetch = (url, request) =>
        pathOf(url).includes('getphoto') ? hang(request?.signal) : usualFetch(url, request);
      const start = performance.now();
      expect(await operator.lookUp('1002')).to.deep.equal({ name: 'Chen Wei' });
      expect(performance.now() - start).to.be.within(1900, 3000);
    });

    const photos: [photo: string, url: string][] = [
      ['', ''],
      ['a.png', 'https://pbx.example.com:8088/api/photo/a.png'],
      ['2024/a b.png', 'https://pbx.example.com:8088/api/photo/2024/a%20b.png'],
      ['../v1.0/logout', ''],
      ['/', 'https://pbx.example.com:8088/api/photo//'],
      ['//evil.example.com/x', 'https://pbx.example.com:8088/api/photo///evil.example.com/x'],
      ['https://evil.example.com/x', 'https://pbx.example.com:8088/api/photo/https%3A//evil.example.com/x'],
      ['x?y#z', 'https://pbx.example.com:8088/api/photo/x%3Fy%23z'],
      ['javascript:alert(1)', 'https://pbx.example.com:8088/api/photo/javascript%3Aalert(1)'],
    ];
    for (const [photo, url] of photos) {
      it(`picture ${photo || '(none)'}`, () => {
        expect(photoUrl(new URL('https://pbx.example.com:8088'), photo)).to.equal(url);
      });
    }
  });

  describe('call report', () => {
    const reports = async () => (await pbx.command<{ reports: { calls: number } }>('state')).reports.calls;
    const report = { callId: 'abc', lksAudioRxMaxjitter: '12', iceResult: 'local' };
    it('goes to a PBX with the fqdn service, in snake_case', async () => {
      await pbx.command('settings', { fqdn: 'connected' });
      const operator = await signIn('1004');
      const asked = spyOnFetch();
      await operator.sendReport(report);
      await pbx.command('wait', { for: 'reports', count: 1 });
      expect(asked[0]!.path).to.equal('/api/v1.0/rascallreport/web');
      expect(asked[0]!.body).to.deep.equal({ call_id: 'abc', lks_audio_rx_maxjitter: '12', ice_result: 'local' });
      await pbx.command('settings', { fqdn: 'disconnected' });
    });

    it('tells of a real call when that is over', async () => {
      await pbx.command('settings', { fqdn: 'connected' });
      const { phone } = (operators = await register(pbx, '1004'));
      await until(() => phone.videoPlan !== ''); // the licence is known
      const talking = next(phone, 'newRTCSession').then(([{ session }]) => next(session, 'confirmed'));
      await phone.call('*65');
      const [{ callId }] = await talking;
      const asked = spyOnFetch();
      phone.hangup(callId);
      const { body } = await until(() => asked.find(({ path }) => path.endsWith('/rascallreport/web')));
      expect(body).to.include({ call_id: callId, extension: '1004', lks_device_type: 'web' });
      await pbx.command('settings', { fqdn: 'disconnected' });
    });

    it('goes to no other', async () => {
      const operator = await signIn('1004');
      const asked = spyOnFetch();
      await operator.sendReport(report);
      expect(asked).to.deep.equal([]);
    });

    it('goes out although everything is torn down in the same moment', async () => {
      await pbx.command('settings', { fqdn: 'connected' });
      const operator = await signIn('1004');
      await until(() => operators.phone.videoPlan !== ''); // the licence is known
      const before = await reports();
      const sent = operator.sendReport(report);
      operators.destroy();
      await sent;
      await until(async () => (await reports()) > before);
      await pbx.command('settings', { fqdn: 'disconnected' });
    });
  });

  describe('sign-in', () => {
    it('waits neither for the licence nor for the notifications', async () => {
      globalThis.fetch = (url, request) =>
        pathOf(url).includes('licenseservice') ? hang(request?.signal) : usualFetch(url, request);
      const operator = await signIn('1006');
      expect(operator.isInited).to.equal(true);
      expect(operators.phone.videoPlan).to.equal('');
    });

    it('tells the listeners of the whole module', async () => {
      const listening = new AbortController();
      const heard: string[] = [];
      const { signal } = listening;
      on('init', ({ pbx: { extensionNumber } }) => heard.push(`init ${extensionNumber}`), { signal });
      on('destroy', ({ pbx: { extensionNumber } }) => heard.push(`destroy ${extensionNumber}`), { signal });
      on('runtimeError', ({ code }, { pbx: { extensionNumber } }) => heard.push(`${code} ${extensionNumber}`), {
        signal,
      });
      await signIn('1006');
      operators.destroy();
      await signIn('1007');
      await pbx.command('wait', { for: 'subscribed', extension: '1007' });
      await pbx.command('notify', { topic: 20010, extension: '1007' });
      await until(() => heard.length === 5);
      listening.abort();
      await signIn('1006');
      expect(heard).to.deep.equal(['init 1006', 'destroy 1006', 'init 1007', '-109 1007', 'destroy 1007']);
    });

    it('hears what is notified while it still runs, but not before the application can listen', async () => {
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      globalThis.fetch = async (url, request) => {
        if (pathOf(url).includes('getregisterinfo')) await held;
        return usualFetch(url, request);
      };
      const ended = signIn('1008').then((operator) => next(operator, 'runtimeError'));
      await pbx.command('wait', { for: 'subscribed', extension: '1008' });
      await pbx.command('notify', { topic: 20010, extension: '1008' });
      release();
      const [error] = await ended;
      expect(error.code).to.equal(-109);
    });
  });

  /** Requests from now on. */
  function spyOnFetch(): { path: string; body: unknown }[] {
    const asked: { path: string; body: unknown }[] = [];
    globalThis.fetch = (url, request) => {
      asked.push({ path: pathOf(url), body: bodyOf(request) });
      return usualFetch(url, request);
    };
    return asked;
  }
});

/** A request that nobody answers. */
function hang(signal: AbortSignal | null | undefined): Promise<Response> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
  });
}

async function rejection(promise: Promise<unknown>): Promise<Result & Partial<SignInFailure>> {
  try {
    await promise;
  } catch (error) {
    if (isResult(error)) return error;
    throw error;
  }
  throw new Error('It resolved.');
}
