import { PbxError, type PbxFault } from './pbx-error.js';
import { TokenStoreError } from './access-token.js';

/** What a page reads when there is no signature: `{"error": …, "message": …}`. */
export type AnswerError =
  | 'not-found'
  | 'method-not-allowed'
  | 'foreign-origin'
  | 'too-many-requests'
  | 'headers-too-large'
  | 'body-too-large'
  | 'body-too-slow'
  | 'body-not-json'
  | 'not-signed-in'
  | 'identify-failed'
  | 'token-store-failed'
  | 'took-too-long'
  | `pbx-${PbxFault}`;

export interface Refusal {
  status: number;
  error: AnswerError;
  message: string;
  headers?: Record<string, string>;
}

const UNCACHED = {
  'Content-Type': 'application/json; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
};

/** An answer before it becomes a Response; `body` is text, or nothing. */
export interface PlainAnswer {
  status: number;
  headers: Record<string, string>;
  body: string | null;
}

export function jsonAnswer(status: number, body: unknown, headers?: Record<string, string>): PlainAnswer {
  return { status, headers: { ...UNCACHED, ...headers }, body: JSON.stringify(body) };
}

export function toResponse({ body, headers, status }: PlainAnswer): Response {
  return new Response(body, { status, headers });
}

export function refusal(
  status: number,
  error: AnswerError,
  message: string,
  headers?: Record<string, string>,
): Refusal {
  return { status, error, message, ...(headers && { headers }) };
}

/**
 * 502: what the PBX answers is not what it should; an administrator has to look. 503: it may be back soon. 504: no answer
 * in time.
 */
const STATUS: Readonly<Record<PbxFault, number>> = {
  unreachable: 503,
  certificate: 502,
  timeout: 504,
  'server-error': 502,
  'not-a-pbx': 502,
  busy: 503,
  paused: 503,
  'access-refused': 502,
  'sdk-off': 502,
  'token-invalid': 502,
  'unknown-extension': 404,
  refused: 502,
};

/** The refusal for what was thrown while a signature was made; undefined for what nobody foresaw. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof PbxError) {
    const status = STATUS[error.fault];
    return refusal(status, `pbx-${error.fault}`, error.message, status === 503 ? { 'Retry-After': '5' } : undefined);
  }
  if (error instanceof TokenStoreError) {
    // Its message is for the log: it may name hosts that are nobody's business.
    return refusal(503, 'token-store-failed', 'The token store failed.', { 'Retry-After': '5' });
  }
  return undefined;
}
