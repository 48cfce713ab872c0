import { refusal, type Refusal } from './answers.js';
import { readText, TooLarge } from './read-text.js';

const LARGEST_HEADERS = 16 * 1024;
const LARGEST_BODY = 16 * 1024;
const SLOWEST_BODY_MS = 5000;

export function headersTooLarge(request: Request): Refusal | undefined {
  let size = request.url.length;
  for (const [name, value] of request.headers) size += name.length + value.length;
  return size > LARGEST_HEADERS ? refusal(431, 'headers-too-large', 'The headers are too large.') : undefined;
}

/**
 * The request with its body read, for `identify` to read again; or why not. A body is nobody's duty, but when there is one
 * it is JSON: that is also what a form of another site can't send.
 */
export async function readRequest(request: Request): Promise<Request | Refusal> {
  if (request.method !== 'POST' || !request.body) return request;
  const slow = AbortSignal.timeout(SLOWEST_BODY_MS);
  let text: string;
  try {
    if (Number(request.headers.get('content-length') ?? 0) > LARGEST_BODY) throw new TooLarge();
    text = await readText(request.body, LARGEST_BODY, slow);
  } catch (error) {
    // What is left of the body is not read: the connection has no further use.
    const close = { Connection: 'close' };
    if (error instanceof TooLarge) return refusal(413, 'body-too-large', 'The body is too large.', close);
    return refusal(408, 'body-too-slow', 'The body did not arrive.', close);
  }
  if (text === '') return new Request(request.url, { method: 'POST', headers: request.headers });
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json\b/i.test(type)) return refusal(415, 'body-not-json', 'The body must be application/json.');
  if (!isJsonObject(text)) return refusal(400, 'body-not-json', 'The body must be a JSON object.');
  return new Request(request.url, { method: 'POST', headers: request.headers, body: text });
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
