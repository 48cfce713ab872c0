import { expect } from 'chai';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { PbxApi } from './pbx-api.js';
import { pathOf } from './testing/requests.js';

describe('HTTP interface of the PBX', () => {
  let pbx: TestPbx;
  let api: PbxApi;
  const usualFetch = globalThis.fetch;
  before(async () => {
    pbx = await startPbx();
  });
  beforeEach(() => {
    api = new PbxApi(new URL(pbx.url));
  });
  afterEach(async () => {
    globalThis.fetch = usualFetch;
    await pbx.command('delay', { milliseconds: 0 });
  });

  const product = (options?: { timeout?: number; outlives?: boolean }) => api.get('/v1.0/pbx/getproduct', {}, options);
  const rejection = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => new Error('It resolved.'),
      (error: unknown) => error,
    );

  it('says -102 no-answer when the PBX takes too long', async () => {
    await pbx.command('delay', { milliseconds: 2000 });
    expect(await rejection(product({ timeout: 50 }))).to.include({ code: -102, reason: 'no-answer' });
  });

  it('ends what is under way with abort(), and takes nothing more', async () => {
    await pbx.command('delay', { milliseconds: 2000 });
    const answer = rejection(product());
    api.abort();
    expect(await answer).to.include({ code: -100, reason: 'cancelled' });
    expect(await rejection(product())).to.include({ code: -100, reason: 'cancelled' });
  });

  it('lets go what outlives it', async () => {
    const answer = product({ outlives: true });
    api.abort();
    expect((await answer)['errcode']).to.equal(0);
    expect((await product({ outlives: true }))['errcode']).to.equal(0);
  });

  it('sends what outlives it also when it is larger than a browser keeps alive', async () => {
    const log = { log_list: ['x'.repeat(200_000)] };
    expect(await rejection(api.post('/v1.0/systemlog/webclientlog', log, { outlives: true }))).to.include({
      code: -103,
      errcode: 10004, // it arrived; we are not signed in
    });
  });

  it('sends no cookies, no referrer, and the token as it is', async () => {
    const requests: [string, RequestInit | undefined][] = [];
    globalThis.fetch = (url, request) => {
      requests.push([pathOf(url), request]);
      return usualFetch(url, request);
    };
    api.token = 'abc';
    await product();
    const [path, request] = requests[0]!;
    expect(path).to.equal('/api/v1.0/pbx/getproduct');
    expect(request).to.include({ credentials: 'omit', referrerPolicy: 'no-referrer' });
    expect(request?.headers).to.deep.equal({ Authorization: 'abc' });
  });
});
