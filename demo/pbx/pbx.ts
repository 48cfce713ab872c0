import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { AlteredMessages } from './altered-messages.js';
import { BlackHoles } from './black-holes.js';
import type { Call } from './call.js';
import { Calls } from './calls.js';
import { CallRecords } from './cdr.js';
import { Changes } from './changes.js';
import { CommandError, commands, type CommandArguments } from './commands.js';
import { DigestAuthenticator } from './digest.js';
import { Extensions } from './extensions.js';
import { AccessTokens, httpApi, type ClientReports, type Product } from './http-api.js';
import type { MediaServer } from './media-server.js';
import { Notifications } from './notifications.js';
import { openApi, OpenApiTokens, type OpenApiCredentials } from './open-api.js';
import type { ConnectedLine } from './parties.js';
import { PlannedAnswers } from './planned-answers.js';
import { randomToken } from './random.js';
import { Refusals } from './refusals.js';
import { Registrar } from './registrar.js';
import { defaultSettings, type PbxSettings } from './settings.js';
import { Signatures } from './signatures.js';
import { SipEndpoint } from './sip-endpoint.js';
import { SipLog } from './sip-log.js';
import { DelayedSocket, DelayLine, type PbxSocket, type SocketHandler } from './sockets.js';
import { TOPIC, topicMessage } from './topics.js';

export interface PbxOptions {
  /** Seconds until an unanswered call ends with 480. Default 60. */
  noAnswerSeconds?: number;
  /** Seconds that a call leg lives without its phone's SIP socket and without RTP from it. Default 30. */
  graceSeconds?: number;
  /** Seconds that a digest nonce is good for. Default 300. */
  nonceSeconds?: number;
  /** Round-trip time in milliseconds that every answer pretends to take. Default 0. */
  delay?: number;
  /** What who is held notices of it: only the music (default), or a re-INVITE with the holder's direction as well. */
  remoteHold?: 'music' | 'reinvite';
  /** The header that names who is on the line, in 180, 183, 200 and after a transfer. Default `remote-party-id`. */
  connectedLine?: ConnectedLine;
  /** Session timers (RFC 4028): seconds. Default: none. */
  sessionExpires?: number;
  /** The shortest session timer that a phone may ask for, seconds. Default 90. */
  minSessionExpires?: number;
  /** Who refreshes, when the phone leaves it to the PBX. Default: the phone, where it can. */
  sessionRefresher?: 'pbx' | 'client';
  /** An ordinary call rings with 183 and a tone in RTP instead of 180. Default false. */
  earlyMedia?: boolean;
  /** Each phone that rings makes an early dialog of its own for the caller. Default false: one for all. */
  forkEarly?: boolean;
  /** False: no phone is offered keys in RTP (RFC 4733), so that all must send INFO. Default true. */
  telephoneEvent?: boolean;
  /** A second sign-in of an extension is told to the first one (topic 10000). Default false. */
  singleLogin?: boolean;
  /** Each extension has so many records of calls that never were, the same in each run. Default 0. */
  records?: number;
  /** Fields that an administrator sets, over the defaults. */
  settings?: Partial<PbxSettings>;
  /** Fields of `getproduct`, over the defaults of an "en" mode PBX on its own hardware. */
  product?: Partial<Product>;
  /** Access ID and key of the OpenAPI. Default: made at the start, see {@link Pbx.openApi}. */
  openApi?: OpenApiCredentials;
  /** Takes commands at `/dev/command`. Default true. */
  httpCommands?: boolean;
  /** Answers what is not the PBX's. Default: 404. */
  fetch?: (request: Request) => Response | Promise<Response>;
  /** Milliseconds since 1970, for tests of what expires. */
  now?: () => number;
}

/**
 * The development PBX without a server around it: requests and sockets come in through its methods. It knows nothing of
 * Node, so it can run in a page as well.
 */
