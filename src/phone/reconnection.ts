import type { Peer } from '../media/peer.js';
import type { SipCall } from '../sip/sip-port.js';

/** How long a call without media is kept (ms): as long as a peer may go on sending unheard (RFC 7675 section 5.1). */
const graceTime = 30_000;
/** `disconnected` often heals by itself (ms). */
const patience = 3000;
/** An ICE restart that brought nothing back by then is followed by another (ms). */
const retryTime = 5000;

export interface ReconnectionHost {
  /** The PBX can be asked. */
  readonly isRegistered: () => boolean;
  /** The media are lost and looked for (true), or back. */
  readonly changed: (active: boolean) => void;
}

/**
 * Brings the media of a connected call back after the network failed or changed: by ICE restart, the new offer in a
 * re-INVITE. Ends the call when that does not help in time. An ice-lite PBX sends no checks: only we can do it.
 *
 *   fine ── failed · disconnected for some seconds · nothing arrives or leaves ──▶ reconnecting ── grace over ──▶ end
 *     ▲                                                                                 │
 *     └── connected · flowing again · connected, and still nothing after a restart ─────┘
 */
export class Reconnection {
  /** The media are lost and looked for. */
  active = false;
  readonly #peer: Peer;
  readonly #call: SipCall;
  readonly #host: ReconnectionHost;
  #restarting = false;
  #flows = true;
  #silenceTried = false;
  #closed = false;
  /** The next thing to do about it: to lose patience, or to try again. */
  #next: ReturnType<typeof setTimeout> | undefined;
  #grace: ReturnType<typeof setTimeout> | undefined;

  constructor(peer: Peer, call: SipCall, host: ReconnectionHost) {
    this.#peer = peer;
    this.#call = call;
    this.#host = host;
    peer.on('stateChange', () => this.#onState());
    this.#onState();
  }

  /**
   * Whether sound arrives and leaves. A connection that looks well gets one restart in its life: there may be nothing to
   * hear, as on lines that send no silence.
   */
  onFlow(flows: boolean): void {
    this.#flows = flows;
    if (this.#state === 'disconnected' && !flows) this.#lost();
    // One that is still being made is left in peace.
    if (this.#state !== 'connected') return;
    if (flows) this.#back();
    else if (!this.#silenceTried) {
      this.#silenceTried = true;
      this.#look();
    }
  }

  /** The network is another one, or reachable again. */
  restart(): void {
    if (!this.#restarting && this.#host.isRegistered()) void this.#restart();
  }

  close(): void {
    this.#closed = true;
    this.#stopTimers();
  }

  get #state(): RTCPeerConnectionState {
    return this.#peer.connection.connectionState;
  }

  #onState(): void {
    if (this.#state === 'connected') this.#back();
    else if (this.#state === 'failed') this.#lost();
    else if (this.#state !== 'disconnected') return;
    else if (this.active) this.#startGrace();
    else if (!this.#flows) this.#lost();
    else this.#next = setTimeout(() => this.#lost(), patience);
  }

  #lost(): void {
    this.#startGrace();
    this.#look();
  }

  #startGrace(): void {
    this.#grace ??= setTimeout(() => this.#call.end({ why: 'network' }), graceTime);
  }

  #look(): void {
    if (!this.active) this.#change(true);
    this.restart();
  }

  #back(): void {
    this.#stopTimers();
    if (this.active) this.#change(false);
  }

  async #restart(): Promise<void> {
    this.#restarting = true;
    clearTimeout(this.#next);
    // From now on each offer is one for new paths, until one of them was answered.
    this.#peer.connection.restartIce();
    // A refusal changes nothing: it is tried again, or the dialog is gone and the call over.
    await this.#call.renegotiate().catch(() => undefined);
    this.#restarting = false;
    if (!this.active || this.#closed) return;
    this.#next = setTimeout(() => (this.#state === 'connected' ? this.#back() : this.restart()), retryTime);
  }

  #stopTimers(): void {
    clearTimeout(this.#next);
    clearTimeout(this.#grace);
    this.#grace = undefined;
  }

  #change(active: boolean): void {
    this.active = active;
    this.#host.changed(active);
  }
}
