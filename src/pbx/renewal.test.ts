import { expect } from 'chai';
import { register } from '../testing/operators.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { next, until } from '../testing/wait.js';
import type { Operators } from '../init.js';
import type { Result } from '../result.js';
import type { CdrResult } from './cdr.js';
import { pathOf } from './testing/requests.js';

describe('an access token that expires', () => {
  let pbx: TestPbx;
  let operators: Operators;
  const usualFetch = globalThis.fetch;
  before(async () => {
    // A second sign-in is told to the first one, which must not be us.
    pbx = await startPbx({ singleLogin: true });
  });
  afterEach(() => {
    globalThis.fetch = usualFetch;
    operators.destroy();
  });

  /** Signed in, in a call, and the token is worth nothing any more. */
  const begin = async () => {
    operators = await register(pbx, '1000');
    const { phone, pbx: operator } = operators;
    await pbx.command('wait', { for: 'subscribed', extension: '1000' });
    const talking = next(phone, 'newRTCSession').then(([{ session }]) => next(session, 'confirmed'));
    await phone.call('*65');
    await talking;
    const errors: object[] = [];
    operator.on('runtimeError', (error) => errors.push(error));
    const logins: unknown[] = [];
    globalThis.fetch = (url, request) => {
      if (pathOf(url).endsWith('/login')) logins.push(new Headers(request?.headers).get('Authorization'));
      return usualFetch(url, request);
    };
    const { token } = operator;
    expect(await pbx.command('drop', { extension: '1000', what: 'token' })).to.be.at.least(1);
    return { phone, operator, token, errors, logins };
  };
  const query = () => operators.pbx.cdrQuery({ page: 1, size: 10, sortBy: 'time' });
  const rejection = (promise: Promise<unknown>) =>
    promise.then(
      () => null,
      (error: unknown) => error,
    );

  it('is replaced once for all requests, and calls, registration and notifications go on', async () => {
    const { phone, operator, token, errors, logins } = await begin();
    const answers: CdrResult[] = await Promise.all([query(), query(), query()]);
    expect(answers.map(({ errcode }) => errcode)).to.deep.equal([0, 0, 0]);
    expect(logins).to.deep.equal([null]);
    expect(operator.token).not.to.equal(token);
    await pbx.command('wait', { for: 'subscribed', extension: '1000' });
    const changed = next(phone, 'recordPermissionsChange');
    await until(
      async () => (await pbx.command('notify', { topic: 20047, extension: '1000', msg: { enb_ctl_record: 1 } })) === 1,
    );
    expect(await changed).to.deep.equal([1]);
    expect(errors).to.deep.equal([]);
    expect(operator.isInited && phone.isRegistered).to.equal(true);
    expect(phone.getSessions().map(({ status }) => status.callStatus)).to.deep.equal(['talking']);
  });

  it('is replaced by the notification socket, when nobody asks anything', async () => {
    const { operator, token, errors, logins } = await begin();
    await until(() => !operator.socket.connected);
    await pbx.command('wait', { for: 'subscribed', extension: '1000', timeout: 18_000 });
    await until(() => operator.socket.connected);
    expect(operator.token).not.to.equal(token);
    expect(logins).to.have.length(1);
    expect(errors).to.deep.equal([]);
  });

  it('ends the session with -109 when the signature is no longer good', async () => {
    const { errors } = await begin();
    await pbx.command('refuse', { what: 'login', errcode: 10002 });
    const over = pbx.command('wait', { for: 'no-calls' });
    // The other one may still be under way when everything is torn down.
    const refused = await Promise.all([rejection(query()), rejection(query())]);
    expect(refused.map((error) => (error as Result).code))
      .to.include(-103)
      .and.not.to.include(0);
    expect(errors).to.have.length(1);
    expect(errors[0]).to.include({ code: -109, reason: 'sign-in-needed' });
    await over;
  });

  it('leaves everything as it is when the PBX does not answer, and tries again with the next request', async () => {
    const { phone, errors } = await begin();
    await pbx.command('refuse', { what: 'http', from: '/login', status: 503, body: 'overloaded' });
    expect(await rejection(query())).to.include({ reason: 'no-answer' });
    expect(phone.getSessions()).to.have.length(1);
    expect((await query()).errcode).to.equal(0);
    expect(errors).to.deep.equal([]);
  });

  it('is not replaced for who signs out', async () => {
    const { operator, logins } = await begin();
    expect(await rejection(operator.logout())).to.include({ errcode: 10004 });
    expect(logins).to.deep.equal([]);
  });
});