export class Pbx {
  readonly extensions = new Extensions();
  readonly changes = new Changes();
  readonly refusals = new Refusals();
  readonly answers = new PlannedAnswers();
  readonly messages = new AlteredMessages();
  readonly blackHoles = new BlackHoles();
  readonly sipLog = new SipLog();
  readonly reports: ClientReports = { calls: [], logs: [] };
  readonly tokens = new AccessTokens();
  readonly openApiTokens = new OpenApiTokens();
  readonly settings: PbxSettings;
  readonly openApi: OpenApiCredentials;
  readonly signatures: Signatures;
  readonly records: CallRecords;
  readonly notifications: Notifications;
  readonly registrar: Registrar;
  readonly endpoint: SipEndpoint;
  readonly calls: Calls;
  /** Round-trip time in milliseconds. */
  delay: number;
  readonly now: () => number;
  readonly #media: MediaServer;
  readonly #app: Hono;
  readonly #closing = new AbortController();

  constructor(media: MediaServer, options: PbxOptions = {}) {
    this.now = options.now ?? Date.now;
    this.delay = options.delay ?? 0;
    this.settings = { ...defaultSettings(), ...options.settings };
    for (const extension of this.extensions.all()) {
      if (options.telephoneEvent === false) extension.telephone_event = 0;
      if (options.remoteHold === 'reinvite') extension.hold_reinvite = 1;
    }
    this.openApi = options.openApi ?? { accessId: randomToken(8), accessKey: randomToken() };
    this.#media = media;
    const product: Product = {
      base_oem_id: 2,
      company_name: 'Development',
      platform_name: 'p_560',
      version: '37.19.0.50',
      access_type: 'internal_ip',
      ...options.product,
    };
    this.signatures = new Signatures(this.extensions, this.now);
    this.records = new CallRecords(this.extensions, this.now, options.records);
    this.notifications = new Notifications(
      () => this.changes.notify(),
      () => this.settings.numbers_as_text === 1,
    );
    this.tokens.onRemoved = (token) => this.notifications.closeToken(token);
    const authenticator = new DigestAuthenticator(this.extensions, this.now, options.nonceSeconds ?? 300);
    this.registrar = new Registrar(authenticator, this.refusals, this.changes, this.now);
    const optionTags = ['replaces', ...(options.sessionExpires === undefined ? [] : ['timer'])];
    this.endpoint = new SipEndpoint(
      this.sipLog,
      {
        onRegister: (agent, request) => this.registrar.register(agent, request),
        onInvite: (agent, request) => this.calls.invite(agent, request),
        onLost: (agent) => {
          this.registrar.removeAgent(agent);
          this.calls.lost(agent);
          this.changes.notify();
        },
      },
      optionTags,
      { answers: this.answers, messages: this.messages, fixedWays: () => this.settings.fixed_ways === 1 },
    );
    this.registrar.onNew = (agent) => {
      for (const earlier of this.endpoint.registered(agent)) this.registrar.removeAgent(earlier);
    };
    this.calls = new Calls({
      authenticator,
      extensions: this.extensions,
      media,
      registrar: this.registrar,
      settings: {
        connectedLine: options.connectedLine ?? 'remote-party-id',
        sessionTimer:
          options.sessionExpires === undefined
            ? undefined
            : {
                expires: options.sessionExpires,
                minimum: options.minSessionExpires ?? 90,
                refresher: options.sessionRefresher,
              },
        refusals: this.refusals,
      },
      now: this.now,
      noAnswerSeconds: options.noAnswerSeconds ?? 60,
      graceSeconds: options.graceSeconds ?? 30,
      earlyMedia: options.earlyMedia ?? false,
      forkEarly: options.forkEarly ?? false,
      company: product.company_name,
      recordFeatureCode: () => this.settings.record_feature_code,
      onRecord: (call) => this.#notifyRecord(call),
      onChange: () => this.changes.notify(),
      onFinished: (call) => {
        for (const { owner, row } of this.records.write(call)) {
          this.notifications.notify(owner, TOPIC.cdr, { ext_num: owner, personal_cdr: row });
        }
        this.endpoint.sweep();
      },
    });
    this.#app = this.#routes(product, options);
  }

