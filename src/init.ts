import { setLogLevel } from './logger.js';
import { PbxApi } from './pbx/pbx-api.js';
import { PBXOperator } from './pbx/pbx-operator.js';
import { parsePbxUrl } from './pbx-url.js';
import { signIn, type PbxProfile } from './pbx/sign-in.js';
import { PhoneOperator } from './phone/phone-operator.js';
import { COMMON_ERROR, isResult } from './result.js';
import { openSipSocket, sipServer } from './sip/open-sip-socket.js';
import type { SipAccount } from './sip/sip-port.js';

/** Options of {@link init} (manual, "Initialise Linkus Web SDK Core"). */
export interface InitOptions {
  /** Extension number or e-mail address. */
  username: string;
  /** The login signature that the application server got for this user. */
  secret: string;
  /** Address of the PBX with protocol and port: `https://192.168.1.1:8088`. */
  pbxURL: URL | string;
  /** Writes each step to the console. Default true; warnings and errors are written in any case. */
  enableLog?: boolean;
  /** Which client we are to the PBX; `WebClient` when not given. */
  userAgent?: 'WebClient' | 'WebPC';
  /** Which microphone and camera to use. */
  deviceIds?: { cameraId?: string; microphoneId?: string };
  /** Gives the sign-in up. */
  signal?: AbortSignal;
}

export interface Operators {
  phone: PhoneOperator;
  pbx: PBXOperator;
  /** Ends every call, unregisters, and releases everything. */
  destroy: () => void;
}

/**
 * Signs in to the PBX. Listen to `phone`'s events, then call `phone.start()` to register.
 *
 * @throws Result (not an `Error`): -2 -3 the address, -102 unreachable, -4 no PBX there or too old, -103 signature refused
 *   (with the PBX's `errcode`), -104 no such extension, -106 client disabled, -110 SDK service missing
 */
export async function init(options: InitOptions): Promise<Operators> {
  setLogLevel(options.enableLog === false ? 'warn' : 'info');
  const url = parsePbxUrl(options.pbxURL, globalThis.location?.protocol ?? '');
  const userAgent = options.userAgent ?? 'WebClient';
  const api = new PbxApi(url);
  options.signal?.addEventListener('abort', () => api.abort(), { once: true });

  // The stack and the connection are made ready while the PBX thinks about the login: each would cost a round trip later.
  const stack = import('./sip/sip-js-agent.js');
  stack.catch(() => undefined); // awaited below, unless the login fails first
  const early = openEarly(url, options.username);
  try {
    const { username, secret } = options;
    const profile = await signIn(api, { username, secret, userAgent, host: url.host });
    const { SipJsAgent } = await stack;
    if (options.signal?.aborted) throw COMMON_ERROR.UNKNOWN_ERROR;
    const sip = new SipJsAgent(sipAccount(url, profile, userAgent, early));
    const phone = new PhoneOperator(sip, {
      deviceIds: options.deviceIds ?? {},
      iceServers: profile.iceServers,
      onCall: () => void api.post('/v1.0/dct/init', { type: 'call' }).catch(() => undefined),
    });
    const pbx = new PBXOperator(username, url, api, profile);
    const destroy = () => {
      phone.destroy();
      pbx.destroy();
    };
    return { phone, pbx, destroy };
  } catch (error) {
    early?.close();
    throw isResult(error) ? error : COMMON_ERROR.UNKNOWN_ERROR;
  }
}

/** The SIP socket needs the extension's number only, and that is known already unless somebody signs in by e-mail. */
function openEarly(pbx: URL, username: string): WebSocket | null {
  return /^\d+$/.test(username) ? openSipSocket(sipServer(pbx, username)) : null;
}

const natAccess = new Set(['external_ip', 'external_host', 'ys_domain']);

function sipAccount(pbx: URL, profile: PbxProfile, userAgent: string, early: WebSocket | null): SipAccount {
  const server = sipServer(pbx, profile.extensionNumber);
  const fits = early?.url === server;
  if (!fits) early?.close();
  return {
    server,
    host: pbx.hostname,
    extension: profile.extensionNumber,
    displayName: profile.extensionName,
    authorizationUser: profile.registerName,
    ha1: profile.ha1,
    userAgent,
    behindNat: natAccess.has(profile.accessType),
    accessType: profile.accessType,
    openedSocket: fits ? early : null,
  };
}
