/**
 * The results of the manual (chapter "Result"): every call that can fail answers with a code and its name.
 * 0..99 / -1..-99 are common, 1xx belong to PBXOperator, 2xx to PhoneOperator.
 */

/** What a method resolves or rejects with. Not an `Error`: applications read `code` and `msg`. */
export interface Result {
  /** The manual's number: 0, 100 or 200 is success, a negative number names the failure. */
  code: number;
  /** The manual's name of the code, such as `INVALID_NUMBER`. */
  msg: string;
  /** The same in an English sentence, for logs. */
  describe: string;
  /** The PBX's own `errcode`, when it sent one. */
  errcode?: number;
}

function table<const Name extends string>(rows: Readonly<Record<Name, readonly [code: number, describe: string]>>) {
  const results = Object.entries<readonly [number, string]>(rows).map(([msg, [code, describe]]) => [
    msg,
    Object.freeze({ code, msg, describe }),
  ]);
  return Object.freeze(Object.fromEntries(results)) as Readonly<Record<Name, Readonly<Result>>>;
}

export const COMMON_SUCCESS = table({ SUCCESS: [0, 'Success.'] });

export const COMMON_ERROR = table({
  UNKNOWN_ERROR: [-1, 'Unknown error.'],
  INVALID_PBX_URL: [-2, 'The PBX address is not a valid URL. Give protocol, host and port: https://192.168.1.1:8088'],
  PBX_URL_NOT_HTTPS: [-3, 'The PBX address must start with https://'],
  GET_PRODUCT_FAILED: [-4, 'The PBX did not say what product it is, or its firmware is too old.'],
});

export const PBX_SUCCESS = table({ SUCCESS: [100, 'Success.'] });

export const PBX_ERROR = table({
  UNKNOWN_ERROR: [-100, 'Unknown error.'],
  REGISTRY_FAILED: [-101, 'Registration failed.'],
  PBX_NETWORK_ERROR: [-102, 'The PBX cannot be reached from this network.'],
  PBX_API_ERROR: [-103, 'The PBX refused the request.'],
  GET_PERSONAL_NOT_FOUND_DATA: [-104, 'The PBX sent no data of the extension.'],
  PBX_ALREADY_INITIALIZED: [-105, 'The PBX operator is signed in already.'],
  LINKUS_DISABLED: [-106, 'The Linkus client is disabled for this extension.'],
  LOGGED_IN_ELSEWHERE: [-107, 'The extension signed in elsewhere.'],
  EXTENSION_DELETED: [-108, 'The extension was deleted.'],
  RE_LOGIN: [-109, 'The extension must sign in again.'],
  SDK_PLAN_DISABLED: [-110, 'The PBX has no Linkus SDK service.'],
});

export const PHONE_SUCCESS = table({ SUCCESS: [200, 'Success.'] });

export const PHONE_ERROR = table({
  UNKNOWN_ERROR: [-200, 'Unknown error.'],
  REGISTRY_FAILED: [-201, 'Registration failed.'],
  GET_AGREE_CHROME_USER_MEDIA_ROLE_ERROR: [-202, 'The browser did not give permission to use the microphone.'],
  GET_LOCAL_STREAM_ERROR: [-203, 'The local media stream could not be opened.'],
  RE_REGISTRY_MAX_LIMIT_TIMES: [-204, 'Gave up registering after the given number of tries.'],
  MAX_LIMIT_CALL: [-205, 'No more calls are possible now.'],
  GET_LOCAL_MEDIA_INFO_ERROR: [-206, 'The media devices cannot be listed. Is the page served over HTTPS?'],
  ATTENDED_PARENT_NOT_FOUND: [-207, 'The call to be transferred was not found.'],
  CALL_TOO_MANY_TIMES: [-208, 'One outgoing call a second is the limit.'],
  INVALID_NUMBER: [-209, 'This is not a number that can be called.'],
  CURRENT_CALL_HAS_NOT_CONNECTED: [-210, 'Another call is still being set up.'],
  NOT_FOUND_CALL_ID: [-211, 'There is no such call.'],
  NOT_FOUND_AUDIO_INPUT_DEVICE: [-290, 'No microphone was found.'],
  NOT_FOUND_VIDEO_INPUT_DEVICE: [-291, 'No camera was found.'],
  /** Ours: not of the manual. */
  WEBRTC_NOT_SUPPORTED: [-299, 'This browser cannot make calls: it has no WebRTC (RTCPeerConnection).'],
});

/** True for the success results of the three tables. */
export function isSuccess(result: Pick<Result, 'code'>): boolean {
  return result.code >= 0;
}

/** True for a value that is a {@link Result}, as the rejections of this library are. */
export function isResult(value: unknown): value is Result {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'code') && Object.hasOwn(value, 'msg');
}
