import { Emitter } from '../emitter.js';
import type { Peer } from '../media/peer.js';
import type { CallState } from './session-state.js';

/** What the view reads of a call, each time that somebody asks. */
export interface RtcSessionSource {
  /** The SIP Call-ID. */
  readonly id: () => string;
  readonly direction: () => 'outbound' | 'inbound';
  readonly state: () => CallState;
  /** It rings here and nobody has answered yet. */
  readonly isRing: () => boolean;
  /** `null` before there are media. */
  readonly peer: () => Peer | null;
  readonly remote: () => { readonly number: string; readonly name: string };
  /** The host in the addresses of the PBX, without port. */
  readonly host: () => string;
}

/** An address as the vendor's stack shows one. */
export interface NameAddress {
  readonly uri: {
    readonly scheme: 'sip';
    readonly user: string;
    readonly host: string;
    toString(): string;
  };
  readonly display_name: string;
  toString(): string;
}

export interface RtcSessionEvents {
  /** The connection is there: attach statistics, look at the tracks. */
  peerconnection: [{ peerconnection: RTCPeerConnection }];
  /**
   * A candidate of ours. `ready` means "send what there is" in the vendor's stack; here nothing waits for candidates, and
   * calling it does nothing.
   */
  icecandidate: [{ candidate: RTCIceCandidate; ready: () => void }];
}

/**
 * `session.RTCSession`: a call as programs written for the vendor's SDK look at its SIP stack's session. A compatibility
 * view: it shows our call and can't change it. New programs find everything on `Session` itself.
 */
export class RtcSessionView extends Emitter<RtcSessionEvents> {
  readonly #source: RtcSessionSource;
  /** Whose candidates are told already. */
  #opened: Peer | null = null;

  /** @internal `src/phone/session.ts` makes it when it is first asked for. */
  constructor(source: RtcSessionSource) {
    super();
    this.#source = source;
    this.opened();
  }

  get id(): string {
    return this.#source.id();
  }

  get connection(): RTCPeerConnection | null {
    return this.#source.peer()?.connection ?? null;
  }

  /** In the words of the vendor's stack; `session.status.communicationType` has the manual's. */
  get direction(): 'outgoing' | 'incoming' {
    return this.#source.direction() === 'outbound' ? 'outgoing' : 'incoming';
  }

  get remote_identity(): NameAddress {
    const { number, name } = this.#source.remote();
    return nameAddress(number, this.#source.host(), name);
  }

  /** Not answered yet, and not over. */
  isInProgress(): boolean {
    return !this.isEnded() && !this.isEstablished();
  }

  /** Answered, by either side, and not over. */
  isEstablished(): boolean {
    const state = this.#source.state();
    return state === 'talking' || (state === 'connecting' && !this.#source.isRing());
  }

  isEnded(): boolean {
    return this.#source.state() === 'ended';
  }

  /** @internal The session has its connection now. The same one again changes nothing. */
  opened(): void {
    const peer = this.#source.peer();
    if (!peer || peer === this.#opened) return;
    this.#opened = peer;
    // Goes with the peer: nobody has to take the listener away.
    peer.on('candidate', (candidate) => this.emit('icecandidate', { candidate, ready: () => undefined }));
    this.emit('peerconnection', { peerconnection: peer.connection });
  }
}

function nameAddress(user: string, host: string, name: string): NameAddress {
  const text = `sip:${user}@${host}`;
  const quoted = `"${name.replaceAll(/["\\]/g, '\\$&')}" `;
  return Object.freeze({
    uri: Object.freeze({ scheme: 'sip' as const, user, host, toString: () => text }),
    display_name: name,
    toString: () => `${name === '' ? '' : quoted}<${text}>`,
  });
}
