/**
 * `linkus-elements/core`: the phone without elements, with the names of the manual's chapter "Linkus Web SDK Core".
 */
export { init, on, type InitOptions, type ModuleEvents, type Operators } from './init.js';
export type { Report } from './media/report.js';
export type { AudioOptions, MediaProblem, MediaReason } from './media/user-media.js';
export type { CdrNotifyData, CdrQuery, CdrResult, PersonalCdr } from './pbx/cdr.js';
export type { RuntimeError, RuntimeReason, SignInFailure, SignInReason } from './pbx/failure.js';
export type {
  NotificationMessage,
  NotificationSocket,
  NotificationSocketEvents,
  TopicListener,
  TopicRemoval,
} from './pbx/notification-socket.js';
export { PBXOperator, type PbxOperatorEvents, type PhoneConfigInfo } from './pbx/pbx-operator.js';
export type { CallStatus, StaticCallStatus, TransferParentType } from './phone/call-status.js';
export type { TimerType } from './phone/call-timer.js';
export type { EndReason } from './phone/end-reason.js';
export type { DeviceIds, PhoneConfig } from './phone/phone-config.js';
export { PhoneOperator, type CallOptions, type PhoneOperatorEvents } from './phone/phone-operator.js';
export { Session, type SessionEnd, type SessionEvents } from './phone/session.js';
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
