/** What a leg is given, and whom it tells what its phone does. */
import type { IncomingReferRequest } from 'sip.js/lib/core/index.js';
import type { Leg } from './leg.js';
import type { ConnectedLine, Party } from './parties.js';
import type { Refusals } from './refusals.js';
import type { Direction, VideoWish } from './sdp.js';
import type { SessionTimerOptions } from './session-timer.js';

export type LegState = 'ringing' | 'answered' | 'ended';

export interface LegSettings {
  connectedLine: ConnectedLine;
  /** Undefined: no session timers. */
  sessionTimer: SessionTimerOptions | undefined;
  refusals: Refusals;
}

export interface PressedKey {
  key: string;
  by: 'rfc4733' | 'info';
}

export interface Reinvite {
  /** Of audio, seen from the PBX. */
  direction?: Direction;
  /** On a new path for the media (RFC 8445 section 2.4). */
  iceRestart?: boolean;
  /** `null` drops video. */
  video?: VideoWish | null;
  /** Names who is on the line now. */
  party?: Party;
  /** Default INVITE. */
  method?: 'INVITE' | 'UPDATE';
  /** An INVITE asks the phone to offer, an UPDATE changes no media. */
  withoutOffer?: boolean;
  /** No phone could make sense of the offer: whatever it answers, the media stays as it is. */
  isUseless?: boolean;
}

/** What a call does with its legs. */
export interface LegOwner {
  /** The phone ended the call: it cancelled, or sent BYE; or its session timer ran out. */
  legEnded(leg: Leg): void;
  /** The phone put the call on hold, or resumed it. */
  legHolds(leg: Leg): void;
  legPressed(leg: Leg): void;
  /** The phone asks for other video; resolves with what the other side takes, undefined for none. */
  legWantsVideo(leg: Leg, wish: VideoWish | undefined): Promise<VideoWish | undefined>;
  /** The phone wants its call transferred. */
  legRefers(leg: Leg, request: IncomingReferRequest): void;
}
