import type { RemoteIdentity, SipCall } from '../sip/sip-port.js';
import { knownFields, type CallStatus, type StaticCallStatus } from './call-status.js';
import type { Session } from './session.js';

export interface StatusEvents {
  readonly changed: (status: CallStatus, old: CallStatus) => void;
  readonly renamed: (names: StaticCallStatus, old: StaticCallStatus) => void;
}

/** What a call shows of itself, and who may write which part of it. */
export class SessionStatus {
  #fields: Omit<CallStatus, 'transferParent'>;
  #manualNames = false;

  constructor(
    call: SipCall,
    private readonly parent: Session | null,
    isVideo: boolean,
    private readonly events: StatusEvents,
  ) {
    const inbound = call.direction === 'inbound';
    this.#fields = {
      ...call.remote,
      avatar: '',
      callId: call.id,
      communicationType: call.direction,
      isVideo,
      isRing: inbound && !call.replaces,
      isHold: false,
      isRemoteHold: false,
      isMute: false,
      callStatus: inbound ? 'connecting' : 'calling',
      callStartTime: Date.now(),
      recordStatus: 'stop',
      isTransfer: parent !== null,
      isConference: false,
    };
  }

  /** A copy: changing it changes nothing. */
  get copy(): CallStatus {
    if (!this.parent) return { ...this.#fields };
    const { callId, avatar, name, number } = this.parent.status;
    const { callDuration, holdDuration } = this.parent.timer;
    return { ...this.#fields, transferParent: { callId, avatar, name, number, callDuration, holdDuration } };
  }

  change(change: Partial<CallStatus>): void {
    const old = this.copy;
    this.#fields = { ...this.#fields, ...change };
    this.events.changed(this.copy, old);
  }

  /** With `forGood` the PBX's names no longer overwrite these. */
  rename(change: Partial<StaticCallStatus>, forGood: boolean): void {
    this.#manualNames ||= forGood;
    const { name, avatar, company } = this.#fields;
    const old: StaticCallStatus = { name, avatar, company };
    const known = knownFields(change);
    const now = { name: known.name ?? name, avatar: known.avatar ?? avatar, company: known.company ?? company };
    this.change(now);
    this.events.renamed(now, old);
  }

  /** Names that were looked up; those that the application has taken over stay. */
  suggest(names: Partial<StaticCallStatus>): void {
    if (!this.#manualNames && Object.keys(names).length > 0) this.rename(names, false);
  }

  /** Who the PBX says is on the line. Returns whether that is news. */
  identify({ number, name }: RemoteIdentity): boolean {
    const { number: oldNumber, name: oldName } = this.#fields;
    if (number === oldNumber && (name === oldName || !name)) return false;
    this.change({ number });
    this.suggest(number === oldNumber ? { name } : { name, avatar: '', company: '' });
    return true;
  }
}
