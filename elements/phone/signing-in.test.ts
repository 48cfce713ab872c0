import { expect } from 'chai';
import { replaceMember, restoreAll } from '../../src/media/testing/replace-member.js';
import { startPbx, type TestPbx } from '../../src/testing/pbx.js';
import { until } from '../../src/testing/wait.js';
import { Clock } from '../base/testing/clock.js';
import { cleanUp, drawn, fixture, press, textOf } from '../base/testing/harness.js';
import '../index.js';
import type { LinkusPhone } from '../index.js';

/** What ends a sign-in, and what doesn't: on the development PBX. */
describe('linkus-phone signs in', () => {
  let pbx: TestPbx;
  before(async () => {
    pbx = await startPbx();
  });
  afterEach(() => {
    restoreAll();
    cleanUp();
  });

  const connection = (phone: LinkusPhone, ...states: string[]) =>
    until(() => states.includes(phone.connection) && drawn(phone).then(() => true));

  /** A phone, and all that it told of its connection: `reconnecting -102`. */
  async function phoneWith(secret: string, attributes = ''): Promise<[LinkusPhone, string[]]> {
    const phone = await fixture<LinkusPhone>(
      `<linkus-phone username="1000" pbx-url="${pbx.url}" ${attributes}></linkus-phone>`,
    );
    const told: string[] = [];
    phone.addEventListener('linkus-registration-change', ({ detail }) =>
      told.push(`${detail.connection} ${detail.code}`),
    );
    phone.secret = secret;
    return [phone, told];
  }

  describe('an answer of the PBX', () => {
    const [html, json] = ['<html>', '{"errcode":-1,"errmsg":"FAILURE"}'];
    const login: [status: number, body: string, outcome: 'reconnecting' | 'refused', code: number][] = [
      [200, html, 'reconnecting', -103],
      [404, html, 'reconnecting', -103],
      [429, html, 'reconnecting', -103],
      [500, html, 'reconnecting', -103],
      [503, '', 'reconnecting', -103],
      [400, html, 'refused', -103],
      [403, html, 'refused', -103],
      [404, json, 'reconnecting', -103],
      [429, json, 'reconnecting', -103],
      [500, json, 'reconnecting', -103],
      [503, json, 'reconnecting', -103],
      [200, json, 'refused', -103],
      [401, json, 'refused', -103],
      [200, '{"errcode":10002}', 'refused', -103],
      [500, '{"errcode":10002}', 'refused', -103],
      [503, '{"errcode":70136}', 'refused', -110],
      [200, '{"errcode":407}', 'refused', -103],
    ];
    const others: [from: string, status: number, body: string, outcome: 'reconnecting' | 'refused', code: number][] = [
      ['getproduct', 404, html, 'reconnecting', -4],
      ['getproduct', 503, json, 'reconnecting', -4],
      ['getproduct', 200, '{"errcode":10001}', 'refused', -4],
      ['getproduct', 404, '{"errcode":10001}', 'refused', -4],
      ['getregisterinfo', 500, json, 'reconnecting', -103],
      ['getpersonalglobal', 503, '', 'reconnecting', -103],
      ['getregisterinfo', 200, '{"errcode":10004}', 'reconnecting', -103],
    ];
    const all = [...login.map((row) => ['/login', ...row] as const), ...others];
    for (const [from, status, body, outcome, code] of all) {
      it(`${from}: ${status} ${body || '(empty)'}: ${outcome === 'refused' ? 'a user must act' : 'tried again'}`, async () => {
        const secret = await pbx.sign('1000');
        await pbx.command('refuse', { what: 'http', from, status, body });
        const [phone, told] = await phoneWith(secret);
        await until(() => told.includes(`${outcome} ${code}`));
        if (outcome === 'refused') {
          expect(phone.snapshot.retryAt).to.equal(null);
          return;
        }
        expect(phone.snapshot.retryAt).to.be.above(Date.now() - 1000);
        await connection(phone, 'ready');
        expect(told).not.to.include(`refused ${code}`);
      });
    }
  });

  describe('with nothing that answers', () => {
    it('once the network is back, at once', async () => {
      const secret = await pbx.sign('1000');
      const clock = new Clock();
      try {
        replaceMember(window, 'fetch', () => Promise.reject(new TypeError('Failed to fetch')));
        const [phone, told] = await phoneWith(secret);
        await until(() => told.includes('reconnecting -102'));
        restoreAll();
        dispatchEvent(new Event('online'));
        await connection(phone, 'ready');
      } finally {
        clock.restore();
      }
    });

    it('a signature provider that never answers is asked again', async () => {
      const secret = await pbx.sign('1000');
      const clock = new Clock();
      try {
        const [phone, told] = await phoneWith('');
        const signals: AbortSignal[] = [];
        phone.signatureProvider = ({ signal }) => {
          signals.push(signal);
          return signals.length === 1 ? new Promise(() => undefined) : secret;
        };
        await until(() => signals.length === 1);
        expect(phone.connection).to.equal('signing-in');
        clock.pass(15_000);
        await until(() => told.includes('reconnecting -102'));
        expect(signals[0]?.aborted).to.equal(true);
        clock.pass(500);
        await connection(phone, 'ready');
      } finally {
        clock.restore();
      }
    });

    it('a signature address that never answers, headers or body, is asked again', async () => {
      const secret = await pbx.sign('1000');
      const { fetch } = window;
      const clock = new Clock();
      let asked = 0;
      const hanging = (signal: AbortSignal) =>
        new ReadableStream({
          start: (controller) => signal.addEventListener('abort', () => controller.error(signal.reason)),
        });
      replaceMember(window, 'fetch', (url: string, init: RequestInit & { signal: AbortSignal }) => {
        if (url !== '/signature') return fetch(url, init);
        asked++;
        if (asked === 1) return new Promise(() => undefined);
        return Promise.resolve(asked === 2 ? new Response(hanging(init.signal)) : Response.json({ secret }));
      });
      try {
        const [phone, told] = await phoneWith('', 'signature-url="/signature"');
        for (const count of [1, 2]) {
          await until(() => asked === count);
          await drawn(phone);
          clock.pass(15_000);
          await until(() => told.filter((each) => each === 'reconnecting -102').length === count);
          clock.pass(1000);
        }
        await connection(phone, 'ready');
        expect(told.some((each) => each.startsWith('refused'))).to.equal(false);
      } finally {
        clock.restore();
      }
    });
  });

  describe('a signature provider that rejects', () => {
    const statusError = (status: number) => Object.assign(new Error('no'), { status });
    const table: [what: string, error: unknown, outcome: string][] = [
      ['without a network', new TypeError('Failed to fetch'), 'reconnecting -102'],
      ['because of a timeout', new DOMException('late', 'TimeoutError'), 'reconnecting -102'],
      ['with status 503', statusError(503), 'reconnecting -102'],
      ['with status 429 of a response', { response: { status: 429 } }, 'reconnecting -102'],
      ['with the code of a library', { code: 'ERR_NETWORK', message: 'Network Error' }, 'reconnecting -102'],
      ['with status 401', statusError(401), 'refused -103'],
      ['in its own words', new Error('the user is not signed in'), 'refused -103'],
      ['with nothing', undefined, 'refused -103'],
    ];
    for (const [what, error, outcome] of table) {
      it(`${what}: ${outcome}`, async () => {
        const [phone, told] = await phoneWith('');

        phone.signatureProvider = () => Promise.reject(error);
        await until(() => told.includes(outcome));
        phone.signOut();
      });
    }
  });

  it('again after the registrar said no: the call that is up goes on', async () => {
    const [phone] = await phoneWith(await pbx.sign('1000'));
    await connection(phone, 'ready');
    phone.call('*43');
    await until(() => phone.snapshot.calls[0]?.state === 'talking');
    const ended: string[] = [];
    phone.addEventListener('linkus-call-end', ({ detail }) => ended.push(detail.reason));
    await pbx.command('wait', { for: 'subscribed', extension: '1000' });
    await pbx.command('refuse', { what: 'register', status: 403 });
    await pbx.command('notify', { topic: 20066, extension: '1000' });
    await connection(phone, 'refused');
    expect(textOf(phone)).to.contain('could not sign in for calls');
    await press(phone, 'Sign in again');
    await connection(phone, 'ready');
    expect([phone.snapshot.calls[0]?.state, ended]).to.deep.equal(['talking', []]);
    await pbx.command('wait', { for: 'subscribed', extension: '1000' });
    phone.hangUp();
    await until(() => ended.length === 1);
  });
});
