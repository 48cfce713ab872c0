import type { Answer } from './answer-fields.js';
import type { CdrNotifyData } from './cdr.js';
import type { RuntimeError } from './failure.js';
import type { Services } from './licence.js';
import type { ClientKind } from './sign-in.js';

/** What a notification is judged by: who we are, and what the PBX told before. */
export interface ClientState {
  readonly username: string;
  readonly extensionNumber: string;
  readonly userAgent: ClientKind;
  readonly chinese: boolean;
  readonly cloud: boolean;
  /** The application wants one call at a time, whatever the PBX says. */
  readonly disableCallWaiting: boolean;
  /** The last answer of `getpersonalglobal`, with what was notified since. */
  readonly global: Answer;
}

/** What a phone may be told to change while it runs. */
export interface PhoneChange {
  callWaiting?: boolean;
  recordPermissions?: number;
  recordFeatureCode?: string;
  videoPlan?: string;
  iceServers?: readonly RTCIceServer[];
}

/** Topic 20048. The phone looks for the call whose number and SIP Call-ID are its own. */
export interface RecordStatus {
  caller_sip_callid?: string;
  callee_sip_callid?: string;
  caller_origin_number?: string;
  callee_origin_number?: string;
  record_status: 'stop' | 'recording' | 'pause';
  /** `conference`: the call is in a conference. */
  call_feature?: string;
}

/** What is to be done about a notification. */
export type Reaction =
  | { readonly kind: 'end'; readonly error: RuntimeError; readonly logout: boolean }
  | { readonly kind: 'phone'; readonly change: PhoneChange }
  | { readonly kind: 'global'; readonly global: Answer; readonly change: PhoneChange }
  | { readonly kind: 'services'; readonly services: Services }
  | { readonly kind: 'record-status'; readonly status: RecordStatus }
  | { readonly kind: 'call-record'; readonly data: CdrNotifyData }
  | { readonly kind: 'account'; readonly authorizationUser: string; readonly ha1: string }
  | { readonly kind: 'subscribe-again' }
  /** Nothing: it concerns somebody else, or changes nothing for us. */
  | { readonly kind: 'none' }
  /** What was sent can't be what is meant: a field is missing or makes no sense. */
  | { readonly kind: 'malformed' };
