import type { RecordQuery } from './call-records.js';
import type { CallSnapshot, ConnectionState, DeviceRole, EndReason } from './phone-snapshot.js';

/**
 * What the elements may ask of a phone, by the name of the DOM event that carries the wish.
 * The events bubble, are composed and can be prevented; `<linkus-phone>` acts on those that were not.
 */
export interface RequestDetails {
  'linkus-call-request': { readonly number: string; readonly video: boolean };
  /** `video`: with our camera; without it a call with pictures is seen, not joined. */
  'linkus-answer-request': { readonly callId: string; readonly video?: boolean };
  'linkus-reject-request': { readonly callId: string };
  'linkus-hang-up-request': { readonly callId: string };
  'linkus-mute-request': { readonly callId: string; readonly muted: boolean };
  /** `tones` are characters of `0123456789*#`. */
  'linkus-dtmf-request': { readonly callId: string; readonly tones: string };
  /** `held: false` takes the call back; the other calls go on hold. */
  'linkus-hold-request': { readonly callId: string; readonly held: boolean };
  /** By the PBX's permission (`recordPermission` of the snapshot). */
  'linkus-record-request': { readonly callId: string; readonly recording: boolean };
  /** `blind` hands the other side over; `attended` begins a consultation with `number`. */
  'linkus-transfer-request': { readonly callId: string; readonly number: string; readonly kind: 'blind' | 'attended' };
  /** Joins the two others; `callId` is the consultation or its parent. */
  'linkus-transfer-complete-request': { readonly callId: string };
  /** Ends the consultation and takes the first call back; `callId` as above. */
  'linkus-transfer-cancel-request': { readonly callId: string };
  /** Turns our camera on, or pictures off both ways. */
  'linkus-video-request': { readonly callId: string; readonly video: boolean };
  /** An empty `deviceId` is the system's default. */
  'linkus-device-request': { readonly role: DeviceRole; readonly deviceId: string };
  /** Checks the devices and the way to the PBX; the snapshot's `deviceCheck` tells what was found. */
  'linkus-check-request': { readonly reason: 'person' };
  /** The person looks at these call records: `from` inclusive, `to` exclusive, counted from the newest. */
  'linkus-records-request': { readonly query: RecordQuery; readonly from: number; readonly to: number };
  /** A missed call, or with `null` all, is no news any more. `id` is that of the record. */
  'linkus-records-read-request': { readonly id: number | null };
  /** Deletes a record, or with `null` all, from what this browser shows; the PBX keeps them. */
  'linkus-records-delete-request': { readonly id: number | null };
  /** Takes a deletion back: of a record, or the last one of all. */
  'linkus-records-restore-request': { readonly id: number | null };
  /** Try again after a refused or failed sign-in. */
  'linkus-sign-in-request': { readonly reason: 'person' };
}

/** What a phone tells the page, by the name of the DOM event. Composed, not bubbling, fired by `<linkus-phone>` alone. */
export interface FactDetails {
  /** `code` is 0, or the manual's code of what went wrong. */
  'linkus-registration-change': {
    readonly connection: ConnectionState;
    readonly registered: boolean;
    readonly code: number;
    readonly msg: string;
  };
  'linkus-incoming': { readonly call: CallSnapshot };
  'linkus-call-start': { readonly call: CallSnapshot };
  'linkus-call-change': { readonly call: CallSnapshot };
  /** Exactly once for each call, whatever ended it. */
  'linkus-call-end': { readonly call: CallSnapshot; readonly reason: EndReason; readonly code: number };
  /** A call, an answer or another wish was refused before anything was sent. */
  'linkus-request-refused': {
    readonly request: keyof RequestDetails;
    readonly number: string;
    readonly code: number;
    readonly msg: string;
  };
  /** How many missed calls there are that the person has not looked at. */
  'linkus-unread-change': { readonly unread: number };
  /** The PBX ended the session of this phone: signed in elsewhere, extension deleted … */
  'linkus-runtime-error': { readonly code: number; readonly msg: string };
}

export type RequestName = keyof RequestDetails;
export type FactName = keyof FactDetails;
