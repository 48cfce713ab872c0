import { Emitter, type Listener } from './emitter.js';
import { checkOptions, type CheckedOptions, type InitOptions } from './init-options.js';
import { checkEventName, knownEvents } from './known-events.js';
import { setLogLevel } from './logger.js';
import { textOf } from './pbx/answer-fields.js';
import { failure, type RuntimeError } from './pbx/failure.js';
import { iceServers } from './pbx/ice-servers.js';
import { PBXOperator } from './pbx/pbx-operator.js';
import { parsePbxUrl } from './pbx-url.js';
import type { PbxProfile } from './pbx/sign-in.js';
import { PhoneOperator } from './phone/phone-operator.js';
import { COMMON_ERROR, PHONE_ERROR, isResult, type Result } from './result.js';
import { openSipSocket, sipServer } from './sip/open-sip-socket.js';
import type { SipAccount, SipPort } from './sip/sip-port.js';
import { watchWake } from './wake.js';

export type { InitOptions };

export interface Operators {
  phone: PhoneOperator;
  pbx: PBXOperator;
  /** Ends every call, unregisters, and releases everything. */
  destroy: () => void;
}

/** Events of all phones of the page, for {@link on}. */
export interface ModuleEvents {
  /** `init()` succeeded. */
  init: [Operators];
  /** The PBX ended a session; everything of it is torn down after this. */
  runtimeError: [RuntimeError, Operators];
  /** Everything of a phone was torn down, by `destroy()` or by the PBX. */
  destroy: [Operators];
}

const events = knownEvents<ModuleEvents>({ init: true, runtimeError: true, destroy: true });
const moduleEvents = new Emitter<ModuleEvents>();

/** Listens to the events of every phone that this copy of the module signs in, until `signal` is aborted. */
export function on<Name extends keyof ModuleEvents>(
  name: Name,
  listener: Listener<ModuleEvents[Name]>,
  options?: { signal?: AbortSignal },
): void {
  checkEventName('linkus-elements/core', events, name);
  moduleEvents.on(name, listener, options);
}

/**
 * Signs in to the PBX. Listen to `phone`'s events, then call `phone.start()` to register.
 *
 * @throws SignInFailure (not an `Error`): a Result with `reason`, and the PBX's `errcode` where it sent one. -2 -3 the
 *   address, -102 unreachable, -4 no PBX there or too old, -103 signature refused, -104 no such extension, -106 client
 *   disabled, -110 SDK service missing, -299 this browser cannot make calls, -1 given up
 */
