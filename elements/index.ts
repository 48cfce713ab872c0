/** Defines all elements, and exports their classes and the types of their events. */
export { LinkusPhone } from './phone/phone.js';
export { LinkusDialpad } from './dialpad/dialpad.js';
export { LinkusIncoming, type IncomingCall } from './incoming/incoming.js';
export { LinkusSession } from './session/session.js';
export { LinkusCdrList, type CallStatusFilter } from './cdr-list/cdr-list.js';
export { LinkusFactEvent, LinkusRequestEvent } from './base/events.js';
export { phoneContext } from './base/phone-context.js';
export type { FactDetails, FactName, RequestDetails, RequestName } from '../src/store/messages.js';
export type {
  CallRecord,
  CallSnapshot,
  CallState,
  ConnectionState,
  EndReason,
  PhoneSnapshot,
  Problem,
} from '../src/store/phone-snapshot.js';
export type { SnapshotSource } from '../src/store/phone-store.js';
export type { Signature, SignatureProvider } from '../src/live/signature.js';
