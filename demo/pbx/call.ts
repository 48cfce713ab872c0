import type { IncomingReferRequest } from 'sip.js/lib/core/index.js';
import type { CallEnvironment } from './call-environment.js';
import { findApplication, type Application } from './applications.js';
import { dispositionOf } from './cdr.js';
import { Dial } from './dial.js';
import { IncomingLeg, OutgoingLeg, type AnyLeg } from './dialogs.js';
import type { Extension } from './extensions.js';
import type { LegOwner } from './leg-owner.js';
import type { Leg } from './leg.js';
import { Line } from './line.js';
import type { Party } from './parties.js';
import { Recording } from './recording.js';
import { videoWish, type VideoWish } from './sdp.js';

/**
 * One call between two parties: a leg of the caller's, and at the other side the phones of an extension, one leg of
 * them, or an application of the PBX.
 *
 *     calling ──► ringing ──► talking ──► ended
 *        └───────────┴──────────────────────▲
 *
 * A transfer takes a leg out of one call and puts it into another.
 */
export class Call implements LegOwner {
  readonly uniqueid: string;
  readonly caller: Party;
  /** The number dialled. */
  readonly number: string;
  readonly recording: Recording;
  state: 'calling' | 'ringing' | 'talking' | 'ended' = 'calling';
  /** A leg was asked to be transferred and its outcome is not yet known. */
  isTransferring = false;
  /** Told what comes of the dialling, for the one who asked for a transfer. */
  onOutcome: ((statusCode: number) => void) | undefined;
  readonly #environment: CallEnvironment;
  readonly #started: number;
  readonly #line: Line;
  #dial: Dial | undefined;
  #answered: number | undefined;
  #earlyTimer: ReturnType<typeof setTimeout> | undefined;
  /** The answer to the caller, as soon as it is made. */
  #callerAnswer: string | undefined;
  /** The caller came from another call and goes back there when nobody answers. */
  #isBorrowed = false;

  constructor(environment: CallEnvironment, uniqueid: string, caller: Party, number: string, first?: AnyLeg) {
    this.#environment = environment;
    this.uniqueid = uniqueid;
    this.caller = caller;
    this.number = number;
    this.#line = new Line(environment.extensions, number);
    this.#started = environment.now();
    this.#line.first = first;
    if (first) first.owner = this;
    this.recording = new Recording(environment.recordFeatureCode, () => environment.onRecord(this));
  }

