import { knownEvents } from '../known-events.js';
import type { AudioFacts, Quality } from '../media/call-quality.js';
import type { Report } from '../media/report.js';
import type { CallStatus, StaticCallStatus } from './call-status.js';
import type { TimerType } from './call-timer.js';
import type { EndReason } from './end-reason.js';
import type { Session } from './session.js';
import type { SessionMediaEvents } from './session-media.js';

export interface SessionTold {
  callId: string;
  session: Session;
}

export interface SessionEvents {
  /** The other phone rings. */
  progress: [SessionTold];
  /** 2xx received or sent. */
  accepted: [SessionTold];
  /** Both sides are connected. */
  confirmed: [SessionTold];
  /** A call that was connected is over. */
  ended: [{ callId: string; cause: string; reason: EndReason }];
  /** A call that never was connected is over. `code` is the SIP status, or 0. */
  failed: [{ callId: string; cause: string; code: number; reason: EndReason }];
  /** The browser could not use the media, so that the call never came to be. */
  clientError: [{ callId: string; cause: string; reason: EndReason }];
  /** The connection is there. Beyond the manual, like the next three. */
  peerconnection: [{ callId: string; peerconnection: RTCPeerConnection }];
  sdp: [{ callId: string; originator: 'local' | 'remote'; type: RTCSdpType; sdp: string }];
  icecandidate: [{ callId: string; candidate: RTCIceCandidate }];
  /** The other side sent an INFO. */
  newInfo: [{ callId: string; contentType: string; body: string }];
  /** The other side is somebody else now, after a transfer there. */
  reinvite: [SessionTold];
  streamAdded: [{ callId: string; communicationType: 'outbound' | 'inbound'; stream: MediaStream }];
  updateLocalStream: [{ callId: string; stream: MediaStream }];
  updateRemoteStream: [{ callId: string; stream: MediaStream }];
  statusChange: [newStatus: CallStatus, oldStatus: CallStatus];
  staticStatusChange: [newStatus: StaticCallStatus, oldStatus: StaticCallStatus];
  /** Every second, and when an application writes a duration. */
  updateTimer: [TimerType];
  /** Every three seconds. */
  callReport: [{ callId: string; callReport: Report }];
  /** Every three seconds: how good the call is. Beyond the manual. */
  quality: [{ callId: string; networkLevel: Quality['networkLevel']; mos: number }];
  /** The media are lost and looked for; the call is kept for half a minute. Beyond the manual, like the next. */
  reconnecting: [SessionTold];
  /** They are back. */
  reconnected: [SessionTold];
  /** A direction fell silent, or is heard again. Beyond the manual. */
  audio: [{ callId: string } & AudioFacts];
  /** Another microphone or camera is used, or none is left. Beyond the manual. */
  input: [{ callId: string } & SessionMediaEvents['input'][0]];
  /** The system took our sound or picture away, or gave it back. Beyond the manual. */
  silenced: [{ callId: string } & SessionMediaEvents['silenced'][0]];
  /** The browser plays the call only after the page was pressed. Beyond the manual. */
  blocked: [{ callId: string; blocked: boolean }];
  /** Something that was asked for did not happen; the call is as before. `code`: the SIP status, 0 when there is none. */
  warningMessage: [{ callId: string; action: 'hold' | 'unhold' | 'transfer' | 'dtmf' | 'video'; code: number }];
}

/** Their names, for a listener that asks for another. */
export const sessionEvents = knownEvents<SessionEvents>({
  progress: true,
  accepted: true,
  confirmed: true,
  ended: true,
  failed: true,
  clientError: true,
  peerconnection: true,
  sdp: true,
  icecandidate: true,
  newInfo: true,
  reinvite: true,
  streamAdded: true,
  updateLocalStream: true,
  updateRemoteStream: true,
  statusChange: true,
  staticStatusChange: true,
  updateTimer: true,
  callReport: true,
  quality: true,
  reconnecting: true,
  reconnected: true,
  audio: true,
  input: true,
  silenced: true,
  blocked: true,
  warningMessage: true,
});
