import type { Application } from './applications.js';
import { IncomingLeg, OutgoingLeg, type AnyLeg } from './dialogs.js';
import type { Extensions } from './extensions.js';
import type { Leg } from './leg.js';
import type { Party } from './parties.js';
import { route } from './route.js';
import type { Direction } from './sdp.js';

/** The two sides of a call: who hears whom, and who is told of whom. */
export class Line {
  first: AnyLeg | undefined;
  second: AnyLeg | undefined;
  /** In place of the second leg. */
  application: Application | undefined;
  readonly #extensions: Extensions;
  readonly #number: string;

  /** @param number that was dialled */
  constructor(extensions: Extensions, number: string) {
    this.#extensions = extensions;
    this.#number = number;
  }

  /** Puts two parties that are there already on the line. */
  connect(first: AnyLeg, second: AnyLeg | Application): void {
    this.first = first;
    if (second instanceof IncomingLeg || second instanceof OutgoingLeg) this.second = second;
    else this.application = second;
  }

  /** The leg at the other side of this one. */
  other(leg: Leg): AnyLeg | undefined {
    return leg === this.first ? this.second : leg === this.second ? this.first : undefined;
  }

  release(leg: AnyLeg): void {
    leg.media.silence();
    if (leg === this.first) this.first = undefined;
    if (leg === this.second) this.second = undefined;
  }

  takeBack(leg: AnyLeg): void {
    if (this.first) this.second = leg;
    else this.first = leg;
  }

  /** Party of an extension or of an application, as the others see it. */
  partyOf(leg: Leg | undefined): Party {
    if (!leg) return this.application ?? { number: this.#number, name: '' };
    return this.#extensions.find(leg.extension) ?? { number: leg.extension, name: '' };
  }

  route(): void {
    route(this.first, this.second, this.application);
  }

  /** How a leg's audio must be described when its other side holds. */
  directionTo(leg: AnyLeg): Direction {
    const isTold = this.#extensions.find(leg.extension)?.hold_reinvite === 1;
    return (isTold ? this.other(leg)?.holding : undefined) ?? 'sendrecv';
  }

  /** Tells whoever wants to know it that the other side holds, or no longer. */
  tellHold(): void {
    for (const leg of this.#answered) {
      const direction = this.directionTo(leg);
      if (leg.media.direction !== direction) void leg.reinviteSurely({ direction });
    }
  }

  /** Tells the parties of a transferred call who is on the line now. */
  announce(): void {
    for (const leg of this.#answered) {
      void leg.reinviteSurely({ party: this.partyOf(this.other(leg)), direction: this.directionTo(leg) });
    }
  }

  get #answered(): AnyLeg[] {
    return [this.first, this.second].filter((leg) => leg !== undefined && leg.state === 'answered') as AnyLeg[];
  }
}
