import { PBX_ERROR, type Result } from '../result.js';

/** A PBX that does not answer within this time counts as unreachable (ms). */
const answerTime = 15_000;

type Answer = Record<string, unknown>;

/**
 * The HTTP interface for clients, below `{pbx}/api` (JSON; `errcode` 0 is success, whatever the HTTP status says).
 * Rejects with -102 when the PBX can't be reached and with -103 when it says no; the latter carries `errcode`.
 */
export class PbxApi {
  /** The access token; sent as it is, without a scheme name. */
  token = '';
  readonly #aborter = new AbortController();

  constructor(private readonly pbx: URL) {}

  get(path: string, query: Record<string, string | number> = {}): Promise<Answer> {
    const url = new URL(`/api${path}`, this.pbx);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    return this.#send(url, {});
  }

  post(path: string, body: object): Promise<Answer> {
    return this.#send(new URL(`/api${path}`, this.pbx), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** Ends what is under way; its callers get -102. */
  abort(): void {
    this.#aborter.abort();
  }

  async #send(url: URL, init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> }): Promise<Answer> {
    const headers = { ...init.headers, ...(this.token && { Authorization: this.token }) };
    const signal = AbortSignal.any([this.#aborter.signal, AbortSignal.timeout(answerTime)]);
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, { ...init, headers, signal, credentials: 'omit', referrerPolicy: 'no-referrer' });
      text = await response.text();
    } catch {
      throw PBX_ERROR.PBX_NETWORK_ERROR;
    }
    const answer = parseAnswer(text);
    const errcode = Number(answer?.['errcode'] ?? (response.ok ? 0 : response.status));
    const refusal: Result = { ...PBX_ERROR.PBX_API_ERROR, errcode };
    if (!answer || errcode !== 0) throw refusal;
    return answer;
  }
}

/** The object in `text`, or `null`: a proxy may answer with a page of HTML. */
function parseAnswer(text: string): Answer | null {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' && answer !== null ? (answer as Answer) : null;
  } catch {
    return null;
  }
}

/** A text field of an answer; numbers become text, anything else the empty string. */
export function textOf(answer: Answer | undefined, name: string): string {
  const value = answer?.[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** A number field of an answer, which the PBX sometimes sends as text; 0 when it is neither. */
export function numberOf(answer: Answer | undefined, name: string): number {
  const value = Number(answer?.[name] ?? 0);
  return Number.isFinite(value) ? value : 0;
}

/** An object inside an answer. */
export function objectOf(answer: Answer, name: string): Answer | undefined {
  const value = answer[name];
  return typeof value === 'object' && value !== null ? (value as Answer) : undefined;
}
