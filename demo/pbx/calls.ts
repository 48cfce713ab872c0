import { getBody, type IncomingInviteRequest } from 'sip.js/lib/core/index.js';
import type { Application } from './applications.js';
import type { CallEnvironment } from './call-environment.js';
import { Call } from './call.js';
import { IncomingLeg, type AnyLeg } from './dialogs.js';
import { authenticationRefusal, type DigestAuthenticator } from './digest.js';
import type { FinishedCall } from './cdr.js';
import type { Extension } from './extensions.js';
import type { Party } from './parties.js';
import type { SipAgent } from './sip-endpoint.js';
import { transfer } from './transfer.js';

export interface CallsOptions extends Omit<CallEnvironment, 'isBusy' | 'onRefer' | 'onFinished'> {
  authenticator: DigestAuthenticator;
  /** How long a leg lives without its phone's socket and without RTP from it. */
  graceSeconds: number;
  onFinished: (call: FinishedCall) => void;
}

/** The call control: takes INVITEs and owns the calls that come of them. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #environment: CallEnvironment;
  readonly #calls = new Map<string, Call>();
  readonly #graceTimers = new Map<AnyLeg, ReturnType<typeof setTimeout>>();
  #count = 0;

  constructor(options: CallsOptions) {
    this.#options = options;
    this.#environment = {
      ...options,
      isBusy: (extension) => this.all.some(({ legs }) => legs.some((leg) => leg.extension === extension)),
      onRefer: (call, leg, request) => {
        const environment = {
          calls: () => this.all,
          createCall: (first: AnyLeg, number: string) => this.#create(this.#extensionOf(first), number, first),
        };
        transfer(environment, call, leg, request);
      },
      onFinished: (call, finished) => {
        this.#calls.delete(call.uniqueid);
        for (const leg of call.legs) this.#stopGrace(leg);
        options.onFinished(finished);
        options.onChange();
      },
    };
  }

  get all(): Call[] {
    return [...this.#calls.values()];
  }

  /** The answered legs of an extension, the newest call first. */
  answeredLegs(extension: string): AnyLeg[] {
    const legs = this.all.reverse().flatMap((call) => call.legs);
    return legs.filter((leg) => leg.extension === extension && leg.state === 'answered');
  }

  /** Answers an INVITE that came in over the agent's socket. */
  invite(agent: SipAgent, request: IncomingInviteRequest): void {
    const { authenticator, media, settings } = this.#options;
    const refusal = settings.refusals.take('invite', agent.extension);
    if (refusal) {
      request.reject({ statusCode: refusal.status ?? 503 });
      return;
    }
    const { message } = request;
    const authentication = authenticator.authenticate(message);
    if (!('extension' in authentication)) {
      request.reject(authenticationRefusal(authentication));
      return;
    }
    const { extension } = authentication;
    const offer = getBody(message);
    if (offer?.contentType !== 'application/sdp') {
      request.reject({ statusCode: 488 });
      return;
    }
    const legMedia = media.createLeg({ telephoneEvent: extension.telephone_event !== 0 });
    const isReliable = extension.reliable_progress !== 0;
    const leg = new IncomingLeg(agent, extension.number, legMedia, settings, request, isReliable);
    const call = this.#create(extension, dialledNumber(message.ruri?.user), leg);
    call.run(offer.content).catch(() => call.end(500));
  }

  /** Calls an extension from outside; returns the `uniqueid` of the call. */
  place(party: Party, callee: Extension, application: Application): string {
    const call = this.#create(party, callee.number);
    call.runFrom(callee, application).catch(() => call.end(500));
    return call.uniqueid;
  }

  /** The agent's socket is gone: its legs get a while to come back. */
  lost(agent: SipAgent): void {
    for (const call of this.all) {
      for (const leg of call.legs) if (leg.agent === agent && leg.state !== 'ended') this.#startGrace(leg);
    }
  }

  close(): void {
    for (const timer of this.#graceTimers.values()) clearTimeout(timer);
    this.#graceTimers.clear();
    for (const call of this.all) call.end(480);
  }

  #create(caller: Party, number: string, first?: AnyLeg): Call {
    this.#count += 1;
    const uniqueid = `${Math.floor(this.#options.now() / 1000)}.${this.#count}`;
    const call = new Call(this.#environment, uniqueid, caller, number, first);
    this.#calls.set(uniqueid, call);
    this.#options.onChange();
    return call;
  }

  #extensionOf(leg: AnyLeg): Extension {
    const extension = this.#options.extensions.find(leg.extension);
    if (!extension) throw new Error(`The extension ${leg.extension} was deleted.`);
    return extension;
  }

  /** RTP that still comes in proves that the phone is alive: a page that lost only its socket keeps its call. */
  #startGrace(leg: AnyLeg): void {
    this.#stopGrace(leg);
    const before = leg.media.stats().packetsReceived;
    const timer = setTimeout(() => {
      this.#graceTimers.delete(leg);
      if (!leg.agent.isLost || leg.state === 'ended') return;
      if (leg.media.stats().packetsReceived > before) this.#startGrace(leg);
      // Asked only now: a transfer may have put the leg into another call.
      else this.all.find((call) => call.legs.includes(leg))?.legLost(leg);
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
