import { expect } from 'chai';
import type { LoggerFactory as SipJsLoggerFactory } from 'sip.js/lib/core/log/logger-factory.js';
import type { Transport } from 'sip.js/lib/core/transport.js';
import { URI } from 'sip.js/lib/grammar/uri.js';
import { LoggerFactory } from './logger-factory.js';
import { readMessage, type IncomingMessage } from './message.js';
import { Registration, retryAfter, type RegistrationOutcome } from './registration.js';
import { UserAgent } from './user-agent.js';

/** A REGISTER as it goes out: `header('call-id')`. */
interface Request {
  header: (name: string) => string;
}

type Answer = (request: Request) => string[];

/** The other end of the wire: answers each REGISTER as it is told, with a start line and header lines. */
class Registrar implements Transport {
  onMessage: ((message: string) => void) | undefined;
  readonly protocol = 'WS';
  readonly requests: Request[] = [];
  answers: Answer[] = [];
  #heard: (() => void) | undefined;

  send(message: string): Promise<void> {
    const header = (name: string) => new RegExp(`^${name}: *(.*?)\\r$`, 'im').exec(message)?.[1] ?? '';
    this.requests.push({ header });
    const [start, ...lines] = this.answers.shift()?.({ header }) ?? [];
    const copied = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map((name) => `${name}: ${header(name)}`);
    if (start) {
      const answer = [start, ...copied, ...lines, 'Content-Length: 0', '', ''].join('\r\n');
      queueMicrotask(() => this.onMessage?.(answer));
    }
    this.#heard?.();
    return Promise.resolve();
  }

