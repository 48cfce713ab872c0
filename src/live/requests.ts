import { cleanNumber } from '../phone/dial-number.js';
import type { PhoneOperator } from '../phone/phone-operator.js';
import { PHONE_ERROR, type Result } from '../result.js';
import type { RecordsRequest } from './live-records.js';
import type { RequestDetails } from '../store/messages.js';

/** The wishes that are about a call. */
type CallRequests = Omit<
  RequestDetails,
  'linkus-sign-in-request' | 'linkus-device-request' | 'linkus-check-request' | RecordsRequest
>;

/** One function per request, by the name of its event. It resolves when granted and rejects with a {@link Result}. */
export const requests: {
  readonly [Name in keyof CallRequests]: (phone: PhoneOperator, detail: CallRequests[Name]) => Promise<unknown>;
} = {
  'linkus-call-request': (phone, { number, video }) => phone.call(number, { video }),
  'linkus-answer-request': (phone, { callId, video = false }) => phone.answer(callId, { video }),
  'linkus-reject-request': (phone, { callId }) => granted(phone.reject(callId)),
  'linkus-hang-up-request': (phone, { callId }) => granted(phone.hangup(callId)),
  'linkus-mute-request': (phone, { callId, muted }) => granted(muted ? phone.mute(callId) : phone.unmute(callId)),
  'linkus-dtmf-request': (phone, { callId, tones }) => granted(phone.dtmf(callId, tones)),
  'linkus-hold-request': (phone, { callId, held }) => granted(held ? phone.hold(callId) : phone.unhold(callId)),
  'linkus-record-request': (phone, { callId, recording }) =>
    granted(recording ? phone.startRecord(callId) : phone.pauseRecord(callId)),
  'linkus-transfer-request': (phone, { callId, number, kind }) => {
    const { number: target, tones } = cleanNumber(number);
    if (target === undefined || (tones && kind === 'blind')) return Promise.reject(PHONE_ERROR.INVALID_NUMBER);
    return kind === 'blind' ? granted(phone.blindTransfer(callId, number)) : phone.call(number, {}, callId);
  },
  'linkus-transfer-complete-request': (phone, { callId }) => granted(phone.attendedTransfer(callId, '')),
  'linkus-transfer-cancel-request': (phone, { callId }) => granted(cancelConsultation(phone, callId)),
  'linkus-video-request': (phone, { callId, video }) =>
    granted(video ? phone.audioToVideo(callId) : phone.videoToAudio(callId)),
};

/** The consultation ends; who waits is taken back. */
function cancelConsultation(phone: PhoneOperator, callId: string): boolean {
  const consultation = phone.getSessions().find(({ status, parent }) => {
    return parent !== null && (status.callId === callId || parent.status.callId === callId);
  });
  if (!consultation?.parent) return false;
  const parentId = consultation.parent.status.callId;
  return consultation.terminate() && phone.unhold(parentId);
}

function granted(done: boolean): Promise<void> {
  const refusal: Readonly<Result> = PHONE_ERROR.NOT_FOUND_CALL_ID;
  return done ? Promise.resolve() : Promise.reject(refusal);
}
