import { expect } from 'chai';
import { register } from './testing/operators.js';
import { startPbx, type TestPbx } from './testing/pbx.js';
import { next, until } from './testing/wait.js';
import { init, type InitOptions } from './init.js';
import { replaceMember, restoreAll } from './media/testing/replace-member.js';
import { isResult, type Result } from './result.js';

describe('init', () => {
  let pbx: TestPbx;
  before(async () => {
    pbx = await startPbx();
  });

  const refusal = async (options: object): Promise<Result> => {
    const { secret = await pbx.sign('1000') } = options as Partial<InitOptions>;
    try {
      (await init({ username: '1000', pbxURL: pbx.url, enableLog: false, ...options, secret })).destroy();
    } catch (error) {
      if (isResult(error)) return error;
      throw error;
    }
    throw new Error('init() resolved');
  };

  it('signs in, and registers on start()', async () => {
    const { phone, pbx: operator, destroy } = await register(pbx, '1000');
    expect(phone.isRegistered).to.equal(true);
    expect(operator.extensionNumber).to.equal('1000');
    expect(operator.extensionName).not.to.equal('');
    destroy();
  });

  it('takes the binding back on destroy()', async () => {
    const { destroy } = await register(pbx, '1001');
    const gone = pbx.command('wait', { for: 'unregistered', extension: '1001', timeout: 5000 });
    destroy();
    await gone;
  });

  describe('says why a sign-in is refused', () => {
    it('-102 unreachable: nothing answers there', async () => {
      const result = await refusal({ pbxURL: 'http://127.0.0.1:9' });
      expect(result).to.include({ code: -102, msg: 'PBX_NETWORK_ERROR', reason: 'unreachable' });
    });

    it('-103 wrong-signature', async () => {
      const result = await refusal({ secret: 'wrong' });
      expect(result).to.include({ code: -103, msg: 'PBX_API_ERROR', reason: 'wrong-signature', errcode: 10002 });
    });

    it('-104 extension-missing', async () => {
      await pbx.command('refuse', { what: 'http', from: 'getpersonal', times: 2, status: 200, body: '{"errcode":0}' });
      expect(await refusal({})).to.include({ code: -104, reason: 'extension-missing' });
    });

    const login: [errcode: number, errmsg: string, code: number, reason: string][] = [
      [10002, '', -103, 'wrong-signature'],
      [70087, '', -103, 'address-forbidden'],
      [70136, '', -110, 'service-expired'],
      [407, '', -103, 'account-locked'],
      [5, 'SIGNATURE EXPIRED', -103, 'expired-signature'],
      [5, 'SDK DISABLED', -110, 'sdk-disabled'],
      [5, 'FAILURE', -103, 'refused'],
    ];
    for (const [errcode, errmsg, code, reason] of login) {
      it(`${code} ${reason}: login refused with ${errcode} ${errmsg}`, async () => {
        const body = JSON.stringify({ errcode: String(errcode), errmsg });
        await pbx.command('refuse', { what: 'login', body });
        expect(await refusal({})).to.include({ code, reason, errcode });
      });
    }

    const odd: [what: string, from: string, answer: object, code: number, reason: string][] = [
      ['the product is a page of HTML', 'getproduct', { body: '<html>' }, -4, 'not-a-pbx'],
      ['there is no product interface', 'getproduct', { status: 404, body: 'not found' }, -4, 'not-a-pbx'],
      ['the PBX knows no product', 'getproduct', { body: '{"errcode":10001}' }, -4, 'firmware-too-old'],
      ['the product has no base_oem_id', 'getproduct', { body: '{"errcode":0,"product":{}}' }, -4, 'firmware-too-old'],
      ['a product of 5 MB', 'getproduct', { body: '{"x":"', padding: 5_000_000 }, -4, 'not-a-pbx'],
      ['a gateway without a PBX', '/login', { status: 502, body: '<html>' }, -103, 'no-answer'],
      ['the login is no JSON', '/login', { body: '{"errcode":0,' }, -103, 'not-a-pbx'],
      ['the login gives no token', '/login', { body: '{"errcode":0}' }, -103, 'refused'],
      ['the account is no JSON', 'getregisterinfo', { body: 'null' }, -103, 'not-a-pbx'],
      ['the PBX closes', 'getpersonalglobal', { status: 503, body: '' }, -103, 'no-answer'],
    ];
    for (const [what, from, answer, code, reason] of odd) {
      it(`${code} ${reason}: ${what}`, async () => {
        await pbx.command('refuse', { what: 'http', from, status: 200, ...answer });
        expect(await refusal({})).to.include({ code, reason });
      });
    }

    it('-106 client-disabled, and logs out', async () => {
      await pbx.command('extension', { number: '1002', enb_web_client: 0 });
      const secret = await pbx.sign('1002');
      const result = await refusal({ username: '1002', secret });
      expect(result).to.include({ code: -106, msg: 'LINKUS_DISABLED', reason: 'client-disabled' });
      // The other kind of client has its own switch.
      (await init({ username: '1002', secret, pbxURL: pbx.url, enableLog: false, userAgent: 'WebPC' })).destroy();
    });

    const options: [what: string, options: object, code: number][] = [
      ['an address that is none', { pbxURL: 'not an address' }, -2],
      ['an address of another kind', { pbxURL: 'ftp://pbx.example.com' }, -2],
      ['no address', { pbxURL: undefined }, -2],
      ['an object as address', { pbxURL: {} }, -2],
      ['plain HTTP to another machine', { pbxURL: 'http://pbx.example.com' }, -3],
      ['no username', { username: '' }, -103],
      ['an object as secret', { secret: {} }, -103],
    ];
    for (const [what, wrong, code] of options) {
      it(`${code} invalid-option: ${what}`, async () => {
        expect(await refusal(wrong)).to.include({ code, reason: 'invalid-option' });
      });
    }

    it('-2 for no options at all', async () => {
      const result = await (init as (options?: unknown) => Promise<unknown>)().catch((error: unknown) => error);
      expect(result).to.include({ code: -2, reason: 'invalid-option' });
    });

    it('-1 cancelled: the application gave up, before or in between', async () => {
      expect(await refusal({ signal: AbortSignal.abort() })).to.include({ code: -1, reason: 'cancelled' });
      const giving = new AbortController();
      const refused = refusal({ signal: giving.signal });
      giving.abort();
      expect(await refused).to.include({ code: -1, reason: 'cancelled' });
    });

    it('and leaves no socket behind', async () => {
      await refusal({ secret: 'wrong' });
      const sockets = async () => (await pbx.command<{ sockets: Record<string, number> }>('state')).sockets;
      await until(async () => Object.values(await sockets()).every((count) => count === 0));
    });
  });

  it('says when the registrar refuses, and that it will not try again', async () => {
    const { phone, destroy } = await init({
      username: '1003',
      secret: await pbx.sign('1003'),
      pbxURL: pbx.url,
      enableLog: false,
    });
    // The first REGISTER only fetches the challenge, beside the sign-in; the refusal is not for that one.
    await until(async () => {
      const log = await pbx.command<{ text: string }[]>('sip-log');
      return log.some(({ text }) => text.startsWith('SIP/2.0 401') && text.includes('<sip:1003@'));
    });
    await pbx.command('refuse', { what: 'register', times: 1, status: 403 });
    const failed = next(phone, 'registrationFailed');
    phone.start();
    const [failure] = await failed;
    expect(failure).to.include({ code: -201, msg: 'REGISTRY_FAILED', status: 403, final: true });
    expect(phone.isRegistered).to.equal(false);
    destroy();
  });

  it('leaves a registrar alone for as long as it asks for', async () => {
    const { phone, destroy } = await register(pbx, '1000');
    // The development PBX says no time: it is put into the answer on its way.
    const data = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data') as { get(): unknown };
    Object.defineProperty(MessageEvent.prototype, 'data', {
      configurable: true,
      get(this: MessageEvent) {
        const text = data.get.call(this);
        return String(text).startsWith('SIP/2.0 503') ? String(text).replace('\r\n', '\r\nRetry-After: 77\r\n') : text;
      },
    });
    const timers: unknown[] = [];
    const original = window.setTimeout.bind(window);
    replaceMember(window, 'setTimeout', (handler: () => void, time = 0) => {
      timers.push(time);
      return original(handler, time);
    });
    try {
      await pbx.command('refuse', { what: 'register', status: 503 });
      const failed = next(phone, 'registrationFailed');
      phone.reRegister();
      await failed;
      expect(timers).to.include(77_000);
    } finally {
      Object.defineProperty(MessageEvent.prototype, 'data', data);
      restoreAll();
      destroy();
    }
  });

  it('registers anew with the account that it has', async () => {
    const { phone, destroy } = await register(pbx, '1000');
    const outcome = Promise.race([next(phone, 'registered'), next(phone, 'registrationFailed')]);
    phone.reRegister();
    expect(await outcome).to.deep.equal([]);
    destroy();
  });

  it('comes back by itself when the connection is lost', async () => {
    const { phone, destroy } = await register(pbx, '1004');
    const lost = next(phone, 'disconnected');
    const registeredAgain = next(phone, 'registered');
    await pbx.command('drop', { extension: '1004', what: 'sip' });
    await lost;
    expect(phone.isRegistered).to.equal(false);
    await registeredAgain;
    expect(phone.isRegistered).to.equal(true);
    destroy();
  });
});
