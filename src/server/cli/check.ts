import { PbxClient } from '../pbx-client.js';
import { connectionError, messageOf, PbxError, type PbxFault } from '../pbx-error.js';
import { readText } from '../read-text.js';
import { pbxFetch } from './pbx-fetch.js';
import type { Settings } from './settings.js';

const SLOWEST_MS = 5000;
const LARGEST_ANSWER = 64 * 1024;
/** The manual: "83.12.0.23 or higher". The first part names the edition of the PBX. */
const OLDEST_FIRMWARE = [12, 0, 23];

/** What to do about it. */
const ADVICE: Readonly<Record<PbxFault, string>> = {
  unreachable: 'Is the address right (--pbx-url), with its port, usually 8088? Does a firewall stand in between?',
  certificate:
    'Give the PBX a certificate of a public authority, or name the one it has: --ca-file or --fingerprint. Fingerprint of what answers there: openssl s_client -connect HOST:PORT </dev/null | openssl x509 -noout -fingerprint -sha256',
  timeout: 'Something accepts connections there, but does not answer.',
  'server-error': 'The PBX has a trouble of its own: see its logs, or restart it.',
  'not-a-pbx':
    'Something else answers at this address (--pbx-url): a router, a proxy, another service of the same host?',
  busy: 'Try again.',
  paused: 'Try again.',
  'access-refused':
    'Copy access ID and access key again from Integrations > Linkus SDK of the PBX (--access-id, --access-key-file). The key changes when somebody refreshes it there.',
  'sdk-off': 'Switch it on: Integrations > Linkus SDK of the PBX. If it is on, its subscription may have ended.',
  'token-invalid':
    'The PBX does not accept the token that it has just made. Is there more than one PBX at this address?',
  'unknown-extension': 'Name an extension that exists (--extension), by number or e-mail address.',
  refused: 'Look up the errcode in the manual of the PBX.',
};

/**
 * Tries the whole way to a signature and prints each step.
 * @param print takes one line
 * @returns whether everything is right
 */
export async function check(settings: Settings, print: (line: string) => void): Promise<boolean> {
  const { accessId, accessKey, extension } = settings;
  const ask = pbxFetch(settings);
  const pbxUrl = new URL(settings.pbxUrl);
  const pbx = new PbxClient({ pbxUrl, fetch: ask, timeout: SLOWEST_MS, now: Date.now, onEvent: () => undefined });
  try {
    const version = await firmware(ask, pbxUrl);
    print(`ok    A PBX answers at ${pbxUrl.origin}, firmware ${version}.`);
    const { access_token: token } = await pbx.call('get_token', { username: accessId, password: accessKey });
    print('ok    It accepts access ID and access key.');
    const seconds = Math.round((pbx.clock.offset ?? 0) / 1000);
    if (Math.abs(seconds) > 30) {
      print(`note  Its clock is ${Math.abs(seconds)} seconds ${seconds > 0 ? 'ahead' : 'late'}; that is allowed for.`);
    }
    if (extension === undefined) {
      print('note  No signature was asked for: name an extension with --extension.');
      return true;
    }
    const body = { username: extension, sign_type: 'sdk', expire_time: pbx.clock.secondsFromNow(60) };
    const { data } = await pbx.call('sign/create', body, String(token));
    print(`ok    It makes a signature for extension ${extension}.`);
    const { sign } = ((Array.isArray(data) ? data[0] : data) ?? {}) as { sign?: unknown };
    await signInAndOut(ask, pbxUrl, extension, String(sign));
    print('ok    The extension can sign in with it.');
    return true;
  } catch (error) {
    const { fault, message } = error instanceof PbxError ? error : new PbxError('refused', messageOf(error));
    const words = {
      'access-refused': 'The PBX does not accept this access ID and access key.',
      'sdk-off': 'The Linkus SDK is switched off.',
      'unknown-extension': `The PBX has no extension "${extension}".`,
    };
    print(`WRONG ${fault in words ? words[fault as keyof typeof words] : message}`);
    if (!(error instanceof FirmwareError)) print(`      ${ADVICE[fault]}`);
    return false;
  }
}

class FirmwareError extends PbxError {}

async function firmware(ask: typeof fetch, pbxUrl: URL): Promise<string> {
  const answer = await json(ask, new URL(`/api/v1.0/pbx/getproduct?host=${pbxUrl.host}`, pbxUrl));
  const { base_oem_id: oem, version } = (answer['product'] ?? {}) as Record<string, unknown>;
  const name = typeof version === 'string' ? version : 'unknown';
  const parts = name.split('.').slice(1).map(Number);
  const older = OLDEST_FIRMWARE.findIndex((part, index) => part !== (parts[index] ?? part));
  const isOld = older >= 0 && (parts[older] ?? 0) < (OLDEST_FIRMWARE[older] ?? 0);
  if (oem === undefined || isOld) {
    throw new FirmwareError(
      'refused',
      `The firmware of the PBX (${name}) is too old: the Linkus SDK needs x.12.0.23 or newer. Update it.`,
    );
  }
  return name;
}

async function signInAndOut(ask: typeof fetch, pbxUrl: URL, username: string, password: string): Promise<void> {
  const body = JSON.stringify({ username, password, login_source: null, login_jump: 'sdk' });
  const headers = { 'Content-Type': 'application/json' };
  const { access_token: token, errcode } = await json(ask, new URL('/api/v1.0/login', pbxUrl), {
    method: 'POST',
    headers,
    body,
  });
  if (Number(errcode) === 70136) throw new PbxError('sdk-off', '', 70136);
  if (Number(errcode) !== 0)
    throw new PbxError('refused', `The PBX refused the sign-in with the signature: errcode ${Number(errcode)}.`);
  await json(ask, new URL('/api/v1.0/logout', pbxUrl), { headers: { Authorization: String(token) } });
}

async function json(ask: typeof fetch, address: URL, init: RequestInit = {}): Promise<Record<string, unknown>> {
  let text: string;
  let status: number;
  try {
    const response = await ask(address, { ...init, redirect: 'manual', signal: AbortSignal.timeout(SLOWEST_MS) });
    status = response.status;
    text = await readText(response.body, LARGEST_ANSWER);
  } catch (error) {
    throw connectionError(error);
  }
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer === 'object' && answer !== null && 'errcode' in answer) return answer;
  } catch {
    // Said below.
  }
  throw new PbxError('not-a-pbx', `What answers there is not a PBX (HTTP status ${status}).`);
}
