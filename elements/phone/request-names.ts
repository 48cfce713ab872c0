import type { RequestName } from '../../src/store/messages.js';

/** A key for each, so that the compiler misses none. */
const names: Record<RequestName, true> = {
  'linkus-call-request': true,
  'linkus-answer-request': true,
  'linkus-reject-request': true,
  'linkus-hang-up-request': true,
  'linkus-mute-request': true,
  'linkus-dtmf-request': true,
  'linkus-hold-request': true,
  'linkus-record-request': true,
  'linkus-transfer-request': true,
  'linkus-transfer-complete-request': true,
  'linkus-transfer-cancel-request': true,
  'linkus-video-request': true,
  'linkus-device-request': true,
  'linkus-check-request': true,
  'linkus-records-request': true,
  'linkus-records-read-request': true,
  'linkus-records-delete-request': true,
  'linkus-records-restore-request': true,
  'linkus-sign-in-request': true,
};

/** The wishes that a phone listens to. */
export const requestNames = Object.keys(names) as RequestName[];
