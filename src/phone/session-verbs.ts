import { Emitter } from '../emitter.js';
import { checkEventName } from '../known-events.js';
import type { Result } from '../result.js';
import type { SipCall } from '../sip/sip-port.js';
import type { CallOptions } from './call-setup.js';
import { sessionEvents, type SessionEvents } from './session-events.js';
import type { SessionOwner } from './session-owner.js';
import type { Session } from './session.js';

/** What a session only passes on. Most of it concerns other calls as well, so that its phone decides. */
export abstract class SessionVerbs extends Emitter<SessionEvents> {
  /** The SIP side of it, for its phone. @internal */
  readonly call: SipCall;
  protected readonly owner: SessionOwner;

  constructor(call: SipCall, owner: SessionOwner) {
    super((name) => void checkEventName('session', sessionEvents, name));
    this.call = call;
    this.owner = owner;
  }

  /** The host in the addresses of the PBX, without port. @internal */
  get host(): string {
    return this.owner.host;
  }

  /** The calls that ring here, this one or others. */
  get incomingList(): Session[] {
    return this.owner.incomingList;
  }

  /** Answers a ringing call; the same as `phone.answer(callId)`. */
  answer(option?: CallOptions): Promise<Result> {
    return this.owner.answer(this.call.id, option);
  }

  /** Ends the call. `false` when it is over already. */
  abstract terminate(): boolean;

  reject(): boolean {
    return this.terminate();
  }

  hangup(): boolean {
    return this.terminate();
  }

  /** Ends the call and forgets all listeners (manual). */
  destroy(): void {
    this.terminate();
    this.removeAllListeners();
  }

  /** Takes the other side back; the other calls go on hold. */
  unhold(): boolean {
    return this.owner.unhold(this.call.id);
  }

  blindTransfer(number: string): boolean {
    return this.owner.blindTransfer(this.call.id, number);
  }

  attendedTransfer(number: string): boolean {
    return this.owner.attendedTransfer(this.call.id, number);
  }

  /** Turns our camera on; the other side is asked by re-INVITE. */
  audioToVideo(): boolean {
    return this.owner.audioToVideo(this.call.id);
  }

  /** Turns pictures off, both ways. */
  videoToAudio(): boolean {
    return this.owner.videoToAudio(this.call.id);
  }

  /** Negotiates the media anew; `offerToReceiveVideo` asks for the other side's picture, or no longer. */
  renegotiate(offerToReceiveVideo?: boolean): boolean {
    return this.owner.renegotiate(this.call.id, offerToReceiveVideo);
  }

  startRecord(): boolean {
    return this.owner.startRecord(this.call.id);
  }

  pauseRecord(): boolean {
    return this.owner.pauseRecord(this.call.id);
  }
}