  /** Answers an HTTP request. */
  fetch(request: Request): Promise<Response> {
    return Promise.resolve(this.#app.fetch(request));
  }

  /** A phone opened its SIP socket (`/ws`, subprotocol `sip`). */
  openSip(socket: PbxSocket): SocketHandler {
    return this.#delayed(socket, (delayed) => this.endpoint.open(delayed));
  }

  /** The extension that this access token belongs to: without one no notification socket. */
  extensionOfToken(token: string): string | undefined {
    return this.tokens.find(token);
  }

  /** A client opened its notification socket (`/api/v1.0/subscribe`). */
  openNotifications(socket: PbxSocket, extension: string, token: string): SocketHandler {
    return this.#delayed(socket, (delayed) => this.notifications.open(delayed, extension, token));
  }

  /**
   * Runs a command of the command line.
   * @throws CommandError when there is no such command, an argument is wrong or what was waited for didn't happen
   */
  async command(name: string, args: CommandArguments = {}): Promise<unknown> {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command) throw new CommandError(`No command "${name}". There are: ${Object.keys(commands).join(', ')}.`);
    return await command.run(this, args);
  }

  /**
   * Tells an extension, or everybody, how things stand.
   * @returns how many sockets it went to
   */
  notifyTopic(topic: number, extension?: string): number {
    const known = extension === undefined ? undefined : this.extensions.find(extension);
    return this.notifications.notify(extension, topic, topicMessage(topic, this.settings, known));
  }

  /** Aborted when the PBX closes. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Ends all calls, sockets and timers. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.calls.close();
    this.registrar.close();
    this.notifications.close();
    this.endpoint.close();
    await this.#media.close();
  }

  /** Both parties learn that their call is recorded, or not any more. */
  #notifyRecord(call: Call): void {
    const [caller, callee] = call.legs;
    const message = {
      caller_origin_number: caller?.extension ?? '',
      caller_sip_callid: caller?.callId ?? '',
      callee_origin_number: callee?.extension ?? call.number,
      callee_sip_callid: callee?.callId ?? '',
      record_status: call.recording.status,
    };
    for (const extension of new Set(call.legs.map((leg) => leg.extension))) {
      this.notifications.notify(extension, TOPIC.recordStatus, message);
    }
  }

  #delayed(socket: PbxSocket, open: (delayed: PbxSocket) => SocketHandler): SocketHandler {
    const delayed = new DelayedSocket(socket, () => this.delay);
    const handler = open(delayed);
    return {
      receive: (text) => handler.receive(text),
      closed: () => {
        delayed.closed();
        handler.closed();
      },
    };
  }

  #routes(product: Product, options: PbxOptions): Hono {
    const { extensions, records, refusals, settings, signatures, tokens } = this;
    const app = new Hono();
    const line = new DelayLine(() => this.delay);
    this.closing.addEventListener('abort', () => line.clear());
    app.use('/openapi/*', (context, next) => this.openApiTokens.counted(context.req.path, next));
    for (const path of ['/api/*', '/openapi/*']) {
      app.use(path, async (_context, next) => {
        await next();
        await new Promise<void>((resolve) => {
          line.push(resolve);
        });
      });
    }
    const onLogin = (extension: string): void => {
      if (options.singleLogin) this.notifyTopic(TOPIC.loginElsewhere, extension);
    };
    const api = {
      product,
      extensions,
      signatures,
      records,
      refusals,
      settings,
      tokens,
      onLogin,
      onReport: () => this.changes.notify(),
    };
    app.route('/api', httpApi(api, this.reports));
    const { now, openApi: credentials, openApiTokens } = this;
    app.route('/openapi/v1.0', openApi({ credentials, signatures, tokens: openApiTokens, refusals, settings, now }));
    if (options.httpCommands ?? true) {
      app.use('/dev/command', cors({ origin: '*' }));
      app.post('/dev/command', async (context) => {
        try {
          const body = await context.req.json<{ name?: unknown; args?: CommandArguments }>();
          const result = await this.command(String(body.name), body.args ?? {});
          return context.json(result ?? null);
        } catch (error) {
          return context.json({ error: error instanceof Error ? error.message : String(error) }, 400);
        }
      });
    }
    const { fetch } = options;
    app.notFound((context) => (fetch ? fetch(context.req.raw) : context.text('Not found', 404)));
    return app;
  }
}