  /** Resolves when so many requests have come in. */
  async received(count: number): Promise<void> {
    while (this.requests.length < count) await new Promise<void>((resolve) => (this.#heard = resolve));
  }
}

const granted =
  (expires: number, contact = '<sip:1000@pbx;webclient;transport=ws>'): Answer =>
  () => ['SIP/2.0 200 OK', `Contact: ${contact};expires=${expires}`];
const refused =
  (status: number, ...lines: string[]): Answer =>
  () => [`SIP/2.0 ${status} No`, ...lines];

/** A user agent without calls, over that end. */
function userAgent(registrar: Registrar): UserAgent {
  const agent = new UserAgent({
    aor: new URI('sip', '1000', 'pbx'),
    host: 'pbx',
    userAgent: 'WebClient',
    transport: registrar,
    loggerFactory: new LoggerFactory() as unknown as SipJsLoggerFactory,
    contact: () => '<sip:1000@pbx;webclient>',
    credentials: () => null,
    onInvite: () => undefined,
  });
  registrar.onMessage = (text) => agent.receive(readMessage(text) as IncomingMessage);
  return agent;
}

describe('a registration', () => {
  let registrar: Registrar;
  let agent: UserAgent;
  let registration: Registration;
  let outcomes: RegistrationOutcome[];
  let settled: () => void;

  beforeEach(() => {
    outcomes = [];
    settled = () => undefined;
    registrar = new Registrar();
    agent = userAgent(registrar);
    registration = new Registration(
      agent,
      ['X-Own: 1'],
      (request) => request.setHeader('authorization', `Digest nc=${request.cseq}`),
      (outcome) => {
        outcomes.push(outcome);
        settled();
      },
    );
  });
  afterEach(() => {
    registration.forget();
    agent.dispose();
  });

  /** The outcome that comes next. */
  async function outcome(): Promise<RegistrationOutcome | undefined> {
    if (outcomes.length === 0) await new Promise<void>((resolve) => (settled = resolve));
    return outcomes.shift();
  }
  const column = (name: string) => registrar.requests.map(({ header }) => header(name));

  it('asks for half an hour at the registrar of the domain', async () => {
    registrar.answers = [granted(1800)];
    registration.register();
    expect(await outcome()).to.deep.equal({ ok: true });
    const [request] = registrar.requests;
    expect(request?.header('contact')).to.match(/^<sip:1000@pbx;.*>;expires=1800$/);
    expect(request?.header('to')).to.equal('<sip:1000@pbx>');
    expect(request?.header('x-own')).to.equal('1');
    expect(request?.header('allow')).to.include('INVITE');
  });

  it('is refreshed before it ends, in the same series and signed anew', async () => {
    registrar.answers = [granted(1), granted(1800)];
    registration.register();
    const started = performance.now();
    await registrar.received(2);
    expect(performance.now() - started).to.be.within(600, 1000);
    expect(new Set(column('call-id')).size).to.equal(1);
    const [first = 0, second = 0] = column('cseq').map((value) => parseInt(value));
    expect(second).to.equal(first + 1);
    expect(column('authorization')).to.deep.equal([`Digest nc=${first}`, `Digest nc=${second}`]);
  });

  it('takes the time from the header Expires when the Contact has none', async () => {
    registrar.answers = [() => ['SIP/2.0 200 OK', 'Contact: <sip:1000@pbx>', 'Expires: 1']];
    registration.register();
    expect(await outcome()).to.deep.equal({ ok: true });
    await registrar.received(2);
  });

  it('asks for longer when the registrar wants it (423)', async () => {
    registrar.answers = [refused(423, 'Min-Expires: 3600'), granted(3600)];
    registration.register();
    expect(await outcome()).to.deep.equal({ ok: true });
    expect(column('contact').map((value) => /expires=\d+$/.exec(value)?.[0])).to.deep.equal([
      'expires=1800',
      'expires=3600',
    ]);
  });

  const failures: [what: string, answer: Answer, status: number][] = [
    ['423 without a time', refused(423), 423],
    ['423 with a time that was asked for', refused(423, 'Min-Expires: 60'), 423],
    ['403', refused(403), 403],
    ['a redirection', refused(302, 'Contact: <sip:1000@elsewhere>'), 302],
    ['a 200 without a binding', () => ['SIP/2.0 200 OK'], 500],
    ["a 200 with somebody else's binding", granted(1800, '<sip:1001@pbx>'), 500],
  ];
  for (const [what, answer, status] of failures) {
    it(`fails with ${what}`, async () => {
      registrar.answers = [answer];
      registration.register();
      expect(await outcome()).to.include({ ok: false, status });
      expect(registrar.requests.length).to.equal(1);
    });
  }

  const waits: [lines: string[], wait: number][] = [
    [[], 0],
    [['Retry-After: 20'], 20_000],
    [['Retry-After: 120 (in maintenance);duration=3600'], 120_000],
    [['Retry-After: soon'], 0],
    [['Retry-After: 949302838503028349304023988'], 3_600_000],
  ];
  for (const [lines, wait] of waits) {
    it(`fails, and says to try again in ${wait} ms: ${lines.join()}`, async () => {
      registrar.answers = [refused(503, ...lines)];
      registration.register();
      const failure = await outcome();
      expect(failure?.ok === false && retryAfter(failure.message)).to.equal(wait);
    });
  }

  it('is lost when a refresh is refused, and not refreshed any more', async () => {
    registrar.answers = [granted(1), refused(403)];
    registration.register();
    expect(await outcome()).to.deep.equal({ ok: true });
    expect(await outcome()).to.include({ ok: false, status: 408, phrase: 'Registration lost' });
    registration.unregister([]);
    expect(registrar.requests.length).to.equal(2);
  });

  it('is taken back', async () => {
    registrar.answers = [granted(1800)];
    registration.register();
    await outcome();
    registration.unregister(['X-Own: 2']);
    expect(column('contact')[1]).to.match(/;expires=0$/);
    expect(column('x-own')[1]).to.equal('2');
  });

  it('is not taken back when it never was there', async () => {
    registrar.answers = [refused(403)];
    registration.register();
    await outcome();
    registration.unregister([]);
    expect(registrar.requests.length).to.equal(1);
  });

  it('tells nothing once it is forgotten', async () => {
    registration.register();
    registration.forget();
    registrar.answers = [granted(1800)];
    const another = new Registration(
      agent,
      [],
      () => undefined,
      () => settled(),
    );
    const told = new Promise<void>((resolve) => (settled = resolve));
    another.register();
    await told;
    another.forget();
    expect(outcomes).to.deep.equal([]);
  });
});
