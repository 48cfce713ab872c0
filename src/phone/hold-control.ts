import type { Peer } from '../media/peer.js';
import { SipRefusal, type SipCall } from '../sip/sip-port.js';

export interface HoldEvents {
  /** A wish is under way, or no longer. */
  pending: () => void;
  /** The other side has confirmed. */
  confirmed: (isHold: boolean) => void;
  /** The other side refused; the call is as before. `status`: the SIP status, 0 when there is none. */
  refused: (wish: boolean, status: number) => void;
}

/** Hold and resume of one call: nothing is true before the other side has confirmed it. */
export class HoldControl {
  pending = false;
  isHold = false;

  constructor(
    private readonly call: SipCall,
    private readonly events: HoldEvents,
  ) {}

  /** Asks the other side. `false` when there is nothing to ask for. */
  ask(peer: Peer | undefined, wish: boolean): boolean {
    if (!peer || this.pending || this.isHold === wish) return false;
    void this.#negotiate(peer, wish);
    return true;
  }

  async #negotiate(peer: Peer, wish: boolean): Promise<void> {
    this.pending = true;
    peer.hold = wish;
    this.events.pending();
    try {
      await this.call.renegotiate();
      this.pending = false;
      this.isHold = wish;
      this.events.confirmed(wish);
    } catch (error) {
      this.pending = false;
      peer.hold = !wish;
      this.events.refused(wish, error instanceof SipRefusal ? error.status : 0);
    }
  }
}
