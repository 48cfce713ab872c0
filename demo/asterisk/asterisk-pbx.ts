import { WebSocket } from 'ws';
import { CommandError, type CommandArguments } from '../pbx/commands.js';
import { WeriftMediaServer } from '../pbx/media.js';
import { serve } from '../pbx/node-server.js';
import { Pbx } from '../pbx/pbx.js';
import { DelayedSocket, type PbxSocket, type SocketHandler } from '../pbx/sockets.js';
import { startAsterisk, type Asterisk } from './asterisk.js';
import { Facts, type Channel } from './facts.js';

function text(args: CommandArguments, name: string, otherwise?: string): string {
  const value = args[name] ?? otherwise;
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new CommandError(`"${name}" is missing.`);
}

/** What the commands answer about one leg of a call. */
export interface LegFacts extends Omit<Channel, 'call'> {
  /** The codec that is received from the phone: `opus`. */
  codec: string;
}

/**
 * The HTTP side of the development PBX in front of a real Asterisk: same sign-in, same notifications, same accounts, but
 * SIP and media are Asterisk's. Its commands are those of the development PBX, as far as tests of calls need them.
 */
export class AsteriskPbx extends Pbx {
  readonly #sockets = new Map<PbxSocket, { extension: string; isDead: boolean }>();
  /** Asterisk's side of dead sockets: it does not know that their phone has given them up. */
  readonly #orphans = new Set<WebSocket>();
  #asterisk: Asterisk | undefined;
  #facts: Facts | undefined;
  /** Extension → the method of the request behind which its socket is cut. */
  readonly #lastRequests = new Map<string, string>();
  /** Takes back what a test changed. */
  readonly #undo: (() => void)[] = [];

  constructor() {
    super(new WeriftMediaServer('127.0.0.1'));
  }

  async start(): Promise<void> {
    this.#asterisk = await startAsterisk(this.extensions.all());
    this.#facts = new Facts(this.#asterisk.manager);
  }

