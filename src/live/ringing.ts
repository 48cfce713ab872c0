import { createLogger } from '../logger.js';
import type { Ringer, Ringing as Sound } from '../media/ringer.js';
import type { CallSnapshot } from '../store/phone-snapshot.js';
import type { SnapshotSource } from '../store/phone-store.js';
import { RingTurn } from './ring-turn.js';

const log = createLogger('phone');

/** Sounds what belongs to the calls of a snapshot: the ring, call waiting, the ringing tone of the other side, the end. */
export class Ringing {
  /** Whose calls ring, as `host:extension`: of the tabs with the same name one rings. Empty while no one is signed in. */
  name = '';
  readonly #turn = new RingTurn(() => this.#update());
  readonly #unsubscribe: () => void;
  #before: readonly CallSnapshot[] = [];

  constructor(
    private readonly store: SnapshotSource,
    private readonly ringer: Pick<Ringer, 'set' | 'playEnd'>,
  ) {
    this.#unsubscribe = store.subscribe(() => this.#update());
  }

  /** Silence. */
  stop(): void {
    this.#unsubscribe();
    this.#turn.leave();
    this.ringer.set(null);
  }

  #update(): void {
    const { calls } = this.store.snapshot;
    // Calls are drawn, answered and ended also where the browser plays no sound at all.
    try {
      this.ringer.set(this.#sound(calls));
      if (this.#before.some((call) => isHeard(call) && !calls.some(({ callId }) => callId === call.callId)))
        this.ringer.playEnd();
    } catch (error) {
      log.warn(`the ring could not be played: ${String(error)}`);
    }
    this.#before = calls;
  }

  #sound(calls: readonly CallSnapshot[]): Sound {
    // A user who talks must not get the ring into the ear, but has to hear that a call waits.
    const busy = calls.some(({ incoming }) => !incoming);
    if (calls.some(({ incoming, answering }) => incoming && !answering)) {
      if (!this.#turn.ask(`linkus-ring:${this.name}`, busy)) return null;
      return busy ? 'callWaiting' : 'incoming';
    }
    this.#turn.leave();
    // Early media bring the PBX's own ringing tone, or its announcement.
    return calls.some(({ state, earlyMedia }) => state === 'ringing' && !earlyMedia) ? 'ringback' : null;
  }
}

/** Of a call that was only offered here, only the ring stops. */
function isHeard({ answeredAt, direction }: CallSnapshot): boolean {
  return answeredAt !== null || direction === 'outbound';
}
