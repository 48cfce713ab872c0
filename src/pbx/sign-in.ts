import { COMMON_ERROR, PBX_ERROR, isResult, type Result } from '../result.js';
import { numberOf, objectOf, textOf, type Answer } from './answer-fields.js';
import { failure, loginFailure, productFailure, type SignInFailure } from './failure.js';
import type { PbxApi } from './pbx-api.js';

/** Which client we are to the PBX. */
export type ClientKind = 'WebClient' | 'WebPC';

/** What the PBX says of itself. */
export interface Product {
  /** How the PBX is reached; empty when it did not say. */
  readonly accessType: string;
  /** The Chinese edition ("cn" mode) keeps its client switch elsewhere. */
  readonly chinese: boolean;
  readonly cloud: boolean;
  readonly version: string;
}

/** What the PBX tells a client that signed in. */
export interface PbxProfile {
  readonly product: Product;
  readonly extensionId: string;
  readonly extensionNumber: string;
  readonly extensionName: string;
  /** The SIP account; `ha1` is the digest's HA1, not a password. */
  readonly registerName: string;
  readonly ha1: string;
  readonly realm: string;
  readonly recordPermissions: number;
  readonly callWaiting: boolean;
  /** The answer of `getpersonalglobal`: domains for STUN, feature codes. */
  readonly global: Answer;
}

export interface Credentials {
  readonly username: string;
  readonly secret: string;
  readonly userAgent: ClientKind;
}

/**
 * First step: the login, and what product it is, asked for at once. The token is kept in `api`. `host` is `host:port` of
 * the PBX, as the page reaches it.
 * @throws SignInFailure
 */
export async function login(api: PbxApi, host: string, credentials: Credentials): Promise<Product> {
  const [product, token] = await Promise.allSettled([
    api.get('/v1.0/pbx/getproduct', { host }).then(readProduct),
    fetchToken(api, credentials),
  ]);
  // Of several troubles the first cause is told: no network, the PBX's own words, no PBX at this address.
  if (token.status === 'rejected' && code(token.reason) !== PBX_ERROR.PBX_API_ERROR.code) throw token.reason as Result;
  if (product.status === 'rejected') throw productFailure(product.reason as SignInFailure);
  if (token.status === 'rejected') throw loginFailure(token.reason as SignInFailure);
  api.token = token.value;
  return product.value;
}

/**
 * The access token for a signature.
 * @throws SignInFailure
 */
export async function fetchToken(api: PbxApi, { username, secret, userAgent }: Credentials): Promise<string> {
  const answer = await api.post('/v1.0/login', {
    username,
    password: secret,
    login_source: userAgent === 'WebPC' ? 'webpc' : null,
    login_jump: 'sdk',
  });
  const token = textOf(answer, 'access_token');
  if (token === '') throw failure(PBX_ERROR.PBX_API_ERROR, 'refused');
  return token;
}

/**
 * Second step: three answers that do not need each other.
 * @throws SignInFailure
 */
export async function loadProfile(api: PbxApi, product: Product, userAgent: ClientKind): Promise<PbxProfile> {
  const [global, personal, account] = await Promise.all([
    api.get('/v1.0/extension/getpersonalglobal'),
    api.get('/v1.0/extension/getpersonal'),
    api.get('/v1.0/extension/getregisterinfo'),
  ]);
  const extension = objectOf(personal, 'extension');
  const number = textOf(extension, 'number');
  if (!extension || number === '') throw failure(PBX_ERROR.GET_PERSONAL_NOT_FOUND_DATA, 'extension-missing');
  if (!clientIsEnabled(product, global, extension, userAgent)) {
    throw failure(PBX_ERROR.LINKUS_DISABLED, 'client-disabled');
  }
  return {
    product,
    extensionId: textOf(extension, 'id'),
    extensionNumber: number,
    extensionName: textOf(extension, 'caller_id_name'),
    registerName: textOf(account, 'registername') || number,
    ha1: textOf(account, 'registerpassword'),
    realm: textOf(account, 'realm') || 'YSAsterisk',
    recordPermissions: numberOf(extension, 'enb_ctl_record'),
    callWaiting: textOf(extension, 'enb_web_client_call_waiting') !== '0',
    global,
  };
}

function readProduct(answer: Answer): Product {
  const product = objectOf(answer, 'product');
  const oem = textOf(product, 'base_oem_id');
  if (!oem) throw failure(COMMON_ERROR.GET_PRODUCT_FAILED, 'firmware-too-old');
  return {
    accessType: textOf(answer, 'access_type'),
    chinese: oem === '1',
    cloud: textOf(product, 'platform_name') === 'p_cloudpbx',
    version: textOf(product, 'version'),
  };
}

function code(reason: unknown): number {
  return isResult(reason) ? reason.code : PBX_ERROR.UNKNOWN_ERROR.code;
}

function clientIsEnabled(product: Product, global: Answer, extension: Answer, userAgent: ClientKind): boolean {
  if (product.chinese) return numberOf(global, 'enb_internal_client') === 1;
  return numberOf(extension, userAgent === 'WebPC' ? 'enb_desktop_client' : 'enb_web_client') === 1;
}
