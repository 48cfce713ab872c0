import type { PropertyDeclarations, PropertyValues } from 'lit';
import type { CallSnapshot, CallState, PhoneSnapshot } from '../../src/store/phone-snapshot.js';
import { CallElement } from '../base/call-element.js';
import { callProblemFor, currentCall } from '../base/current-call.js';
import { numberOr } from '../base/number-attribute.js';

const time = numberOr(null, 'milliseconds since 1970');

/** What is copied of a call as it is, by the names of the snapshot. */
type CopiedFields = Pick<
  CallSnapshot,
  | 'muted'
  | 'held'
  | 'heldByOther'
  | 'holdPending'
  | 'reconnecting'
  | 'transferring'
  | 'recording'
  | 'video'
  | 'camera'
  | 'networkLevel'
  | 'noAudio'
  | 'noMicrophone'
  | 'playBlocked'
  | 'warning'
  | 'answeredAt'
  | 'endedAt'
  | 'endReason'
> & { direction: CallSnapshot['direction'] | null };

/** As it is without a call. */
const noCall: CopiedFields = {
  direction: null,
  muted: false,
  held: false,
  heldByOther: false,
  holdPending: false,
  reconnecting: false,
  transferring: false,
  recording: 'stop',
  video: false,
  camera: false,
  networkLevel: null,
  noAudio: null,
  noMicrophone: null,
  playBlocked: false,
  warning: null,
  answeredAt: null,
  endedAt: null,
  endReason: null,
};

const copied = Object.keys(noCall) as (keyof CopiedFields)[];

/** What `<linkus-session>` knows of its call: from the phone around it, or written by hand. */
export abstract class SessionCall extends CallElement implements CopiedFields {
  static override properties: PropertyDeclarations = {
    callStatus: { attribute: 'call-status', reflect: true },
    direction: { reflect: true },
    muted: { type: Boolean, reflect: true },
    held: { type: Boolean, reflect: true },
    heldByOther: { type: Boolean, attribute: 'held-by-other', reflect: true },
    holdPending: { type: Boolean, attribute: 'hold-pending', reflect: true },
    reconnecting: { type: Boolean, reflect: true },
    transferring: { type: Boolean, reflect: true },
    transferOf: { attribute: 'transfer-of', reflect: true },
    recording: { reflect: true },
    recordPermission: { converter: numberOr(0, '0, 1 or 2'), attribute: 'record-permission', reflect: true },
    video: { type: Boolean, reflect: true },
    camera: { type: Boolean, reflect: true },
    videoAllowed: { type: Boolean, attribute: 'video-allowed', reflect: true },
    networkLevel: { converter: numberOr(null, 'a number from 0 to 5'), attribute: 'network-level', reflect: true },
    noAudio: { attribute: 'no-audio', reflect: true },
    noMicrophone: { attribute: 'no-microphone', reflect: true },
    playBlocked: { type: Boolean, attribute: 'play-blocked', reflect: true },
    warning: { attribute: false },
    answeredAt: { converter: time, attribute: 'answered-at', reflect: true },
    endedAt: { converter: time, attribute: 'ended-at', reflect: true },
    endReason: { attribute: 'end-reason', reflect: true },
    others: { attribute: false },
  };

  #snapshot: PhoneSnapshot | undefined;
  /** What was copied into `callId`; anything else in it was written by hand. */
  #copiedId: string | null = null;
  #pickedId: string | null = null;

