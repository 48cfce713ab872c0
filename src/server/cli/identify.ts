import { timingSafeEqual, createHash } from 'node:crypto';
import { readText } from '../read-text.js';
import { SettingsError, type Settings } from './settings.js';

const LARGEST_ANSWER = 16 * 1024;
const SLOWEST_MS = 3000;

type Identify = (request: Request) => string | null | Promise<string | null>;

/** How the program learns who asks: from the application, or from the proxy before it. */
export function identifyBy({ proxySecret, sessionUrl, userHeader }: Settings): Identify {
  if (sessionUrl) return (request) => askApplication(sessionUrl, request);
  if (userHeader === undefined) throw new SettingsError('--session-url or --user-header is missing.');
  return ({ headers }) => {
    if (proxySecret !== undefined && !isSame(headers.get('x-proxy-secret') ?? '', proxySecret)) return null;
    return headers.get(userHeader);
  };
}

/** Compares without telling by its time how far the two are the same. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/** Shows the application what the browser showed us. It answers with `{"extension": …}`, or 401 or 403. */
async function askApplication(address: URL, { headers }: Request): Promise<string | null> {
  const shown: Record<string, string> = { Accept: 'application/json' };
  for (const name of ['authorization', 'cookie']) {
    const value = headers.get(name);
    if (value !== null) shown[name] = value;
  }
  if (Object.keys(shown).length === 1) return null;
  const signal = AbortSignal.timeout(SLOWEST_MS);
  const response = await fetch(address, { headers: shown, redirect: 'manual', signal });
  if (response.status === 401 || response.status === 403) return null;
  if (!response.ok) throw new Error(`The application answered with HTTP status ${response.status}.`);
  const answer: unknown = JSON.parse(await readText(response.body, LARGEST_ANSWER));
  const { extension } = (answer ?? {}) as { extension?: unknown };
  if (typeof extension === 'number') return String(extension);
  return typeof extension === 'string' && extension !== '' ? extension : null;
}
