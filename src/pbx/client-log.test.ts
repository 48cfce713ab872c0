import { expect } from 'chai';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { until } from '../testing/wait.js';
import { addLogSink, createLogger, setLogLevel } from '../logger.js';
import { ClientLog, timestamp } from './client-log.js';
import { PbxApi } from './pbx-api.js';
import { login } from './sign-in.js';
import { bodyOf, pathOf } from './testing/requests.js';

const log = createLogger('test');
const owner = { extensionNumber: '1000', extensionId: '20' };

interface Line {
  level: string;
  msg: string;
  source: string;
  ts: string;
  extensionInfo: unknown;
}

describe('client log', () => {
  let pbx: TestPbx;
  let api: PbxApi;
  let clientLog: ClientLog;
  let sent: Line[][];
  /** The answers to them; a test must not take one that belongs to the test before it. */
  let answers: Promise<unknown>[];
  const usualFetch = globalThis.fetch;
  const usualInterval = globalThis.setInterval;
  before(async () => {
    setLogLevel('silent'); // what goes to the console is not what goes to the PBX
    pbx = await startPbx();
    const url = new URL(pbx.url);
    api = new PbxApi(url);
    await login(api, url.host, { username: '1000', secret: await pbx.sign('1000'), userAgent: 'WebClient' });
  });
  after(() => setLogLevel('warn'));
  beforeEach(() => {
    sent = [];
    answers = [];
    globalThis.fetch = (url, request) => {
      const answer = usualFetch(url, request);
      if (pathOf(url).endsWith('/v1.0/systemlog/webclientlog')) {
        const { log_list: list } = bodyOf(request) as { log_list: string[] };
        sent.push(list.map((line) => JSON.parse(line) as Line));
        answers.push(answer);
      }
      return answer;
    };
    clientLog = new ClientLog(api, () => ['a-very-secret-token']);
  });
  afterEach(async () => {
    clientLog.stop();
    await Promise.allSettled(answers);
    globalThis.fetch = usualFetch;
    globalThis.setInterval = usualInterval;
  });

  it('sends lines together, and at once after an error', async () => {
    clientLog.start(owner);
    log.info('one');
    log.debug('a detail');
    log.info('two');
    expect(sent).to.deep.equal([]);
    log.error('three');
    await until(async () => (await pbx.command<{ reports: { logs: number } }>('state')).reports.logs === 1);
    expect(sent).to.have.length(1);
    expect(sent[0]!.map(({ level, msg }) => [level, msg])).to.deep.equal([
      ['info', 'one'],
      ['info', 'two'],
      ['error', 'three'],
    ]);
    const { source, ts, extensionInfo } = sent[0]![0]!;
    expect(source).to.equal('linkus-elements:test');
    expect(ts).to.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(extensionInfo).to.deep.equal(owner);
  });

  it('sends every 100 lines', async () => {
    clientLog.start(owner);
    for (let count = 0; count < 250; count++) log.info(`line ${count}`);
    await until(() => sent.length === 2);
    expect(sent.map((batch) => batch.length)).to.deep.equal([100, 100]);
    expect(sent[1]![99]!.msg).to.equal('line 199');
  });

  it('sends every 5 minutes', async () => {
    const timers = spyOnInterval();
    clientLog.start(owner);
    log.info('alone');
    expect(timers.map(({ time }) => time)).to.deep.equal([5 * 60_000]);
    timers[0]!.run();
    await until(() => sent.length === 1);
    timers[0]!.run(); // nothing new
    expect(sent.map((batch) => batch.map(({ msg }) => msg))).to.deep.equal([['alone']]);
  });

  it('keeps what was said before the sign-in, and nothing after stop()', async () => {
    log.error('early');
    clientLog.start(owner);
    await until(() => sent.length === 1);
    clientLog.stop();
    log.error('late');
    expect(sent.map((batch) => batch.map(({ msg }) => msg))).to.deep.equal([['early']]);
  });

  it('keeps lines that were not taken, without asking again for each new one', async () => {
    const timers = spyOnInterval();
    await pbx.command('refuse', { what: 'http', from: 'webclientlog', times: 1 });
    const refused = nextLine('webclientlog: errcode');
    clientLog.start(owner);
    log.error('one');
    await refused;
    log.error('two');
    expect(sent).to.have.length(1);
    timers[0]!.run();
    await until(() => sent.length === 2);
    const messages = sent[1]!.map(({ msg }) => msg);
    expect(messages[0]).to.equal('one');
    expect(messages.at(-1)).to.equal('two');
  });

  it('lets no secret out, and cuts long lines', async () => {
    clientLog.start(owner);
    log.info('opened wss://h/subscribe?access_token=abc with a-very-secret-token');
    log.info('Authorization: Digest response="5ccc"\r\na=ice-pwd:x9cml');
    log.info('{"registerpassword":"0af3"}');
    log.error('x'.repeat(100_000));
    await until(() => sent.length === 1);
    const text = JSON.stringify(sent);
    for (const secret of ['abc', 'a-very-secret-token', '5ccc', 'x9cml', '0af3']) {
      expect(text).not.to.contain(secret);
    }
    expect(sent[0]![3]!.msg).to.have.length(500);
  });

  it('writes local time', () => {
    expect(timestamp(new Date(2026, 0, 2, 3, 4, 5))).to.equal('2026-01-02 03:04:05');
  });

  /** Resolves a moment after a line with this text was logged: who logs it has gone on then. */
  async function nextLine(text: string): Promise<void> {
    let remove: () => void = () => undefined;
    await new Promise<void>((resolve) => {
      remove = addLogSink(({ message }) => message.includes(text) && resolve());
    });
    remove();
    await new Promise((resolve) => setTimeout(resolve));
  }

  /** Timers from now on, to be run by hand. */
  function spyOnInterval(): { time: number | undefined; run: () => void }[] {
    const timers: { time: number | undefined; run: () => void }[] = [];
    globalThis.setInterval = ((run: () => void, time?: number) => timers.push({ time, run })) as typeof setInterval;
    return timers;
  }
});
