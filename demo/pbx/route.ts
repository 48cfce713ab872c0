import type { Application } from './applications.js';
import type { Leg } from './leg.js';

/** Lets a call's media go where it belongs: held parties hear music, all others each other. */
export function route(first: Leg | undefined, second: Leg | undefined, application: Application | undefined): void {
  if (first && application) {
    if (first.holding) first.media.silence();
    else application.run(first.media);
  }
  if (!first || !second) return;
  if (!first.holding && !second.holding) {
    first.media.bridge(second.media);
    return;
  }
  for (const [leg, other] of [
    [first, second],
    [second, first],
  ] as const) {
    if (other.holding && !leg.holding) leg.media.play('hold');
    else leg.media.silence();
  }
}
