import type { Call } from './call.js';
import { IncomingLeg, type LegState } from './dialogs.js';
import type { MediaStats } from './media-server.js';
import type { Pbx } from './pbx.js';

export interface CallView {
  /** The `uniqueid` of the call. */
  callId: string;
  caller: string;
  number: string;
  state: Call['state'];
  legs: LegView[];
}

export interface LegView {
  extension: string;
  side: 'caller' | 'callee';
  state: LegState;
  sipCallId: string;
  /** Whether the phone's SIP socket is open. */
  reachable: boolean;
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
      sip: pbx.endpoint.agents.filter((agent) => agent.socket).length,
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
    legs: call.legs.map((leg) => ({
      extension: leg.extension,
      side: leg instanceof IncomingLeg ? 'caller' : 'callee',
      state: leg.state,
      sipCallId: leg.callId,
      reachable: leg.agent.socket !== undefined,
      media: leg.media.stats(),
    })),
  };
}
