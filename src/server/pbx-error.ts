/**
 * What can be wrong with the PBX.
 * - `unreachable` nothing answers there; `certificate` its certificate is not trusted; `timeout` it took too long
 * - `server-error` an HTTP status that is no success; `not-a-pbx` an answer that is not the PBX's
 * - `busy` too many requests are waiting for it already; `paused` it failed again and again and is left alone for a while
 * - `access-refused` access ID or key are wrong; `sdk-off` the Linkus SDK is switched off, or its service has expired
 * - `token-invalid` the access or refresh token; `unknown-extension`; `refused` for another reason, see `errcode`
 */
export type PbxFault =
  | 'unreachable'
  | 'certificate'
  | 'timeout'
  | 'server-error'
  | 'not-a-pbx'
  | 'busy'
  | 'paused'
  | 'access-refused'
  | 'sdk-off'
  | 'token-invalid'
  | 'unknown-extension'
  | 'refused';

/** A failed request to the PBX. Neither the message nor anything else in it is secret. */
export class PbxError extends Error {
  override readonly name = 'PbxError';

  constructor(
    readonly fault: PbxFault,
    message: string,
    /** The PBX's own number, when it gave one. */
    readonly errcode?: number,
  ) {
    super(message);
  }
}

/** What may pass by itself within a second. A request that took too long is not among them: somebody is waiting. */
export const mayPassSoon = (error: unknown): boolean =>
  error instanceof PbxError && (error.fault === 'unreachable' || error.fault === 'server-error');

/** What says that the PBX is not well, other than that it didn't like the request. */
export const isOutage = (error: unknown): boolean =>
  mayPassSoon(error) || (error instanceof PbxError && (error.fault === 'timeout' || error.fault === 'not-a-pbx'));

/** Numbers differ between firmwares; the words beside them help where the number is unknown. */
export function faultOf(call: string, errcode: number, errmsg: string): PbxFault {
  if (errcode === 70136 || /sdk.*(disabled|expired|not enabled)/i.test(errmsg)) return 'sdk-off';
  if (call === 'get_token') return 'access-refused';
  if (errcode === 10003 || errcode === 10004 || /token.*(expired|invalid|not exist)/i.test(errmsg)) {
    return 'token-invalid';
  }
  if (call === 'refresh_token') return 'token-invalid';
  if (errcode === 60002 || /(user|extension).*not.*(found|exist)/i.test(errmsg)) return 'unknown-extension';
  return 'refused';
}

/** Codes of Node, and what it says where it gives none, when a certificate is not trusted. */
const certificateTrouble = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS|certificate|fingerprint/i;

/** The error of a `fetch` that brought no answer, in words without an address, as that holds the access token. */
export function connectionError(error: unknown): PbxError {
  const { name, message, code, cause } = (error ?? {}) as Record<string, unknown>;
  const inner = (cause ?? {}) as Record<string, unknown>;
  const reason = [inner['code'], code].find((value) => typeof value === 'string');
  if (name === 'TimeoutError' || name === 'AbortError' || reason === 'UND_ERR_HEADERS_TIMEOUT') {
    return new PbxError('timeout', 'The PBX took too long to answer.');
  }
  const isCertificate = [reason, inner['message'], message].some(
    (text) => typeof text === 'string' && certificateTrouble.test(text),
  );
  const because = reason === undefined ? '' : ` (${reason})`;
  return isCertificate
    ? new PbxError('certificate', `The certificate of the PBX is not trusted${because}.`)
    : new PbxError('unreachable', `The PBX can't be reached${because}.`);
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
