import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseLine, parsePairs } from './command-line.js';
import { CommandError, startDevelopmentPbx, type DevelopmentPbx } from './index.js';
import type { SipLogEntry } from './sip-log.js';
import { get, sign, startTestPbx, stateOf } from './testing/client.js';
import { TestPhone } from './testing/phone.js';

const run = promisify(execFile);
const cli = fileURLToPath(new URL('cli.ts', import.meta.url));

describe('commands', () => {
  let pbx: DevelopmentPbx;

  before(async () => {
    pbx = await startTestPbx();
  });
  after(() => pbx.close());

  for (const [name, args, message] of [
    ['nonsense', {}, /No command "nonsense"/],
    ['toString', {}, /No command/],
    ['sign', {}, /"username" is missing/],
    ['sign', { username: '4711' }, /No extension "4711"/],
    ['delay', { milliseconds: 'long' }, /must be a number/],
    ['drop', { extension: '1000', what: 'everything' }, /must be one of: sip, notifications, all, token/],
    ['wait', { for: 'registered', extension: '1009', timeout: 10 }, /Not within 10 ms/],
  ] as const) {
    test(`${name} ${JSON.stringify(args)} is refused in words`, async () => {
      await assert.rejects(pbx.command(name, args), (error: Error) => {
        assert.ok(error instanceof CommandError);
        assert.match(error.message, message);
        return true;
      });
    });
  }

  test('over HTTP and from the command line', async () => {
    const response = await fetch(`${pbx.url}/dev/command`, {
      method: 'POST',
      headers: { Origin: 'http://localhost:9', 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'extension', args: { number: '1008', enb_web_client: 0 } }),
    });
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    assert.equal(((await response.json()) as Record<string, unknown>)['enb_web_client'], 0);

    const { stdout } = await run(process.execPath, ['--import', 'tsx', cli, pbx.url, 'delay', 'milliseconds=0']);
    assert.equal(stdout.trim(), '0');
    const failed = run(process.execPath, ['--import', 'tsx', cli, pbx.url, 'sign', 'username=4711']);
    await assert.rejects(failed, { code: 1, stderr: 'No extension "4711".\n' });
  });

  test('a line of the prompt: values may hold spaces and equals signs', () => {
    assert.deepEqual(parseLine(' notify topic=20047 msg={"a": "b=c"} '), {
      name: 'notify',
      args: { topic: '20047', msg: '{"a": "b=c"}' },
    });
    assert.throws(() => parsePairs(['what=sip', 'terminate']), SyntaxError);
  });

  test('delay: an answer takes one round trip, and the order stays when the delay is taken away', async () => {
    const phone = await TestPhone.connect(pbx, '1000');
    await pbx.command('delay', { milliseconds: 400 });
    const times: Record<string, number> = {};
    const start = performance.now();
    const took = (name: string) => () => (times[name] = performance.now() - start);
    await Promise.all([
      get(pbx, '/api/v1.0/pbx/getproduct').then(took('http')),
      // Challenged once: two round trips.
      phone.sendRegister().then(took('register')),
    ]);
    // A second delay on the same answer would show as twice the time.
    const { http = 0, register = 0 } = times;
    assert.ok(http >= 399 && http < 800, `HTTP took ${http} ms`);
    assert.ok(register >= 798, `REGISTER took ${register} ms`);

    const { statuses, final } = phone.call('1009');
    await pbx.command('delay', { milliseconds: 0 });
    assert.equal((await final).message.statusCode, 480);
    assert.deepEqual(statuses, []);
    await phone.stop();
  });

  test('sip-log shows what went over the sockets, without credentials', async () => {
    const phone = await TestPhone.register(pbx, '1001');
    const log = ((await pbx.command('sip-log')) as SipLogEntry[]).slice(-4);
    assert.deepEqual(
      log.map(({ direction, summary }) => `${direction} ${summary}`),
      ['in REGISTER', 'out 401 REGISTER', 'in REGISTER', 'out 200 REGISTER'],
    );
    assert.match(log[2]?.text ?? '', /^Authorization: \(redacted\)$/im);
    assert.doesNotMatch(JSON.stringify(log), /response=/);
    await phone.stop();
  });

  test('two PBXs share nothing', async () => {
    const other = await startTestPbx();
    const phone = await TestPhone.register(other, '1002');
    assert.equal((await stateOf(other)).registrations.length, 1);
    assert.equal((await stateOf(pbx)).registrations.filter(({ extension }) => extension === '1002').length, 0);
    const signature = await sign(other, '1002');
    const response = await fetch(`${pbx.url}/api/v1.0/login`, {
      method: 'POST',
      body: JSON.stringify({ username: '1002', password: signature }),
    });
    assert.equal(((await response.json()) as { errcode: number }).errcode, 10002);
    await phone.stop();
    await other.close();
  });

  test('what is not the PBX’s goes to the given fetch; a taken port is refused', async () => {
    const other = await startDevelopmentPbx({ fetch: (request) => new Response(new URL(request.url).pathname) });
    assert.equal(await (await fetch(`${other.url}/demo/index.html`)).text(), '/demo/index.html');
    await assert.rejects(startDevelopmentPbx({ port: other.port }), { code: 'EADDRINUSE' });
    await other.close();
  });

  test('close in the middle of a call ends it, and lets Node exit', { timeout: 20_000 }, async () => {
    const script = `
      import { startTestPbx } from '${new URL('testing/client.ts', import.meta.url).href}';
      import { TestPhone, mediaOf } from '${new URL('testing/phone.ts', import.meta.url).href}';
      const pbx = await startTestPbx();
      const phone = await TestPhone.register(pbx, '1000');
      const call = phone.call('*65');
      await call.final;
      await mediaOf(call.inviter).connected();
      const waiting = pbx.command('wait', { for: 'registered', extension: '1009', timeout: 60000 }).catch(() => 'given up');
      await pbx.close();
      await phone.stop();
      console.log(await waiting);`;
    const { stdout } = await run(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      timeout: 15_000,
    });
    assert.equal(stdout.trim(), 'given up');
  });
});