  /** The legs of this call, the caller's first. */
  get legs(): AnyLeg[] {
    const second = this.#line.second ? [this.#line.second] : (this.#dial?.forks ?? []);
    return [...(this.#line.first ? [this.#line.first] : []), ...second];
  }

  get application(): Application | undefined {
    return this.#line.application;
  }

  /** The answered leg at the other side of this one. */
  otherLeg(leg: Leg): AnyLeg | undefined {
    return this.#line.other(leg);
  }

  /** Sets the call up. The caller's media is prepared while the other side rings, so that the answer finds it ready. */
  async run(offer: string): Promise<void> {
    const { extensions } = this.#environment;
    const application = findApplication(this.number);
    const callee = extensions.find(this.number);
    if (!(this.#line.first instanceof IncomingLeg)) return;
    if (this.#line.first.refuseShortTimer()) {
      this.end(422);
      return;
    }
    if (!application && !callee) {
      this.end(404);
      return;
    }
    const { media } = this.#line.first;
    const wish = videoWish(offer);
    try {
      if (application?.takesVideo) media.video = wish;
      // Whether there will be video, the other side says with its answer.
      if (application || !wish) this.#callerAnswer = await media.answer(offer);
    } catch {
      this.end(488);
      return;
    }
    if (this.#isEnded) return;
    if (application) this.#runApplication(application);
    else if (callee) await this.#ring(callee, wish, offer);
  }

  /** Calls an extension or an application for a party that is on the line already. */
  async runFor(party: AnyLeg): Promise<void> {
    this.#isBorrowed = true;
    const application = findApplication(this.number);
    const callee = this.#environment.extensions.find(this.number);
    if (application) {
      if (application.status === 200) this.join(party, application);
      else this.end(application.status);
    } else if (callee) await this.#ring(callee, party.media.video);
    else this.end(404);
  }

  /** Calls an extension from nobody's phone; who answers is connected to the application. */
  async runFrom(callee: Extension, application: Application): Promise<void> {
    this.#dial = new Dial(this.#environment, callee, {
      onProgress: () => {
        this.state = 'ringing';
        this.#environment.onChange();
      },
      onAnswered: (leg, sdp) => {
        this.#dial = undefined;
        this.#line.first = leg;
        leg.owner = this;
        leg.media.accept(sdp).then(
          () => {
            this.#line.application = application;
            this.#talking();
          },
          () => this.end(488),
        );
      },
      onFailed: (statusCode) => this.end(statusCode),
    });
    await this.#dial.start(this.caller, undefined);
  }

  /** Joins two parties that are on the line already. */
  join(first: AnyLeg, second: AnyLeg | Application): void {
    this.#line.connect(first, second);
    for (const leg of this.legs) leg.owner = this;
    this.#talking();
    this.#line.announce();
    this.onOutcome?.(200);
  }

  /** Takes a leg out of this call; it goes on in another one. */
  release(leg: AnyLeg): void {
    this.#line.release(leg);
  }

  /** Takes a leg back that was released. */
  takeBack(leg: AnyLeg): void {
    this.#line.takeBack(leg);
    leg.owner = this;
    this.#route();
    this.#line.announce();
  }

  /** While this call still rings, another party takes the caller's place. Returns the caller's leg, which nobody owns now. */
  replaceCaller(party: AnyLeg): AnyLeg | undefined {
    const replaced = this.#line.first;
    if (replaced) replaced.owner = undefined;
    this.#line.first = party;
    party.owner = this;
    party.media.play('ringback');
    return replaced;
  }

  /** A leg's phone is gone for good. */
  legLost(leg: AnyLeg): void {
    if (leg instanceof OutgoingLeg && this.state !== 'talking') this.#dial?.lost(leg, 480);
    else if (this.#isBorrowed) leg.hangUp();
    else this.end(480);
  }

  legEnded(leg: Leg): void {
    if (leg === this.#line.first) this.end(487);
    else if (leg === this.#line.second) this.end(480);
  }

  legHolds(): void {
    this.#route();
    this.#line.tellHold();
    this.#environment.onChange();
  }

  legPressed(leg: Leg): void {
    const extension = this.#environment.extensions.find(leg.extension);
    if (this.state === 'talking' && extension) this.recording.pressed(leg, extension);
    this.#environment.onChange();
  }

  async legWantsVideo(leg: Leg, wish: VideoWish | undefined): Promise<VideoWish | undefined> {
    if (this.#line.application) return this.#line.application.takesVideo ? wish : undefined;
    const other = this.otherLeg(leg);
    if (!other || this.state !== 'talking') return undefined;
    await other.reinviteSurely({ video: wish ?? null });
    return other.media.video && other.media.remoteVideo;
  }

  legRefers(leg: Leg, request: IncomingReferRequest): void {
    if (leg instanceof IncomingLeg || leg instanceof OutgoingLeg) this.#environment.onRefer(this, leg, request);
  }

  /** Ends the call whatever its state: an unanswered caller gets this status, answered legs get BYE. */
  end(statusCode: number): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    if (this.#isBorrowed && this.#line.first && this.#line.first.state !== 'ended') this.release(this.#line.first);
    clearTimeout(this.#earlyTimer);
    this.#dial?.cancel();
    for (const leg of this.legs) {
      if (leg.state !== 'ended') {
        if (leg instanceof IncomingLeg) leg.end(statusCode);
        else leg.end();
      }
      leg.dispose();
    }
    this.#environment.onFinished(this, {
      uniqueid: this.uniqueid,
      caller: this.caller,
      number: this.number,
      started: this.#started,
      answered: this.#answered,
      ended: this.#environment.now(),
      disposition: this.#answered === undefined ? dispositionOf(statusCode) : 'ANSWERED',
    });
    this.onOutcome?.(statusCode);
  }

  /** Asked anew after each await. */
  get #isEnded(): boolean {
    return this.state === 'ended';
  }

  #runApplication(application: Application): void {
    const first = this.#line.first;
    const answer = this.#callerAnswer;
    if (!(first instanceof IncomingLeg) || answer === undefined) return;
    this.#line.application = application;
    if (application.earlySeconds === 0) {
      first.answer(answer, application);
      this.#talking();
      return;
    }
    this.state = 'ringing';
    first.progress(183, application, answer);
    application.run(first.media);
    this.#environment.onChange();
    this.#earlyTimer = setTimeout(() => {
      if (application.status !== 200) {
        this.end(application.status);
        return;
      }
      first.answer(answer, application);
      this.#talking();
    }, application.earlySeconds * 1000);
  }

  async #ring(callee: Extension, video: VideoWish | undefined, offer?: string): Promise<void> {
    this.#dial = new Dial(this.#environment, callee, {
      onProgress: (leg, statusCode) => this.#ringing(leg, statusCode, callee),
      onAnswered: (leg, sdp) => void this.#dialAnswered(leg, sdp, callee, offer),
      onFailed: (statusCode) => this.end(statusCode),
    });
    await this.#dial.start(this.#line.partyOf(this.#line.first), video);
  }

  #ringing(fork: OutgoingLeg, statusCode: 180 | 183, callee: Party): void {
    const isFirst = this.state === 'calling';
    const { earlyMedia, forkEarly } = this.#environment;
    if (isFirst) this.state = 'ringing';
    const first = this.#line.first;
    if (first instanceof IncomingLeg && first.state === 'ringing' && (isFirst || forkEarly)) {
      const sdp = earlyMedia ? this.#callerAnswer : undefined;
      const status = sdp === undefined ? (forkEarly ? statusCode : 180) : 183;
      if (forkEarly) first.forkedProgress(fork, status, callee, sdp);
      else first.progress(status, callee, sdp);
      if (sdp !== undefined) first.media.play('ringback');
    }
    if (!isFirst) return;
    this.onOutcome?.(180);
    this.#environment.onChange();
  }

  async #dialAnswered(fork: OutgoingLeg, sdp: string, callee: Party, offer: string | undefined): Promise<void> {
    this.state = 'talking';
    this.#dial = undefined;
    this.#line.second = fork;
    fork.owner = this;
    try {
      await fork.media.accept(sdp);
      const first = this.#line.first;
      if (this.#isEnded || !first) return;
      if (first instanceof IncomingLeg && first.state === 'ringing' && offer !== undefined) {
        // The other phone's answer stands for what this leg may do with video.
        first.media.video = fork.media.video && videoWish(sdp);
        this.#callerAnswer ??= await first.media.answer(offer);
      }
    } catch {
      this.end(488);
      return;
    }
    const first = this.#line.first;
    if (this.#isEnded || !first) return;
    if (first instanceof IncomingLeg && first.state === 'ringing') {
      first.answer(this.#callerAnswer ?? '', callee, fork);
      this.#talking();
    } else {
      this.#talking();
      void first.reinviteSurely({ party: callee, direction: this.#line.directionTo(first) });
      // The INVITE named somebody else when the caller was replaced while it rang.
      if (this.caller.number !== first.extension) void fork.reinviteSurely({ party: this.#line.partyOf(first) });
    }
    this.onOutcome?.(200);
  }

  #talking(): void {
    this.state = 'talking';
    this.#isBorrowed = false;
    this.#answered ??= this.#environment.now();
    this.#route();
    if (this.legs.some((leg) => this.#environment.extensions.find(leg.extension)?.auto_record === 1)) {
      this.recording.start();
    }
    this.#environment.onChange();
  }

  #route(): void {
    if (this.state === 'talking') this.#line.route();
  }
}
