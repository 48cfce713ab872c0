import type { PhoneOperator } from '../phone/phone-operator.js';
import { PHONE_ERROR, type Result } from '../result.js';
import type { RequestDetails } from './messages.js';

type CallRequests = Omit<RequestDetails, 'linkus-sign-in-request'>;

/** One function per request, by the name of its event. It resolves when granted and rejects with a {@link Result}. */
export const requests: {
  readonly [Name in keyof CallRequests]: (phone: PhoneOperator, detail: CallRequests[Name]) => Promise<unknown>;
} = {
  'linkus-call-request': (phone, { number }) => phone.call(number),
  'linkus-answer-request': (phone, { callId }) => phone.answer(callId),
  'linkus-reject-request': (phone, { callId }) => granted(phone.reject(callId)),
  'linkus-hang-up-request': (phone, { callId }) => granted(phone.hangup(callId)),
  'linkus-mute-request': (phone, { callId, muted }) => granted(muted ? phone.mute(callId) : phone.unmute(callId)),
  'linkus-dtmf-request': (phone, { callId, tones }) => granted(phone.dtmf(callId, tones)),
};

function granted(done: boolean): Promise<void> {
  const refusal: Readonly<Result> = PHONE_ERROR.NOT_FOUND_CALL_ID;
  return done ? Promise.resolve() : Promise.reject(refusal);
}
