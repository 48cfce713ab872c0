import type { IncomingInviteRequest } from 'sip.js/lib/core/index.js';
import type { Disposition, FinishedCall } from './cdr.js';
import { IncomingLeg, OutgoingLeg, type AnyLeg, type Party } from './dialogs.js';
import type { Extension, Extensions } from './extensions.js';
import type { MediaLeg, MediaServer } from './media-server.js';
import type { Registrar } from './registrar.js';
import type { SipAgent } from './sip-endpoint.js';

export interface CallEnvironment {
  extensions: Extensions;
  media: MediaServer;
  registrar: Registrar;
  now: () => number;
  noAnswerSeconds: number;
  company: string;
  onChange: () => void;
  onFinished: (call: Call, finished: FinishedCall) => void;
}

/** RFC 3326: tells the other phones of an extension not to count the call as missed. */
const ANSWERED_ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"';

/**
 * One call: the caller's leg and, when an extension was dialled, one leg for each of its phones until one of them
 * answers.
 *
 *     calling ──► ringing ──► talking ──► ended
 *        └───────────┴──────────────────────▲
 */
export class Call {
  readonly uniqueid: string;
  readonly caller: Extension;
  /** The number dialled. */
  readonly number: string;
  state: 'calling' | 'ringing' | 'talking' | 'ended' = 'calling';
  readonly #environment: CallEnvironment;
  readonly #callerLeg: IncomingLeg;
  readonly #started: number;
  #forks: OutgoingLeg[] = [];
  #answered: number | undefined;
  #noAnswerTimer: ReturnType<typeof setTimeout> | undefined;
  /** The final statuses of the phones that refused. */
  readonly #refusals: number[] = [];

  constructor(
    environment: CallEnvironment,
    uniqueid: string,
    caller: Extension,
    number: string,
    agent: SipAgent,
    media: MediaLeg,
    request: IncomingInviteRequest,
  ) {
    this.#environment = environment;
    this.uniqueid = uniqueid;
    this.caller = caller;
    this.number = number;
    this.#started = environment.now();
    this.#callerLeg = new IncomingLeg(agent, caller.number, media, request);
    this.#callerLeg.onEnded = () => this.end(487);
    media.onDigit = () => environment.onChange();
  }

  get legs(): AnyLeg[] {
    return [this.#callerLeg, ...this.#forks];
  }

  /** Sets the call up. The caller's media is prepared while the other side rings, so that the answer finds it ready. */
  async run(offer: string): Promise<void> {
    const isFeatureCode = this.number === '*43' || this.number === '*65';
    if (!isFeatureCode && !this.#environment.extensions.find(this.number)) {
      this.end(404);
      return;
    }
    let answer: string;
    try {
      answer = await this.#callerLeg.media.answer(offer);
    } catch {
      this.end(488);
      return;
    }
    if (this.state === 'ended') return;
    if (isFeatureCode) {
      const isEcho = this.number === '*43';
      if (isEcho) this.#callerLeg.media.echo();
      else this.#callerLeg.media.play();
      this.#talk(answer, { number: this.number, name: isEcho ? 'Echo' : 'Melody' });
      return;
    }
    await this.#ring(answer);
  }

  /** A leg's phone is gone for good. */
  legLost(leg: AnyLeg): void {
    if (leg instanceof OutgoingLeg && this.state !== 'talking') {
      leg.end();
      this.#refused(leg, 480);
    } else {
      this.end(480);
    }
  }

  /** Ends the call whatever its state: an unanswered caller gets this status, answered legs get BYE. */
  end(statusCode: number): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    clearTimeout(this.#noAnswerTimer);
    for (const leg of this.#forks) if (leg.state !== 'ended') leg.end();
    if (this.#callerLeg.state !== 'ended') this.#callerLeg.end(statusCode);
    for (const leg of this.legs) leg.media.close();
    this.#environment.onFinished(this, {
      uniqueid: this.uniqueid,
      caller: this.caller,
      number: this.number,
      started: this.#started,
      answered: this.#answered,
      ended: this.#environment.now(),
      disposition: this.#answered === undefined ? dispositionOf(statusCode) : 'ANSWERED',
    });
  }

  async #ring(callerAnswer: string): Promise<void> {
    const { company, extensions, media, noAnswerSeconds, registrar } = this.#environment;
    const bindings = registrar.bindings(this.number);
    if (bindings.length === 0) {
      this.end(480);
      return;
    }
    const caller: Party = this.caller;
    const callee: Party = extensions.find(this.number) ?? { number: this.number, name: '' };
    this.#noAnswerTimer = setTimeout(() => this.end(480), noAnswerSeconds * 1000);
    this.#forks = bindings.map(
      (binding) => new OutgoingLeg(binding.agent, this.number, media.createLeg(), binding.contact),
    );
    await Promise.all(
      this.#forks.map(async (fork) => {
        fork.media.onDigit = () => this.#environment.onChange();
        fork.onRinging = () => this.#ringing(callee);
        fork.onRejected = (statusCode) => this.#refused(fork, statusCode);
        fork.onAnswered = (sdp) => void this.#forkAnswered(fork, sdp, callerAnswer, callee);
        const offer = await fork.media.offer();
        if (fork.state === 'ringing') fork.invite(offer, caller, callee, [`Contacts-Company: ${company}`]);
      }),
    );
  }

  #ringing(callee: Party): void {
    if (this.state !== 'calling') return;
    this.state = 'ringing';
    this.#callerLeg.ring(callee);
    this.#environment.onChange();
  }

  async #forkAnswered(fork: OutgoingLeg, sdp: string, callerAnswer: string, callee: Party): Promise<void> {
    if (this.state === 'talking' || this.state === 'ended') {
      fork.end();
      return;
    }
    // Taken before anything is awaited: a second phone that answers meanwhile finds the call given away.
    this.state = 'talking';
    fork.onEnded = () => this.end(480);
    for (const other of this.#forks) {
      if (other === fork || other.state === 'ended') continue;
      other.end(ANSWERED_ELSEWHERE);
      other.media.close();
    }
    try {
      await fork.media.accept(sdp);
    } catch {
      this.end(488);
      return;
    }
    if (this.#callerLeg.state === 'ended') return;
    this.#callerLeg.media.bridge(fork.media);
    this.#talk(callerAnswer, callee);
  }

  #talk(callerAnswer: string, callee: Party): void {
    this.state = 'talking';
    clearTimeout(this.#noAnswerTimer);
    this.#answered = this.#environment.now();
    this.#callerLeg.answer(callerAnswer, callee);
    this.#environment.onChange();
  }

  #refused(fork: OutgoingLeg, statusCode: number): void {
    fork.media.close();
    if (this.state === 'talking' || this.state === 'ended') return;
    this.#refusals.push(statusCode);
    const isForAll = statusCode >= 600;
    if (isForAll || this.#forks.every((leg) => leg.state === 'ended')) this.end(bestStatus(this.#refusals));
  }
}

/** What the caller is told when no phone took the call: a refusal by a person counts more than a phone in trouble. */
function bestStatus(statuses: readonly number[]): number {
  const wanted = statuses.find((status) => status >= 600) ?? [486, 488].find((status) => statuses.includes(status));
  return wanted ?? 480;
}

function dispositionOf(statusCode: number): Disposition {
  if (statusCode === 486 || statusCode === 600 || statusCode === 603) return 'BUSY';
  if (statusCode === 480 || statusCode === 487) return 'NO ANSWER';
  return 'FAILED';
}
