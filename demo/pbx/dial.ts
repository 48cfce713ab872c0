import { OutgoingLeg } from './dialogs.js';
import type { Extension } from './extensions.js';
import type { LegSettings } from './leg-owner.js';
import type { MediaServer } from './media-server.js';
import type { Party } from './parties.js';
import type { Registrar } from './registrar.js';
import type { VideoWish } from './sdp.js';

export interface DialEnvironment {
  media: MediaServer;
  registrar: Registrar;
  settings: LegSettings;
  noAnswerSeconds: number;
  /** The name of the PBX's company, sent as `Contacts-Company`. */
  company: string;
  /** Whether the extension has a call already. */
  isBusy: (extension: string) => boolean;
}

export interface DialHandlers {
  onProgress(leg: OutgoingLeg, statusCode: 180 | 183): void;
  /** One phone took the call; the others were told so. Its description is not yet applied. */
  onAnswered(leg: OutgoingLeg, sdp: string): void;
  /** Nobody took it. */
  onFailed(statusCode: number): void;
}

/** RFC 3326: tells the other phones of an extension not to count the call as missed. */
const ANSWERED_ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"';

/** Rings all phones of an extension until one of them answers. */
export class Dial {
  readonly callee: Extension;
  forks: OutgoingLeg[] = [];
  readonly #environment: DialEnvironment;
  readonly #handlers: DialHandlers;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The final statuses of the phones that refused. */
  readonly #refusals: number[] = [];
  #isDone = false;

  constructor(environment: DialEnvironment, callee: Extension, handlers: DialHandlers) {
    this.#environment = environment;
    this.callee = callee;
    this.#handlers = handlers;
  }

  async start(caller: Party, video: VideoWish | undefined): Promise<void> {
    const { company, isBusy, media, noAnswerSeconds, registrar, settings } = this.#environment;
    const { callee } = this;
    if (callee.enb_web_client_call_waiting === 0 && isBusy(callee.number)) {
      this.#fail(486);
      return;
    }
    const bindings = registrar.bindings(callee.number);
    if (bindings.length === 0) {
      this.#fail(480);
      return;
    }
    this.#timer = setTimeout(() => this.#fail(480), noAnswerSeconds * 1000);
    const telephoneEvent = callee.telephone_event !== 0;
    this.forks = bindings.map(
      ({ agent, contact }) =>
        new OutgoingLeg(agent, callee.number, media.createLeg({ telephoneEvent }), settings, contact),
    );
    const reliable =
      [[], ['Supported: 100rel'], ['Supported: 100rel', 'Require: 100rel']][callee.reliable_progress] ?? [];
    await Promise.all(
      this.forks.map(async (fork) => {
        fork.onProgress = (statusCode) => {
          if (!this.#isDone) this.#handlers.onProgress(fork, statusCode);
        };
        fork.onRejected = (statusCode) => this.lost(fork, statusCode);
        fork.onAnswered = (sdp) => this.#answered(fork, sdp);
        fork.media.video = video;
        const offer = await fork.media.offer();
        if (fork.state === 'ringing') fork.invite(offer, caller, callee, [`Contacts-Company: ${company}`, ...reliable]);
      }),
    );
  }

  /** Gives up: the phones stop ringing. */
  cancel(): void {
    this.#finish();
    for (const fork of this.forks) this.#drop(fork);
  }

  /** A phone refused, or is gone for good. */
  lost(fork: OutgoingLeg, statusCode: number): void {
    this.#drop(fork);
    if (this.#isDone) return;
    this.#refusals.push(statusCode);
    const isForAll = statusCode >= 600;
    if (isForAll || this.forks.every((leg) => leg.state === 'ended')) this.#fail(bestStatus(this.#refusals));
  }

  #answered(fork: OutgoingLeg, sdp: string): void {
    if (this.#isDone) {
      this.#drop(fork);
      return;
    }
    // Done before anything is awaited: a second phone that answers meanwhile finds the call given away.
    this.#finish();
    for (const other of this.forks) if (other !== fork) this.#drop(other, ANSWERED_ELSEWHERE);
    this.#handlers.onAnswered(fork, sdp);
  }

  #fail(statusCode: number): void {
    if (this.#isDone) return;
    this.cancel();
    this.#handlers.onFailed(statusCode);
  }

  #finish(): void {
    this.#isDone = true;
    clearTimeout(this.#timer);
  }

  #drop(fork: OutgoingLeg, reason?: string): void {
    if (fork.state !== 'ended') fork.end(reason);
    fork.dispose();
  }
}

/** What the caller is told when no phone took the call: a refusal by a person counts more than a phone in trouble. */
function bestStatus(statuses: readonly number[]): number {
  const wanted = statuses.find((status) => status >= 600) ?? [486, 488].find((status) => statuses.includes(status));
  return wanted ?? 480;
}