  /** How the call stands; without it nothing is drawn. */
  declare callStatus: CallState | null;
  /** Who called whom. */
  declare direction: CallSnapshot['direction'] | null;
  /** The other side does not hear us. */
  declare muted: boolean;
  /** We keep the other side on hold. */
  declare held: boolean;
  /** The other side keeps us on hold. */
  declare heldByOther: boolean;
  /** A hold or resume was asked for and is not confirmed yet. */
  declare holdPending: boolean;
  /** The sound is lost and looked for. */
  declare reconnecting: boolean;
  /** A transfer was sent and is not confirmed yet. */
  declare transferring: boolean;
  /** The call that this one is a consultation about: its SIP Call-ID. */
  declare transferOf: string | null;
  /** `stop`, `recording` or `pause`. */
  declare recording: CallSnapshot['recording'];
  /** 0: no record button, 1: pause and resume, 2: start too. */
  declare recordPermission: number;
  /** The call has pictures. */
  declare video: boolean;
  /** Our camera is on. */
  declare camera: boolean;
  /** There is a button for pictures. */
  declare videoAllowed: boolean;
  /** 0 nothing comes through, 1 bad … 5 as good as a telephone gets; `null`: not measured. */
  declare networkLevel: number | null;
  /** `in` we hear nothing, `out` they hear nothing, or `both`. */
  declare noAudio: CallSnapshot['noAudio'];
  /** `lost` or `taken`: what is wrong with our microphone. */
  declare noMicrophone: CallSnapshot['noMicrophone'];
  /** The browser plays the call only after the page was pressed. */
  declare playBlocked: boolean;
  /** What was asked for last and did not happen. */
  declare warning: CallSnapshot['warning'];
  /** When both sides were connected: milliseconds since 1970. */
  declare answeredAt: number | null;
  /** When the call ended: milliseconds since 1970. */
  declare endedAt: number | null;
  /** Why the call ended. */
  declare endReason: CallSnapshot['endReason'];
  /** The phone's other calls that do not ring here; there is a row for each. */
  declare others: readonly CallSnapshot[];

  constructor() {
    super();
    Object.assign(this, noCall);
    this.callStatus = this.transferOf = null;
    this.recordPermission = 0;
    this.videoAllowed = false;
    this.others = [];
  }

  protected override copy(snapshot: PhoneSnapshot | undefined): void {
    this.#snapshot = snapshot;
    this.#notePick();
    const call = snapshot && this.#callOf(snapshot);
    this.copyCall(call);
    this.#copiedId = this.#pickedId ?? this.callId;
    this.callId = this.#copiedId;
    Object.assign(this, noCall, call && Object.fromEntries(copied.map((name) => [name, call[name]])));
    this.callStatus = call?.state ?? null;
    this.transferOf = call?.transferOf || null;
    this.recordPermission = snapshot?.recordPermission ?? 0;
    this.videoAllowed = Boolean(snapshot?.videoAllowed);
    this.others = (snapshot?.calls ?? []).filter((other) => other !== call && !other.incoming && this.#isShown(other));
    this.copyProblem(snapshot && call && callProblemFor('session', snapshot));
  }

  /** Asks the phone's snapshot again when a call was picked by hand. */
  override willUpdate(_changed: PropertyValues<this>): void {
    if (this.#snapshot && this.callId !== this.#copiedId) this.copy(this.#snapshot);
  }

  #notePick() {
    if (this.callId !== this.#copiedId) this.#pickedId = this.callId;
  }

  /** One that rings here belongs to linkus-incoming. */
  #callOf(snapshot: PhoneSnapshot): CallSnapshot | null | undefined {
    const { calls, endedCall } = snapshot;
    if (this.#pickedId === null) return currentCall(snapshot) ?? endedCall;
    const isPicked = ({ callId, incoming }: CallSnapshot) => callId === this.#pickedId && !incoming;
    return calls.find(isPicked) ?? (endedCall && isPicked(endedCall) ? endedCall : undefined);
  }

  /** Beside a call that was picked by hand the others have elements of their own, but for what belongs together. */
  #isShown({ callId, transferOf }: CallSnapshot): boolean {
    return this.#pickedId === null || callId === this.transferOf || transferOf === this.#pickedId;
  }

  /** Both ends of a consultation show the other one. */
  get consultation(): CallSnapshot | undefined {
    return this.others.find(({ callId, transferOf }) => callId === this.transferOf || transferOf === this.callId);
  }
}