export async function init(options: InitOptions): Promise<Operators> {
  const url = addressOf(options);
  const checked = checkOptions(options);
  checkBrowser();
  const { username, secret, userAgent, disableCallWaiting, enableLog, signal } = checked;
  setLogLevel(enableLog ? 'info' : 'warn');
  if (signal?.aborted) throw cancelled();
  const pbx = new PBXOperator({ username, secret, url, userAgent, disableCallWaiting, uploadLog: enableLog });
  const giveUp = () => pbx.destroy();
  signal?.addEventListener('abort', giveUp, { once: true });

  // The stack, the connection and the registrar's challenge are fetched while the PBX thinks about the login: each would
  // cost a round trip later. They need the extension's number only, which is unknown when somebody signs in by e-mail.
  const stack = import('./sip/sip-agent.js');
  const early = /^\d+$/.test(username) ? prepareSip(stack, url, username, checked) : null;
  (early ?? stack).catch(() => undefined); // awaited below, unless the login fails first
  try {
    await pbx.init();
    const prepared = await early;
    const { extensionNumber } = pbx.profile;
    if (prepared && extensionNumber !== username) prepared.stop();
    const sip = extensionNumber === username ? prepared : await prepareSip(stack, url, extensionNumber, checked);
    if (signal?.aborted || !sip) throw cancelled();
    sip.useAccount(sipAccount(pbx.profile));
    return join(pbx, new PhoneOperator(sip, phoneConfig(pbx, checked)), sip);
  } catch (error) {
    early?.then((sip) => sip.stop()).catch(() => undefined);
    pbx.destroy();
    if (signal?.aborted) throw cancelled();
    // What is no Result came from the page's own server: the stack could not be loaded.
    throw isResult(error) ? error : failure(COMMON_ERROR.UNKNOWN_ERROR, 'unreachable');
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

/**
 * Ties the two together: notifications reach the phone, they end together, and of their two sockets the first that reaches the
 * PBX again tells the other.
 */
function join(pbx: PBXOperator, phone: PhoneOperator, sip: SipPort): Operators {
  const ending = new AbortController();
  const { signal } = ending;
  const { socket } = pbx;
  sip.on('connected', () => socket.retryNow(), { signal });
  pbx.onAnswer = (again) => {
    if (again || !phone.isRegistered) sip.probe();
  };
  for (const name of ['newRTCSession', 'deleteSession'] as const)
    phone.on(name, () => (socket.inCall = phone.sessions.size > 0), { signal });
  // What a user does is a moment to look at both. A socket that is being opened gets its time.
  socket.onProbe = () => {
    if (phone.isRegistered) sip.probe();
  };
  watchWake(() => socket.probe(), signal);
  const destroy = () => {
    if (signal.aborted) return;
    ending.abort();
    phone.destroy();
    pbx.destroy();
    moduleEvents.emit('destroy', operators);
  };
  const operators: Operators = { phone, pbx, destroy };
  moduleEvents.emit('init', operators);
  // A moment later: the application must have had the time to listen.
  setTimeout(() =>
    pbx.attach(phone, (error) => {
      moduleEvents.emit('runtimeError', error, operators);
      destroy();
    }),
  );
  return operators;
}

/**
 * A browser may lack WebRTC: an in-app browser, WebKitGTK, a policy. Such a phone must not take calls away from others.
 * @throws SignInFailure -299 no-webrtc
 */
export function checkBrowser(): void {
  if (typeof RTCPeerConnection === 'undefined') throw failure(PHONE_ERROR.WEBRTC_NOT_SUPPORTED, 'no-webrtc');
}

function addressOf(options: InitOptions | undefined): URL {
  try {
    return parsePbxUrl(options?.pbxURL ?? '', globalThis.location?.protocol ?? '');
  } catch (error) {
    throw failure(isResult(error) ? error : COMMON_ERROR.INVALID_PBX_URL, 'invalid-option');
  }
}

function cancelled(): Result {
  return failure(COMMON_ERROR.UNKNOWN_ERROR, 'cancelled');
}

function phoneConfig(pbx: PBXOperator, options: CheckedOptions) {
  const { profile } = pbx;
  return {
    deviceIds: options.deviceIds,
    iceServers: iceServers(profile.product.cloud, profile.global),
    onCall: () => pbx.announceCall(),
    extension: profile.extensionNumber,
    callWaiting: profile.callWaiting && !options.disableCallWaiting,
    recordPermissions: profile.recordPermissions,
    recordFeatureCode: textOf(profile.global, 'record_feature_code'),
    videoPlan: '', // the licence is asked for beside the sign-in; `videoPlanChange` tells
    reRegistryPhoneTimes: options.reRegistryPhoneTimes,
    audio: options.audio,
    codecs: options.codecs,
    lookUp: (number: string) => pbx.lookUp(number),
    sendReport: (report: object) => void pbx.sendReport(report),
  };
}

type Stack = Promise<typeof import('./sip/sip-agent.js')>;

/** The socket opens at once, also while the stack is still loading. */
async function prepareSip(stack: Stack, pbx: URL, extension: string, options: CheckedOptions) {
  const server = sipServer(pbx, extension);
  const openedSocket = openSipSocket(server);
  const { userAgent, reRegistryPhoneTimes: retries } = options;
  try {
    const { SipAgent } = await stack;
    const agent = new SipAgent({ server, host: pbx.hostname, extension, userAgent, retries, openedSocket });
    agent.prepare();
    return agent;
  } catch (error) {
    openedSocket.close();
    throw error;
  }
}

const natAccess = new Set(['external_ip', 'external_host', 'ys_domain']);

function sipAccount({ extensionName, registerName, ha1, product }: PbxProfile): SipAccount {
  const { accessType } = product;
  return {
    displayName: extensionName,
    authorizationUser: registerName,
    ha1,
    behindNat: natAccess.has(accessType),
    accessType,
  };
}
