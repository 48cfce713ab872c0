import { getBody, type IncomingInviteRequest } from 'sip.js/lib/core/index.js';
import { Call, type CallEnvironment } from './call.js';
import type { AnyLeg } from './dialogs.js';
import type { DigestAuthenticator } from './digest.js';
import type { FinishedCall } from './cdr.js';
import type { Extensions } from './extensions.js';
import type { MediaServer } from './media-server.js';
import type { Refusals } from './refusals.js';
import type { Registrar } from './registrar.js';
import type { SipAgent } from './sip-endpoint.js';

export interface CallsOptions {
  authenticator: DigestAuthenticator;
  extensions: Extensions;
  media: MediaServer;
  refusals: Refusals;
  registrar: Registrar;
  now: () => number;
  noAnswerSeconds: number;
  /** How long a leg lives without its phone's socket and without RTP from it. */
  graceSeconds: number;
  /** The name of the PBX's company, sent as `Contacts-Company`. */
  company: string;
  onChange: () => void;
  onFinished: (call: FinishedCall) => void;
}

/** The call control: takes INVITEs and owns the calls that come of them. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #calls = new Map<string, Call>();
  readonly #graceTimers = new Map<AnyLeg, ReturnType<typeof setTimeout>>();
  #count = 0;

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  get all(): Call[] {
    return [...this.#calls.values()];
  }

  /** Answers an INVITE that came in over the agent's socket. */
  invite(agent: SipAgent, request: IncomingInviteRequest): void {
    const { authenticator, media, now, refusals } = this.#options;
    const refusal = refusals.take('invite');
    if (refusal) {
      request.reject({ statusCode: refusal.status ?? 503 });
      return;
    }
    const { message } = request;
    const authentication = authenticator.authenticate(message);
    if ('challenge' in authentication) {
      request.reject({ statusCode: 401, extraHeaders: [`WWW-Authenticate: ${authentication.challenge}`] });
      return;
    }
    if ('forbidden' in authentication) {
      request.reject({ statusCode: 403, reasonPhrase: authentication.forbidden });
      return;
    }
    const number = dialledNumber(message.ruri?.user);
    const offer = getBody(message);
    if (offer?.contentType !== 'application/sdp') {
      request.reject({ statusCode: 488 });
      return;
    }
    this.#count += 1;
    const uniqueid = `${Math.floor(now() / 1000)}.${this.#count}`;
    const environment: CallEnvironment = {
      ...this.#options,
      onFinished: (call, finished) => {
        this.#calls.delete(call.uniqueid);
        for (const leg of call.legs) this.#stopGrace(leg);
        this.#options.onFinished(finished);
        this.#options.onChange();
      },
    };
    const call = new Call(environment, uniqueid, authentication.extension, number, agent, media.createLeg(), request);
    this.#calls.set(uniqueid, call);
    this.#options.onChange();
    call.run(offer.content).catch(() => call.end(500));
  }

  /** The agent's socket is gone: its legs get a while to come back. */
  lost(agent: SipAgent): void {
    for (const call of this.all) {
      for (const leg of call.legs) if (leg.agent === agent && leg.state !== 'ended') this.#startGrace(call, leg);
    }
  }

  close(): void {
    for (const timer of this.#graceTimers.values()) clearTimeout(timer);
    this.#graceTimers.clear();
    for (const call of this.all) call.end(480);
  }

  /** RTP that still comes in proves that the phone is alive: a page that lost only its socket keeps its call. */
  #startGrace(call: Call, leg: AnyLeg): void {
    this.#stopGrace(leg);
    const before = leg.media.stats().packetsReceived;
    const timer = setTimeout(() => {
      this.#graceTimers.delete(leg);
      if (leg.agent.socket || leg.state === 'ended') return;
      if (leg.media.stats().packetsReceived > before) this.#startGrace(call, leg);
      else call.legLost(leg);
    }, this.#options.graceSeconds * 1000);
    this.#graceTimers.set(leg, timer);
  }

  #stopGrace(leg: AnyLeg): void {
    clearTimeout(this.#graceTimers.get(leg));
    this.#graceTimers.delete(leg);
  }
}

/** The user part of the Request-URI as dialled: `%23` is `#`. */
function dialledNumber(user: string | undefined): string {
  try {
    return decodeURIComponent(user ?? '');
  } catch {
    return '';
  }
}
