import { COMMON_ERROR, PBX_ERROR, isResult, type Result } from '../result.js';
import { numberOf, objectOf, textOf, type PbxApi } from './pbx-api.js';

/** What the PBX tells a client that signed in. */
export interface PbxProfile {
  readonly extensionId: string;
  readonly extensionNumber: string;
  readonly extensionName: string;
  /** The SIP account; `ha1` is the digest's HA1, not a password. */
  readonly registerName: string;
  readonly ha1: string;
  readonly recordPermissions: number;
  readonly callWaiting: boolean;
  /** How the PBX is reached; empty when it did not say. */
  readonly accessType: string;
  readonly iceServers: readonly RTCIceServer[];
}

export interface SignInOptions {
  readonly username: string;
  readonly secret: string;
  readonly userAgent: 'WebClient' | 'WebPC';
  /** `host:port` of the PBX, as the page reaches it. */
  readonly host: string;
}

/** The PBX's own number for "the SDK service was not bought". */
const serviceNotBought = 70136;
/** Default port of the PBX's STUN service. */
const stunPort = 11009;

/** Everything after the login runs together: four answers that do not need each other. */
export async function signIn(api: PbxApi, options: SignInOptions): Promise<PbxProfile> {
  const product = await login(api, options);
  const [global, personal, account] = await Promise.all([
    api.get('/v1.0/extension/getpersonalglobal'),
    api.get('/v1.0/extension/getpersonal'),
    api.get('/v1.0/extension/getregisterinfo'),
  ]);
  const extension = objectOf(personal, 'extension');
  if (!extension) throw PBX_ERROR.GET_PERSONAL_NOT_FOUND_DATA;
  if (!clientIsEnabled(product, global, extension, options)) {
    api.get('/v1.0/logout').catch(() => undefined);
    throw PBX_ERROR.LINKUS_DISABLED;
  }
  return {
    extensionId: textOf(extension, 'id'),
    extensionNumber: textOf(extension, 'number'),
    extensionName: textOf(extension, 'caller_id_name'),
    registerName: textOf(account, 'registername') || textOf(extension, 'number'),
    ha1: textOf(account, 'registerpassword'),
    recordPermissions: numberOf(extension, 'enb_ctl_record'),
    callWaiting: numberOf(extension, 'enb_web_client_call_waiting') !== 0,
    accessType: product.accessType,
    iceServers: iceServers(product.cloud, global),
  };
}

interface Product {
  readonly accessType: string;
  /** The Chinese edition keeps its client switch elsewhere. */
  readonly chinese: boolean;
  readonly cloud: boolean;
}

/** Product and login at once; the token is kept in `api`. */
async function login(api: PbxApi, { username, secret, userAgent, host }: SignInOptions): Promise<Product> {
  const credentials = {
    username,
    password: secret,
    login_source: userAgent === 'WebPC' ? 'webpc' : null,
    login_jump: 'sdk',
  };
  const [product, token] = await Promise.allSettled([
    api.get('/v1.0/pbx/getproduct', { host }).then(readProduct),
    api.post('/v1.0/login', credentials).then((answer) => textOf(answer, 'access_token')),
  ]);
  // Of several troubles the first cause is told: no network, no PBX at this address, then the login.
  if (token.status === 'rejected' && isNetworkError(token.reason)) throw PBX_ERROR.PBX_NETWORK_ERROR;
  if (product.status === 'rejected') throw COMMON_ERROR.GET_PRODUCT_FAILED;
  if (token.status === 'rejected') throw loginProblem(token.reason);
  api.token = token.value;
  return product.value;
}

function readProduct(answer: Record<string, unknown>): Product {
  const product = objectOf(answer, 'product');
  const oem = textOf(product, 'base_oem_id');
  if (!oem) throw COMMON_ERROR.GET_PRODUCT_FAILED;
  return {
    accessType: textOf(answer, 'access_type'),
    chinese: oem === '1',
    cloud: textOf(product, 'platform_name') === 'p_cloudpbx',
  };
}

function isNetworkError(reason: unknown): boolean {
  return isResult(reason) && reason.code === PBX_ERROR.PBX_NETWORK_ERROR.code;
}

function loginProblem(reason: unknown): Result {
  if (!isResult(reason)) return PBX_ERROR.UNKNOWN_ERROR;
  return reason.errcode === serviceNotBought ? { ...reason, ...PBX_ERROR.SDK_PLAN_DISABLED } : reason;
}

type Answer = Record<string, unknown>;

function clientIsEnabled(product: Product, global: Answer, extension: Answer, options: SignInOptions): boolean {
  if (product.chinese) return numberOf(global, 'enb_internal_client') === 1;
  return numberOf(extension, options.userAgent === 'WebPC' ? 'enb_desktop_client' : 'enb_web_client') === 1;
}

function iceServers(cloud: boolean, global: Answer): RTCIceServer[] {
  const natDomain = numberOf(global, 'enable_nat_fqdn') === 1 ? textOf(global, 'fqdn_domain') : '';
  const domain = (cloud ? textOf(global, 'cloud_domain') : natDomain).toLowerCase();
  return domain ? [{ urls: `stun:${domain}:${numberOf(global, 'turn_port') || stunPort}` }] : [];
}
