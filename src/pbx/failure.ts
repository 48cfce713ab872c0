import { COMMON_ERROR, PBX_ERROR, type Result } from '../result.js';

/**
 * Why a sign-in was refused, or a request of a client that is signed in:
 *
 * - `unreachable` nothing answers at the address, or the browser may not ask there; `no-answer` it did not answer in time, or
 *   can't now (HTTP 408, 425, 429, 5xx)
 * - `not-a-pbx` what answers there is something else; `firmware-too-old` it does not say what product it is
 * - `no-webrtc` this browser cannot make calls
 * - `wrong-signature`, `expired-signature` get a new one; `account-locked` after too many wrong ones
 * - `address-forbidden` the PBX refuses this country or IP address
 * - `client-disabled` Linkus is switched off for the extension, `sdk-disabled` for the PBX; `service-expired` the PBX has no
 *   Linkus SDK service, or no longer
 * - `extension-missing` the PBX has no data of the extension
 * - `invalid-option` what was passed to us is wrong; `already-signed-in`; `cancelled` by the application
 * - `refused` the PBX gave a reason that we don't know: look at `errcode`
 */
export type SignInReason =
  | 'unreachable'
  | 'no-answer'
  | 'not-a-pbx'
  | 'firmware-too-old'
  | 'no-webrtc'
  | 'wrong-signature'
  | 'expired-signature'
  | 'account-locked'
  | 'address-forbidden'
  | 'client-disabled'
  | 'sdk-disabled'
  | 'service-expired'
  | 'extension-missing'
  | 'invalid-option'
  | 'already-signed-in'
  | 'cancelled'
  | 'refused';

/** What `init()` rejects with: the manual's code, why, and the PBX's own `errcode` when it sent one. */
export interface SignInFailure extends Result {
  reason: SignInReason;
  /** Milliseconds for which the server wants to be left alone, when it says so (`Retry-After`). */
  retryAfter?: number;
}

/** Why the PBX ended the session of a client that was signed in. */
export type RuntimeReason =
  | 'signed-in-elsewhere'
  | 'extension-deleted'
  | 'sign-in-needed'
  | 'client-disabled'
  | 'sdk-disabled'
  | 'service-expired'
  | 'address-forbidden';

/** What `runtimeError` tells (manual, "PBXOperator", codes -106 to -110). */
export interface RuntimeError extends Result {
  reason: RuntimeReason;
}

/** A SignInFailure, as the Result that it is thrown as. */
export function failure(
  result: Readonly<Result>,
  reason: SignInReason,
  more: { errcode?: number | undefined; describe?: string; retryAfter?: number | undefined } = {},
): Result {
  const { errcode, describe, retryAfter } = more;
  return {
    ...result,
    reason,
    ...(describe && { describe }),
    ...(errcode !== undefined && { errcode }),
    ...(retryAfter && { retryAfter }),
  } satisfies SignInFailure as Result;
}

/** `errcode` of an access token that is none any more. */
export const tokenExpired = 10004;

/** `errcode` of a PBX that has no such interface. */
const noInterface = 10001;

const passing = new Set<SignInReason | undefined>(['unreachable', 'no-answer', 'not-a-pbx']);

/**
 * Whether the same sign-in may succeed later by itself. For everything else a user has to change something first: it is not
 * tried again, because a PBX locks accounts after a few wrong sign-ins.
 */
export function mayPass({ code, errcode, reason }: Result & Partial<SignInFailure>): boolean {
  // A token that we were given a moment ago: the PBX has restarted in between.
  return code === PBX_ERROR.PBX_NETWORK_ERROR.code || errcode === tokenExpired || passing.has(reason);
}

/** The PBX's numbers for a refusal. The three-digit ones are those that the mobile SDKs document. */
const reasons: Readonly<Record<number, SignInReason>> = {
  403: 'wrong-signature',
  405: 'client-disabled',
  407: 'account-locked',
  416: 'address-forbidden',
  10002: 'wrong-signature',
  70004: 'address-forbidden', // ACCOUNT IP BLOCKED
  70087: 'address-forbidden',
  70136: 'service-expired',
};

/** Numbers differ between firmwares; the words beside them help where the number is unknown. */
const words: readonly (readonly [RegExp, SignInReason])[] = [
  [/\block(ed)?\b/i, 'account-locked'],
  [/\b(ip|address|country|region)\b.*\b(forbid|forbidden|block|blocked|denied|limit|limited)\b/i, 'address-forbidden'],
  [/\bsign(ature)?\b.*\bexpired?\b|\bexpired? sign(ature)?\b/i, 'expired-signature'],
  [/\bsdk\b.*\b(disabled?|off)\b/i, 'sdk-disabled'],
  [
    /\b(plan|service|subscription|licen[cs]e)\b.*\b(expired?|disabled|not (bought|subscribed|purchased))\b/i,
    'service-expired',
  ],
  [/\b(client|linkus)\b.*\bdisabled?\b/i, 'client-disabled'],
  [/\b(wrong|invalid|incorrect)\b.*\b(sign|signature|password)\b/i, 'wrong-signature'],
];

/** Why the PBX refused, from its `errcode` and `errmsg`. */
export function refusalReason(errcode: number, errmsg: string): SignInReason {
  // Its interfaces write words_like_this, too.
  const text = errmsg.slice(0, 500).replaceAll('_', ' ');
  return reasons[errcode] ?? words.find(([pattern]) => pattern.test(text))?.[1] ?? 'refused';
}

/** The manual's code for a refused login: -110 without the SDK service, else -103. */
export function loginFailure(failed: SignInFailure): Result {
  const { errcode, retryAfter, reason } = failed;
  const code = reason === 'service-expired' || reason === 'sdk-disabled' ? 'SDK_PLAN_DISABLED' : 'PBX_API_ERROR';
  return failure(PBX_ERROR[code], reason, { errcode, retryAfter });
}

/** -4, with the reason that was found on the way to it. A PBX that has no such interface is too old. */
export function productFailure(failed: SignInFailure): Result {
  const { errcode, retryAfter, reason } = failed;
  const told = reason === 'refused' || errcode === noInterface ? 'firmware-too-old' : reason;
  return failure(COMMON_ERROR.GET_PRODUCT_FAILED, told, { errcode, retryAfter });
}
