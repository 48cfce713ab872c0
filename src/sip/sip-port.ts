import type { Emitter } from '../emitter.js';

/**
 * What the phone needs of a SIP stack, and nothing more. `sip-agent.ts` is the one adapter;
 * it is loaded at sign-in, so that a page which only draws does not pay for the stack.
 */

/** Where to register: known before the sign-in has ended. */
export interface SipEndpoint {
  /** `wss://pbx.example.com/ws?exten=1000` */
  readonly server: string;
  /** Host of the addresses, without port: `pbx.example.com`. */
  readonly host: string;
  readonly extension: string;
  readonly userAgent: string;
  /** How often a failed connection or registration is tried again. */
  readonly retries: number;
  /** A socket to `server` that is being opened already. */
  readonly openedSocket: WebSocket | null;
}

/** As whom to register: the PBX tells it at the sign-in. */
export interface SipAccount {
  readonly displayName: string;
  readonly authorizationUser: string;
  /** MD5 of `user:realm:password` (RFC 2617 section 3.2.2.2). The PBX never tells the password itself. */
  readonly ha1: string;
  /** The PBX is reached through NAT: the Contact says so. */
  readonly behindNat: boolean;
  /** Value of the header `User-Agent-Access-Type`; empty when unknown. */
  readonly accessType: string;
}

export interface SipPortEvents {
  /** The socket is open. */
  connected: [];
  /** The socket is lost or was closed; the port tries again by itself, first in `retryIn` milliseconds, infinite when it does not. */
  disconnected: [{ retryIn: number }];
  registered: [];
  /** `final`: it is not tried again; `gaveUp`: because of `retries`, else because it would not help (wrong credentials). `status` is the SIP status, 408 without an answer. */
  registrationFailed: [{ status: number; phrase: string; final: boolean; gaveUp: boolean }];
  invite: [SipCall];
}

export interface SipPort extends Emitter<SipPortEvents> {
  readonly registered: boolean;
  /** The host in the addresses of the PBX, without port. */
  readonly host: string;
  /** Connects and registers, and keeps it so until `stop()`. */
  start(): void;
  /** The network may have changed: finds out whether the socket still works; a lost one is opened again at once. */
  probe(): void;
  /** Ends the calls that are not answered, unregisters and closes the socket, until `start()`. */
  suspend(): void;
  /** Registers anew; with another account when the PBX has changed it. */
  changeAccount(authorizationUser?: string, ha1?: string): void;
  /** Sends the INVITE as soon as the offer is ready, and resolves then. Rejects when no offer could be made. */
  call(number: string, media: CallMedia, extraHeaders?: readonly string[]): Promise<SipCall>;
  /** Ends every call, unregisters and closes the socket. Everything is sent before it returns. */
  stop(): void;
}

/** The media of one call, as the stack needs them. `src/media/peer.ts` is what it gets. */
export interface CallMedia {
  /** Our offer, complete with candidates. */
  offer(): Promise<string>;
  /**
   * The other side's answer to it; a `provisional` one brings early media and may be followed by another. `delayed`: the other
   * side began, and left the offer to us (RFC 3261 section 14.2).
   */
  acceptAnswer(sdp: string, options?: { provisional?: boolean; delayed?: boolean }): Promise<void>;
  /** The other side's offer, and then our answer to it. */
  acceptOffer(sdp: string): Promise<void>;
  answer(): Promise<string>;
  /** Our offer was refused. */
  rollback(): Promise<void>;
  sendTones(tones: string): boolean;
  close(): void;
}

/** Reasons to end a call that no SIP status tells. */
export type EndCause = 'network' | 'media' | 'phone-closed' | 'no-answer' | 'transferred';

/** Names a dialog to another user agent (RFC 3891). */
export interface DialogId {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
}

/** A request that the other side refused. `status` is the SIP status, 408 when nothing came back. */
export class SipRefusal extends Error {
  constructor(readonly status: number) {
    super(`The other side refused with ${status}.`);
  }
}

/** Who is on the other side, as it says itself. */
export interface RemoteIdentity {
  readonly number: string;
  readonly name: string;
}

/** How a call ended, in SIP's terms. */
export interface SipEnd {
  readonly by: 'us' | 'peer' | 'system';
  /** The status that ended an unanswered call; 0 after a BYE. */
  readonly status: number;
  /** The Reason header says that another phone took the call (SIP 200, Q.850 26). */
  readonly elsewhere: boolean;
  /** Set where the reason is known better than the status tells. */
  readonly why?: EndCause;
}

export interface SipCallEvents {
  /** 180 or 183; `earlyMedia`: the other side sends sound already. */
  progress: [{ earlyMedia: boolean }];
  /** The other side is somebody else now, or has told its name (Remote-Party-ID, P-Asserted-Identity). */
  identity: [RemoteIdentity];
  /** The other side sent an INFO (RFC 6086); it is accepted. */
  info: [{ contentType: string; body: string }];
  /** The other side sent a new offer and has our answer. */
  renegotiated: [];
  /** Outbound: 2xx is here. Inbound: 200 is sent. */
  accepted: [];
  /** Outbound: the answer is applied and acknowledged. Inbound: the ACK is here. */
  confirmed: [];
  /** Exactly once. */
  ended: [SipEnd];
}

export interface SipCall extends Emitter<SipCallEvents> {
  /** The SIP Call-ID. */
  readonly id: string;
  readonly direction: 'outbound' | 'inbound';
  readonly remote: { readonly number: string; readonly name: string; readonly company: string };
  /** Header fields of the INVITE that a page may read: name in lower case → values. Empty for a call that we place. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** Inbound: the call whose place it takes, without ringing (RFC 3891). That one ends when this one is accepted. */
  readonly replaces: SipCall | null;
  /** The INVITE came with a live video section. */
  readonly offersVideo: boolean;
  /** Inbound: says 180. */
  ring(): void;
  /** Inbound: answers with these media. Rejects when the answer could not be made. */
  accept(media: CallMedia): Promise<void>;
  /**
   * Sends the media's next offer (re-INVITE). Resolves when the other side took it, else rejects with SipRefusal. While the
   * socket is being replaced it waits.
   */
  renegotiate(): Promise<void>;
  /**
   * Asks the other side to call `number` instead of us (REFER, RFC 3515), in place of the dialog `replaces` (RFC 3891).
   * Resolves when it reports success, rejects with SipRefusal when it doesn't; the call is as before then.
   */
  transfer(number: string, replaces?: DialogId): Promise<void>;
  /** A transfer is under way. */
  readonly transferring: boolean;
  /** How it ended; it may have before anybody could listen. */
  readonly ended: SipEnd | null;
  /** The dialog with the other side; `null` before it has answered anything. */
  readonly dialogId: DialogId | null;
  /** Sends a tone as INFO, for a side that takes none in the media. */
  sendToneInfo(tone: string): Promise<void>;
  /**
   * Ends the call in the way that fits its state: CANCEL, `status` (486 when not given) or BYE. Never throws.
   * Calling it again, or after the end, does nothing.
   */
  end(options?: { status?: number; why?: EndCause }): void;
}
