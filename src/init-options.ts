import { createLogger } from './logger.js';
import { nearestName } from './nearest-name.js';
import { PBX_ERROR, type Result } from './result.js';

const log = createLogger('init');

/** Options of `init()` (manual, "Initialise Linkus Web SDK Core"; what is ours says so). */
export interface InitOptions {
  /** Extension number or e-mail address. */
  username: string;
  /** The login signature that the application server got for this user. */
  secret: string;
  /** Address of the PBX with protocol and port: `https://192.168.1.1:8088`. */
  pbxURL: URL | string;
  /**
   * Writes each step to the console, and sends log lines without secrets to the PBX. Default true; with false the console
   * still gets warnings and errors.
   */
  enableLog?: boolean | undefined;
  /** How often a failed registration is tried again; without limit when not given. */
  reRegistryPhoneTimes?: number | undefined;
  /** Which client we are to the PBX; `WebClient` when not given. */
  userAgent?: 'WebClient' | 'WebPC' | undefined;
  /** Which devices to use, by the ids of `enumerateDevices()`. `volume` is 0..1. */
  deviceIds?: { cameraId?: string; microphoneId?: string; speakerId?: string; volume?: number } | undefined;
  /** The manual's name of `deviceIds`. */
  deviceId?: { cameraId?: string; microphoneId?: string } | undefined;
  /** One call at a time, whatever the PBX's switch for call waiting says. */
  disableCallWaiting?: boolean | undefined;
  /** Ours: how the browser treats what the microphone hears; it decides where nothing is said. */
  audio?:
    | {
        echoCancellation?: boolean | undefined;
        noiseSuppression?: boolean | undefined;
        autoGainControl?: boolean | undefined;
      }
    | undefined;
  /** Ours: codecs that are preferred, best first, such as `['opus', 'PCMA']`; the browser's order when not given. */
  codecs?: readonly string[] | undefined;
  /** Ours: gives the sign-in up. */
  signal?: AbortSignal | undefined;
}

/** The options with everything in its place. */
export interface CheckedOptions {
  readonly username: string;
  readonly secret: string;
  readonly pbxURL: URL | string;
  readonly enableLog: boolean;
  readonly reRegistryPhoneTimes: number;
  readonly userAgent: 'WebClient' | 'WebPC';
  readonly deviceIds: { cameraId?: string; microphoneId?: string; speakerId?: string; volume?: number };
  readonly disableCallWaiting: boolean;
  readonly audio: { echoCancellation?: boolean; noiseSuppression?: boolean; autoGainControl?: boolean };
  readonly codecs: readonly string[];
  readonly signal: AbortSignal | undefined;
}

/** A wrong username or secret is refused, as the PBX would; with the reason that SignInFailure has for it. */
type OptionFailure = Result & { reason: 'invalid-option' };

/**
 * Reads the options of an application that may not be written in TypeScript. An unknown name or a wrong value of an option
 * that may be left out is told once in the log, and the sign-in goes on without it.
 *
 * @throws Result -103 username or secret is missing; its `describe` says which
 */
export function checkOptions(options: unknown): CheckedOptions {
  const given: Record<string, unknown> = isObject(options) ? options : {};
  for (const name of Object.keys(given)) if (!known.has(name)) warnUnknown(name);
  const read = <Value>(name: keyof InitOptions, wanted: string, value: Value | undefined, otherwise: Value): Value => {
    if (value === undefined && given[name] !== undefined) warnOnce(`init: "${name}" must be ${wanted}; it is ignored.`);
    return value ?? otherwise;
  };
  const flag = (name: keyof InitOptions): boolean | undefined => asBoolean(given[name]);
  const userAgents = ['WebClient', 'WebPC'] as const;
  const devices = given['deviceIds'] === undefined ? 'deviceId' : 'deviceIds';
  return {
    username: required(given, 'username'),
    secret: required(given, 'secret'),
    pbxURL: given['pbxURL'] as URL | string, // parsePbxUrl takes anything
    enableLog: read('enableLog', 'a boolean', flag('enableLog'), true),
    reRegistryPhoneTimes: read('reRegistryPhoneTimes', 'a number', asCount(given['reRegistryPhoneTimes']), Infinity),
    userAgent: read(
      'userAgent',
      '"WebClient" or "WebPC"',
      userAgents.find((name) => name === given['userAgent']),
      'WebClient',
    ),
    deviceIds: read(devices, 'an object of ids', asDevices(given[devices]), {}),
    disableCallWaiting: read('disableCallWaiting', 'a boolean', flag('disableCallWaiting'), false),
    audio: read('audio', 'an object of booleans', asAudio(given['audio']), {}),
    codecs: read('codecs', 'an array of names', asNames(given['codecs']), []),
    signal: read('signal', 'an AbortSignal', asSignal(given['signal']), undefined),
  };
}

const known: ReadonlySet<string> = new Set(
  Object.keys({
    username: true,
    secret: true,
    pbxURL: true,
    enableLog: true,
    reRegistryPhoneTimes: true,
    userAgent: true,
    deviceIds: true,
    deviceId: true,
    disableCallWaiting: true,
    audio: true,
    codecs: true,
    signal: true,
  } satisfies Record<keyof InitOptions, true>),
);

/** The names of all options of `init()`. */
export { known as initOptionNames };

function warnUnknown(name: string): void {
  const nearest = nearestName(name, known);
  const hint = nearest === null ? `There are: ${[...known].join(', ')}.` : `Did you mean "${nearest}"?`;
  warnOnce(`init: there is no option "${name.slice(0, 60)}". ${hint}`);
}

const warned = new Set<string>();

/** An application that signs in again and again is told once. */
function warnOnce(message: string): void {
  if (warned.has(message)) return;
  warned.add(message);
  log.warn(message);
}

/** Text that must be there. An extension number may be a number. */
function required(given: Record<string, unknown>, name: 'username' | 'secret'): string {
  const value = given[name];
  const text = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
  if (text !== '') return text;
  const describe = `init: "${name}" must be text that is not empty.`;
  throw { ...PBX_ERROR.PBX_API_ERROR, describe, reason: 'invalid-option' } satisfies OptionFailure as Result;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function asCount(value: unknown): number | undefined {
  const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof count === 'number' && count >= 0 ? count : undefined;
}

function asDevices(value: unknown): CheckedOptions['deviceIds'] | undefined {
  if (!isObject(value)) return undefined;
  const devices: CheckedOptions['deviceIds'] = {};
  for (const name of ['cameraId', 'microphoneId', 'speakerId'] as const) {
    const id = value[name];
    if (typeof id === 'string') devices[name] = id;
  }
  const { volume } = value;
  if (typeof volume === 'number' && volume >= 0) devices.volume = Math.min(volume, 1);
  return devices;
}

function asAudio(value: unknown): CheckedOptions['audio'] | undefined {
  if (!isObject(value)) return undefined;
  const audio: CheckedOptions['audio'] = {};
  for (const name of ['echoCancellation', 'noiseSuppression', 'autoGainControl'] as const) {
    const wish = value[name];
    if (typeof wish === 'boolean') audio[name] = wish;
  }
  return audio;
}

function asNames(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((name) => typeof name === 'string') ? value : undefined;
}

function asSignal(value: unknown): AbortSignal | undefined {
  // Not `instanceof`: the signal may come from another window.
  return isObject(value) && 'aborted' in value && 'addEventListener' in value
    ? (value as unknown as AbortSignal)
    : undefined;
}
