import type { Call } from './call.js';
import type { LegState } from './dialogs.js';
import type { PressedKey } from './leg-owner.js';
import type { MediaStats } from './media-server.js';
import type { Pbx } from './pbx.js';
import type { RecordStatus } from './recording.js';
import type { SessionTimerView } from './session-timer.js';

export interface CallView {
  /** The `uniqueid` of the call. */
  callId: string;
  caller: string;
  number: string;
  state: Call['state'];
  recording: RecordStatus;
  /** The caller's first. */
  legs: LegView[];
}

export interface LegView {
  extension: string;
  side: 'caller' | 'callee';
  state: LegState;
  sipCallId: string;
  /** Whether the phone's SIP socket is open. */
  reachable: boolean;
  /** The phone holds the call. */
  holding: boolean;
  /** Keys in the order in which they were pressed, and how they came. */
  keys: PressedKey[];
  /** With session timers only. */
  sessionTimer?: SessionTimerView;
  media: MediaStats;
}

export interface PbxState {
  /** `expires`: seconds left. */
  registrations: Array<{ extension: string; contact: string; userAgent: string; expires: number }>;
  calls: CallView[];
  sockets: { sip: number; notifications: number };
  subscribers: Array<{ extension: string; topics: number[] }>;
  cdrs: number;
  /** Call reports and log records that clients sent. */
  reports: { calls: number; logs: number };
  /** Round-trip time in milliseconds. */
  delay: number;
  /** Requests by method. */
  sip: { received: Record<string, number>; sent: Record<string, number> };
}

/** What the `state` command answers: plain data. */
export function pbxState(pbx: Pbx): PbxState {
  const subscribers = pbx.notifications.list();
  return {
    registrations: pbx.registrar.all().map(({ extension, contact, userAgent, expires }) => ({
      extension,
      contact: contact.toString(),
      userAgent,
      expires: Math.round((expires - pbx.now()) / 1000),
    })),
    calls: pbx.calls.all.map(callView),
    sockets: {
      sip: new Set(pbx.endpoint.agents.flatMap(({ socket }) => socket ?? [])).size,
      notifications: subscribers.length,
    },
    subscribers,
    cdrs: pbx.records.count,
    reports: { calls: pbx.reports.calls.length, logs: pbx.reports.logs.length },
    delay: pbx.delay,
    sip: { received: { ...pbx.sipLog.received }, sent: { ...pbx.sipLog.sent } },
  };
}

function callView(call: Call): CallView {
  return {
    callId: call.uniqueid,
    caller: call.caller.number,
    number: call.number,
    state: call.state,
    recording: call.recording.status,
    legs: call.legs.map((leg, index) => ({
      extension: leg.extension,
      side: index === 0 ? 'caller' : 'callee',
      state: leg.state,
      sipCallId: leg.callId,
      reachable: leg.agent.socket !== undefined,
      holding: leg.holding !== undefined,
      keys: [...leg.keys],
      ...(leg.timerView && { sessionTimer: leg.timerView }),
      media: leg.media.stats(),
    })),
  };
}
