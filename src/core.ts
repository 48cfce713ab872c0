/**
 * `linkus-elements/core`: the phone without elements, with the names of the manual's chapter "Linkus Web SDK Core".
 */
export { init, type InitOptions, type Operators } from './init.js';
export { PBXOperator, type PbxOperatorEvents } from './pbx/pbx-operator.js';
export { PhoneOperator, type PhoneOperatorEvents } from './phone/phone-operator.js';
export {
  Session,
  type CallStatus,
  type SessionEnd,
  type SessionEvents,
  type StaticCallStatus,
} from './phone/session.js';
export type { TimerType } from './phone/call-timer.js';
export type { EndReason } from './phone/end-reason.js';
export {
  COMMON_ERROR,
  COMMON_SUCCESS,
  PBX_ERROR,
  PBX_SUCCESS,
  PHONE_ERROR,
  PHONE_SUCCESS,
  isResult,
  isSuccess,
  type Result,
} from './result.js';
