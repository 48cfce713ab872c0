import type { PbxFault } from './pbx-error.js';

/** The calls of the PBX's OpenAPI that are made here. */
export type PbxCall = 'get_token' | 'refresh_token' | 'sign/create';

/** What the service did, for logs and meters. There is no secret in it. */
export type ServiceEvent =
  /** A request was answered. `reason` is the answer's `error`; `username` is there when the user was known by then. */
  | { type: 'answer'; status: number; milliseconds: number; reason?: string; username?: string }
  /** The PBX was asked; each attempt of a request counts. */
  | { type: 'pbx'; call: PbxCall; outcome: 'success' | PbxFault; errcode?: number; milliseconds: number }
  /** `open`: the PBX failed again and again and is left alone for a while. */
  | { type: 'circuit'; state: 'open' | 'half-open' | 'closed' }
  /** `identify`, the token store or a rate limiter of the application failed; or what nobody foresaw, in the service itself. */
  | { type: 'application-error'; where: 'identify' | 'token-store' | 'rate-limit' | 'service'; message: string };

export type OnEvent = (event: ServiceEvent) => void;
