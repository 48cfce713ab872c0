import type { ConnectionState } from '../store/phone-snapshot.js';

/**
 * The way of a phone from the sign-in to the registration.
 *
 *   signed-out ──ask──▶ asking ──failed──▶ waiting ──ask, retry──▶ asking
 *   refused ────ask────▶  │ └────refusal──▶ refused
 *                         │ accepted
 *                         ▼
 *   renewing ─accepted─▶ registering ──registered──▶ ready ──offline──▶ offline ──online──▶ ready
 *                         │                          │
 *                         └───────────lost───────────┴──▶ reconnecting ──registered──▶ ready
 *
 * The phone and its calls stay while it signs in again:
 *
 *   session-ended, of each state with a phone ──▶ renewing ──failed──▶ renewal-waiting ──ask, retry──▶ renewing
 *   session-ended-again ──▶ renewal-waiting          └──refusal──▶ closing ──ask──▶ renewing
 *                                                                     └──calls-over──▶ refused
 *   rejection ──▶ rejected ──ask──▶ renewing         registered, lost: as of ready
 *   closed ──▶ disconnected ──ask──▶ renewing        registered, lost: as of ready
 *
 *   session-over, of each state with a phone ──▶ refused
 *   sign-out, of each state ──▶ signed-out
 */
export type ConnectionStep =
  | 'signed-out'
  /** A signature is asked for, and the PBX checks it. No phone yet. */
  | 'asking'
  /** The sign-in failed in a way that passes; it is tried again later. */
  | 'waiting'
  | 'registering'
  | 'ready'
  /** The computer has no network; the registration may outlive it. */
  | 'offline'
  /** The connection or the registration was lost; the SIP port tries again by itself. */
  | 'reconnecting'
  /** Another sign-in under a phone whose calls go on. */
  | 'renewing'
  | 'renewal-waiting'
  /** The registrar said no, or was asked too often. The phone and its calls are still there. */
  | 'rejected'
  /** The application closed the connection by `phone.disconnect()`. */
  | 'disconnected'
  /** The PBX refused the renewal: the calls go on to their end. */
  | 'closing'
  /** A user must change something first. No phone any more. */
  | 'refused';

/**
 * - `ask` a user or the page wants to be signed in; `retry` the time has come, or the network is back
 * - `accepted` the PBX took the signature; `failed` it may take it later; `refusal` it will not
 * - `registered`, `lost`, `rejection`, `closed` what the SIP port says
 * - `offline`, `online` what the browser says; `online` only of a phone that is still registered
 * - `session-ended` the PBX wants another sign-in, which the page can give; `session-ended-again` sooner than a minute after
 *   the last time; `session-over` it wants us no longer
 * - `calls-over` the last call has ended
 */
export type ConnectionFact =
  | 'ask'
  | 'retry'
  | 'accepted'
  | 'failed'
  | 'refusal'
  | 'registered'
  | 'lost'
  | 'rejection'
  | 'closed'
  | 'offline'
  | 'online'
  | 'session-ended'
  | 'session-ended-again'
  | 'session-over'
  | 'calls-over'
  | 'sign-out';

type Moves = { readonly [Fact in ConnectionFact]?: ConnectionStep | undefined };

/** Of every phone that the PBX still knows. */
const withPhone: Moves = {
  registered: 'ready',
  lost: 'reconnecting',
  rejection: 'rejected',
  closed: 'disconnected',
  'session-ended': 'renewing',
  'session-ended-again': 'renewal-waiting',
  'session-over': 'refused',
  'sign-out': 'signed-out',
};
/** Of one whose session has ended: what the SIP port says changes nothing about that. */
const withoutSession: Moves = { 'session-over': 'refused', 'sign-out': 'signed-out' };

const moves: Readonly<Record<ConnectionStep, Moves>> = {
  'signed-out': { ask: 'asking' },
  asking: { accepted: 'registering', failed: 'waiting', refusal: 'refused', 'sign-out': 'signed-out' },
  waiting: { ask: 'asking', retry: 'asking', 'sign-out': 'signed-out' },
  registering: withPhone,
  // A refresh of the registration is no news.
  ready: { ...withPhone, registered: undefined, offline: 'offline' },
  offline: { ...withPhone, online: 'ready' },
  reconnecting: withPhone,
  renewing: { ...withoutSession, accepted: 'registering', failed: 'renewal-waiting', refusal: 'closing' },
  'renewal-waiting': { ...withoutSession, ask: 'renewing', retry: 'renewing' },
  rejected: { ...withPhone, ask: 'renewing' },
  // What the application closed, the PBX can't open again.
  disconnected: { ...withPhone, ask: 'renewing', 'session-ended': undefined, 'session-ended-again': undefined },
  closing: { ...withoutSession, ask: 'renewing', 'calls-over': 'refused' },
  refused: { ask: 'asking', 'sign-out': 'signed-out' },
};

/** The state after `fact`, or `null` when the fact means nothing in this state. */
export function move(step: ConnectionStep, fact: ConnectionFact): ConnectionStep | null {
  return moves[step][fact] ?? null;
}

/** What a user sees of each (`connection` of the snapshot). */
export const shown: Readonly<Record<ConnectionStep, ConnectionState>> = {
  'signed-out': 'signed-out',
  asking: 'signing-in',
  waiting: 'reconnecting',
  registering: 'signing-in',
  ready: 'ready',
  offline: 'reconnecting',
  reconnecting: 'reconnecting',
  renewing: 'signing-in',
  'renewal-waiting': 'reconnecting',
  rejected: 'refused',
  disconnected: 'signed-out',
  closing: 'refused',
  refused: 'refused',
};
