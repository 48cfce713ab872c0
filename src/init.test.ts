import { expect } from 'chai';
import { register } from '../demo/testing/operators.js';
import { startPbx, type TestPbx } from '../demo/testing/pbx.js';
import { next } from '../demo/testing/wait.js';
import { init, type InitOptions } from './init.js';
import { isResult, type Result } from './result.js';

describe('init', () => {
  let pbx: TestPbx;
  before(async () => {
    pbx = await startPbx();
  });

  const refusal = async (options: Partial<InitOptions>): Promise<Result> => {
    const secret = options.secret ?? (await pbx.sign('1000'));
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

  it('refuses a wrong signature with -103 and the errcode of the PBX', async () => {
    const result = await refusal({ secret: 'wrong' });
    expect(result).to.include({ code: -103, msg: 'PBX_API_ERROR' });
    expect(result.errcode).to.be.a('number').not.equal(0);
  });

  it('refuses an address that is none with -2', async () => {
    expect((await refusal({ pbxURL: 'not an address' })).code).to.equal(-2);
  });

  it('refuses plain HTTP to another machine with -3', async () => {
    expect((await refusal({ pbxURL: 'http://pbx.example.com' })).code).to.equal(-3);
  });

  it('says -102 when nothing answers there', async () => {
    expect((await refusal({ pbxURL: 'http://127.0.0.1:9' })).code).to.equal(-102);
  });

  it('says -4 when what answers there is no PBX', async () => {
    await pbx.command('refuse', { what: 'product', times: 1 });
    expect((await refusal({})).code).to.equal(-4);
  });

  it('says -110 when the SDK service was not bought', async () => {
    await pbx.command('refuse', { what: 'login', times: 1, errcode: 70136 });
    expect((await refusal({})).code).to.equal(-110);
  });

  it('says -106 when the client is switched off', async () => {
    await pbx.command('extension', { number: '1002', enb_web_client: 0 });
    expect((await refusal({ username: '1002', secret: await pbx.sign('1002') })).code).to.equal(-106);
  });

  it('says when the registrar refuses, and that it will not try again', async () => {
    const { phone, destroy } = await init({
      username: '1003',
      secret: await pbx.sign('1003'),
      pbxURL: pbx.url,
      enableLog: false,
    });
    await pbx.command('refuse', { what: 'register', times: 1, status: 403 });
    const failed = next(phone, 'registrationFailed');
    phone.start();
    const [failure] = await failed;
    expect(failure).to.include({ code: -201, msg: 'REGISTRY_FAILED', status: 403, final: true });
    expect(phone.isRegistered).to.equal(false);
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
