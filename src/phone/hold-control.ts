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
  /** What was asked for last, and is what it comes to. */
  wish = false;
  #busy = false;

  constructor(
    private readonly call: SipCall,
    private readonly events: HoldEvents,
  ) {}

  /** Asks the other side. `false` when there is nothing to ask for. */
  ask(peer: Peer | undefined, wish: boolean): boolean {
    if (!peer || this.wish === wish) return false;
    this.wish = wish;
    // Silent at once, also when a resume is still under way.
    if (wish) peer.hold = true;
    void this.#fulfil(peer);
    return true;
  }

  /** One negotiation at a time; a wish that changes meanwhile is the next. */
  async #fulfil(peer: Peer): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    while (this.wish !== this.isHold) await this.#negotiate(peer, this.wish);
    this.#busy = false;
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
      peer.hold = this.isHold;
      // What nobody wishes any more is no news.
      const isNews = this.wish === wish;
      if (isNews) this.wish = this.isHold;
      this.events.pending();
      if (isNews) this.events.refused(wish, error instanceof SipRefusal ? error.status : 0);
    }
  }
}
