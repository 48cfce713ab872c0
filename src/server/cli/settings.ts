import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** The settings are wrong; the message says which one, and how it should be. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Flag → what it takes, and what it is. Each is also an environment variable: `--pbx-url` is `LINKUS_PBX_URL`. */
const FLAGS = {
  'pbx-url': ['<address>', 'the PBX, such as https://pbx.example.com:8088'],
  'access-id': ['<id>', 'of the page Integrations > Linkus SDK of the PBX'],
  'access-key-file': [
    '<file>',
    'the access key of that page; or the variable LINKUS_ACCESS_KEY. There is no flag for it',
  ],
  'session-url': ['<address>', 'of your application: gets the cookies and the Authorization header of who asks,'],
  'user-header': ['<name>', 'or: the header in which your proxy says who is signed in, an extension'],
  host: ['<address>', 'to listen on (default 127.0.0.1)'],
  port: ['<number>', 'to listen on (default 8090)'],
  'public-pbx-url': ['<address>', 'the PBX as browsers reach it, when that is another address'],
  origins: ['<list>', 'origins of other sites whose pages may ask, with commas in between'],
  lifetime: ['<seconds>', 'that a signature lives (default 300)'],
  reuse: ['<seconds>', 'for which a user gets the same signature again (default 0)'],
  proxies: ['<number>', 'of your own proxies before this server that add to X-Forwarded-For (default 0)'],
  'redis-url': ['<address>', 'shares the token with other servers (needs the packages unstorage and ioredis)'],
  'ca-file': ['<file>', 'PEM: the authority that signed the certificate of the PBX, or that certificate itself'],
  fingerprint: ['<SHA-256>', 'of the certificate of the PBX, which is then trusted whatever it says'],
  extension: ['<number>', 'whose signature --check asks for; it is signed in and out again'],
} as const;

type Flag = keyof typeof FLAGS;

export const USAGE = `Usage: linkus-elements serve [--check] [flags]

Answers GET and POST /signature with a login signature, /healthz and /metrics.
  --check              tries the whole way to a signature, says what is wrong, and ends
${Object.entries(FLAGS)
  .map(([name, [takes, what]]) => `  --${name} ${takes}`.padEnd(31) + what)
  .join('\n')}

The session address answers {"extension": "1000"}, and 401 for who is not signed in.
Each flag is a variable as well: --pbx-url is LINKUS_PBX_URL. LINKUS_PROXY_SECRET: what your proxy sends as
X-Proxy-Secret; --user-header on another host than this machine needs it.`;

export interface Settings {
  check: boolean;
  pbxUrl: string;
  accessId: string;
  accessKey: string;
  sessionUrl?: URL;
  userHeader?: string;
  proxySecret?: string;
  host: string;
  port: number;
  publicPbxUrl?: string;
  origins: string[];
  lifetime: number;
  reuse: number;
  proxies: number;
  redisUrl?: string;
  ca?: string;
  fingerprint?: string;
  extension?: string;
}

/**
 * Reads flags, then variables.
 * @throws SettingsError
 */
export function readSettings(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Settings {
  const { check, values } = parse(args);
  const find = (name: Flag): string | undefined =>
    values[name] || env[`LINKUS_${name.toUpperCase().replaceAll('-', '_')}`] || undefined;
  const need = (name: Flag): string => find(name) ?? fail(`--${name} is missing.`);
  const number = (name: Flag, otherwise: number): number => {
    const value = Number(find(name) ?? otherwise);
    return Number.isInteger(value) && value >= 0 ? value : fail(`--${name} must be a number.`);
  };
  const file = (name: Flag): string | undefined => {
    const path = find(name);
    if (path === undefined) return undefined;
    try {
      return readFileSync(path, 'utf8').trim();
    } catch (error) {
      return fail(`--${name}: ${(error as Error).message}`);
    }
  };
  const sessionUrl = find('session-url');
  if (sessionUrl !== undefined && !/^https?:$/.test(URL.canParse(sessionUrl) ? new URL(sessionUrl).protocol : '')) {
    fail('--session-url must be an address.');
  }
  const optional = {
    sessionUrl: sessionUrl === undefined ? undefined : new URL(sessionUrl),
    userHeader: find('user-header'),
    proxySecret: env['LINKUS_PROXY_SECRET'] || undefined,
    publicPbxUrl: find('public-pbx-url'),
    redisUrl: find('redis-url'),
    ca: file('ca-file'),
    fingerprint: fingerprint(find('fingerprint')),
    extension: find('extension'),
  };
  const settings: Settings = {
    check,
    pbxUrl: need('pbx-url'),
    accessId: need('access-id'),
    accessKey:
      file('access-key-file') || env['LINKUS_ACCESS_KEY'] || fail('--access-key-file or LINKUS_ACCESS_KEY is missing.'),
    host: find('host') ?? '127.0.0.1',
    port: number('port', 8090),
    origins: (find('origins') ?? '')
      .split(',')
      .map((origin) => origin.trim())
      .filter(Boolean),
    lifetime: number('lifetime', 300),
    reuse: number('reuse', 0),
    proxies: number('proxies', 0),
    // Those that are not set are left out.
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as object),
  };
  if (!check) needIdentify(settings);
  return settings;
}

function needIdentify({ host, proxySecret, sessionUrl, userHeader }: Settings): void {
  if ((sessionUrl === undefined) === (userHeader === undefined)) {
    fail(
      'Give --session-url or --user-header, one of them: without it anybody would get the signature of any extension.',
    );
  }
  const isLocal = host === 'localhost' || host === '::1' || host.startsWith('127.');
  if (userHeader !== undefined && !isLocal && proxySecret === undefined) {
    fail(
      `Anybody who reaches ${host} could send the header "${userHeader}": listen on 127.0.0.1, or set LINKUS_PROXY_SECRET.`,
    );
  }
}

function parse(args: readonly string[]): { check: boolean; values: Partial<Record<Flag, string>> } {
  const options = Object.fromEntries(Object.keys(FLAGS).map((name) => [name, { type: 'string' as const }]));
  try {
    const { values } = parseArgs({ args: [...args], options: { ...options, check: { type: 'boolean' } } });
    const { check, ...rest } = values;
    return { check: check === true, values: rest };
  } catch (error) {
    return fail((error as Error).message);
  }
}

function fingerprint(value: string | undefined): string | undefined {
  const digits = value?.replaceAll(/[:\s]/g, '').toLowerCase();
  return digits === undefined || /^[\da-f]{64}$/.test(digits)
    ? digits
    : fail('--fingerprint must be a SHA-256: 64 hexadecimal digits, with or without colons.');
}

function fail(message: string): never {
  throw new SettingsError(message);
}