  /** Ends every call, and sets what a test may have changed to how it was. */
  async reset({ noAnswerSeconds = 60 }: { noAnswerSeconds?: number } = {}): Promise<void> {
    this.delay = 0;
    for (const undo of this.#undo.splice(0)) undo();
    for (const upstream of this.#orphans) upstream.terminate();
    this.#orphans.clear();
    this.#lastRequests.clear();
    await this.#running.manager.send('Setvar', { Variable: 'NO_ANSWER', Value: String(noAnswerSeconds) });
    await this.#hangUp();
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#asterisk?.close();
  }

  /** Hands a phone's socket on to Asterisk. */
  override openSip(socket: PbxSocket): SocketHandler {
    const phone = new DelayedSocket(socket, () => this.delay);
    const entry = { extension: '', isDead: false };
    this.#sockets.set(socket, entry);
    const upstream = new WebSocket(this.#running.webSocketUrl, 'sip');
    const waiting: string[] = [];
    upstream.on('open', () => {
      for (const text of waiting.splice(0)) upstream.send(text);
    });
    upstream.on('message', (data) => {
      const text = (data as Buffer).toString('utf8');
      if (!entry.isDead) this.sipLog.add('out', entry.extension, text);
      phone.send(text);
    });
    upstream.on('close', () => phone.close(1001));
    // An error is always followed by `close`.
    upstream.on('error', () => undefined);
    return {
      receive: (text) => {
        // The one thing on this socket that is Yeastar's own.
        if (text === 'heartbeat') phone.send('heartbeat response');
        if (!text.includes('\r\n')) return;
        entry.extension ||= /^From:.*?sip:([^@>]+)@/im.exec(text)?.[1] ?? '';
        this.sipLog.add('in', entry.extension, text);
        if (upstream.readyState === WebSocket.OPEN) upstream.send(text);
        else waiting.push(text);
        const last = this.#lastRequests.get(entry.extension);
        if (last === undefined || !text.startsWith(`${last} `)) return;
        this.#lastRequests.delete(entry.extension);
        entry.isDead = true;
        socket.terminate();
      },
      closed: () => {
        this.#sockets.delete(socket);
        phone.closed();
        if (entry.isDead) this.#orphans.add(upstream);
        else upstream.terminate();
      },
    };
  }

  override async command(name: string, args: CommandArguments = {}): Promise<unknown> {
    switch (name) {
      case 'wait':
        return this.#wait(args);
      case 'calls':
        return this.#legs();
      case 'hangup':
        return this.#hangUp();
      case 'drop':
        if (args['after'] === undefined) return this.#drop(text(args, 'extension'), args['how'] !== 'terminate');
        // What Asterisk answers to it is lost.
        this.#lastRequests.set(text(args, 'extension'), text(args, 'after'));
        return undefined;
      case 'blackhole':
        return this.#blackHole(text(args, 'extension'));
      case 'asterisk':
        return this.#running.manager.command(text(args, 'command'));
      case 'wrong-account':
        this.#giveWrongAccount(text(args, 'extension'));
        return undefined;
      case 'call':
        return this.#originate(text(args, 'extension'), text(args, 'from', '999'));
      default:
        return super.command(name, args);
    }
  }

  get #running(): Asterisk {
    if (!this.#asterisk) throw new CommandError('Asterisk is not running.');
    return this.#asterisk;
  }

  get #known(): Facts {
    if (!this.#facts) throw new CommandError('Asterisk is not running.');
    return this.#facts;
  }

  /** From now on this extension is told an HA1 that Asterisk does not take. */
  #giveWrongAccount(number: string): void {
    const extension = this.extensions.find(number);
    if (!extension) throw new CommandError(`No extension "${number}".`);
    const { ha1 } = extension;
    this.#undo.push(() => (extension.ha1 = ha1));
    extension.ha1 = '0'.repeat(32);
  }

  async #legs(): Promise<LegFacts[]> {
    return Promise.all(
      this.#known.of().map(async ({ call: _call, ...channel }) => {
        const answer = await this.#running.manager
          .send('Getvar', { Channel: channel.name, Variable: 'CHANNEL(audionativeformat)' })
          .catch(() => undefined);
        return { ...channel, codec: /\w+/.exec(answer?.['Value'] ?? '')?.[0] ?? '' };
      }),
    );
  }

  async #hangUp(): Promise<number> {
    const channels = this.#known.of();
    const { manager } = this.#running;
    // One that ended meanwhile is what was wanted.
    await Promise.all(channels.map(({ name }) => manager.send('Hangup', { Channel: name }).catch(() => undefined)));
    return channels.length;
  }

  #drop(extension: string, politely: boolean): number {
    const sockets = this.#socketsOf(extension);
    for (const [socket] of sockets) {
      if (politely) socket.close(1001, 'dropped by command');
      else socket.terminate();
    }
    return sockets.length;
  }

  /** Drops everything on this extension's sockets without closing them. */
  #blackHole(extension: string): number {
    const sockets = this.#socketsOf(extension);
    for (const [socket, entry] of sockets) {
      entry.isDead = true;
      socket.swallow(true);
    }
    return sockets.length;
  }

  #socketsOf(number: string) {
    return [...this.#sockets].filter(([, { extension }]) => extension === number);
  }

  /** Asterisk calls an extension; who answers hears an echo. */
  async #originate(extension: string, from: string): Promise<void> {
    await this.#running.manager.send('Originate', {
      Channel: `PJSIP/${extension}`,
      Application: 'Echo',
      CallerID: `"Asterisk" <${from}>`,
      Timeout: '30000',
      Async: 'true',
    });
  }

  async #wait(args: CommandArguments): Promise<unknown> {
    const timeout = Number(args['timeout'] ?? 5000);
    const condition = this.#condition(args);
    if (!condition) return super.command('wait', args);
    if (await this.#known.wait(condition, timeout)) return true;
    const state = { channels: this.#known.of(), contacts: [...this.#known.contacts.keys()] };
    throw new CommandError(`Not within ${timeout} ms: ${JSON.stringify(args)}. State: ${JSON.stringify(state)}`);
  }

  #condition(args: CommandArguments): (() => boolean) | undefined {
    const facts = this.#known;
    const extension = args['extension'] === undefined ? undefined : text(args, 'extension');
    const state = args['state'];
    const count = Number(args['count'] ?? 1);
    const contacts = () =>
      [...facts.contacts].reduce((sum, [of, { size }]) => sum + (of === (extension ?? of) ? size : 0), 0);
    switch (args['for']) {
      case 'registered':
        return () => contacts() >= count;
      case 'unregistered':
        return () => contacts() === 0;
      case 'call':
        return () =>
          facts.of(extension).filter((channel) => state === undefined || facts.stateOf(channel) === state).length >=
          count;
      case 'no-calls':
        return () => facts.channels.size === 0;
      case 'digits':
        return () => facts.of(extension).some(({ digits }) => digits.includes(text(args, 'digits')));
      case 'hold':
        return () => facts.of(extension).some(({ held }) => held === (args['held'] ?? true));
      case 'bridged':
        return () => {
          const [first, second] = [facts.of(extension), facts.of(text(args, 'with'))].map(([channel]) => channel);
          return first !== undefined && first.bridge !== '' && first.bridge === second?.bridge;
        };
      case 'event':
        return () =>
          facts.events.some((event) => event['UserEvent'] === args['name'] && event['Keys'] === args['keys']);
      default:
        return undefined;
    }
  }
}

export interface RunningAsteriskPbx {
  readonly url: string;
  readonly pbx: AsteriskPbx;
  close(): Promise<void>;
}

export async function startAsteriskPbx(): Promise<RunningAsteriskPbx> {
  const pbx = new AsteriskPbx();
  await pbx.start();
  const server = await serve(pbx, { port: 0, host: '127.0.0.1' });
  return {
    url: `http://127.0.0.1:${server.port}`,
    pbx,
    close: async () => {
      await Promise.all([pbx.close(), server.close()]);
    },
  };
}
