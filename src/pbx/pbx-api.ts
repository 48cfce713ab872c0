import { toJson } from '../json.js';
import { createLogger } from '../logger.js';
import { isPassing, retryAfter } from '../reconnect-policy.js';
import { PBX_ERROR } from '../result.js';
import { givenNumber, parseObject, textOf, type Answer } from './answer-fields.js';
import { failure, refusalReason, tokenExpired, type SignInFailure } from './failure.js';

const log = createLogger('pbx');

/** A PBX that does not answer within this time counts as unreachable (ms). */
const answerTime = 15_000;

/** Browsers refuse more than 64 KB to what may outlive its page; a character takes up to three bytes. */
const longestKept = 20_000;

export interface RequestOptions {
  /** Milliseconds that the answer may take; 15 s when not given. */
  readonly timeout?: number;
  /** Goes out although this client, or its page, ends in the same moment: a logout, a report, the last log lines. */
  readonly outlives?: boolean;
}

interface Init {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/**
 * The HTTP interface for clients, below `{pbx}/api` (JSON; `errcode` 0 is success, whatever the HTTP status says).
 * Rejects with a SignInFailure: -102 when the PBX can't be reached, -103 when it says no (with `errcode`) or something that
 * is no answer of a PBX (without), -100 after `abort()`.
 */
export class PbxApi {
  /** The access token; sent as it is, without a scheme name. */
  token = '';
  /** Replaces `token` when the PBX says that it has expired; the request is sent again then. */
  renew: (() => Promise<void>) | null = null;
  /** Called with each answer, whatever it says: the PBX can be reached. */
  onAnswer: () => void = () => undefined;
  /** Requests that end with this client. */
  readonly #pending = new Set<AbortController>();
  #aborted = false;

  constructor(private readonly pbx: URL) {}

  get(path: string, query: Readonly<Record<string, string | number>> = {}, options?: RequestOptions): Promise<Answer> {
    const url = this.#url(path);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    return this.#ask(url, {}, options);
  }

  post(path: string, body: object, options?: RequestOptions): Promise<Answer> {
    const headers = { 'Content-Type': 'application/json' };
    return this.#ask(this.#url(path), { method: 'POST', headers, body: toJson(body) }, options);
  }

  /** Ends what is under way, except for what outlives this client. */
  abort(): void {
    this.#aborted = true;
    for (const request of this.#pending) request.abort();
  }

  #url(path: string): URL {
    return new URL(`/api${path}`, this.pbx);
  }

  async #ask(url: URL, init: Init, options?: RequestOptions): Promise<Answer> {
    const { token } = this;
    try {
      return await this.#send(url, init, options);
    } catch (error) {
      if ((error as SignInFailure).errcode !== tokenExpired || token === '' || !this.renew || this.#aborted)
        throw error;
      // Of several requests the first one that hears it has it replaced.
      if (token === this.token) await this.renew();
      return this.#send(url, init, options);
    }
  }

  async #send(url: URL, init: Init, { timeout = answerTime, outlives = false }: RequestOptions = {}): Promise<Answer> {
    if (this.#aborted && !outlives) throw failure(PBX_ERROR.UNKNOWN_ERROR, 'cancelled');
    const aborter = new AbortController();
    if (!outlives) this.#pending.add(aborter);
    let late = false;
    const deadline = setTimeout(() => {
      late = true;
      aborter.abort();
    }, timeout);
    const request: RequestInit = {
      ...init,
      headers: { ...init.headers, ...(this.token && { Authorization: this.token }) },
      signal: aborter.signal,
      keepalive: outlives && (init.body?.length ?? 0) <= longestKept,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    };
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, request);
      text = await response.text();
    } catch {
      if (aborter.signal.aborted && !late) throw failure(PBX_ERROR.UNKNOWN_ERROR, 'cancelled');
      log.info(`${url.pathname}: ${late ? 'no answer in time' : 'not reachable'}`);
      throw failure(PBX_ERROR.PBX_NETWORK_ERROR, late ? 'no-answer' : 'unreachable');
    } finally {
      clearTimeout(deadline);
      this.#pending.delete(aborter);
    }
    if (!isPassing(response.status)) this.onAnswer();
    return readAnswer(url.pathname, response, text);
  }
}

/**
 * The answer in `text`, or the failure that it tells:
 *
 * | HTTP status                     | with an `errcode` that we know | with another errcode | without |
 * | ------------------------------- | ------------------------------ | -------------------- | ------- |
 * | 2xx, 3xx                        | its reason                     | refused              | not-a-pbx, unless it is JSON and 2xx |
 * | 404: the PBX is not up yet      | its reason                     | no-answer            | not-a-pbx |
 * | 408, 425, 429, 5xx              | its reason                     | no-answer            | no-answer |
 * | other 4xx                       | its reason                     | refused              | refused |
 */
function readAnswer(path: string, { status, headers }: Response, text: string): Answer {
  const answer = parseObject(text);
  const errcode = givenNumber(answer ?? undefined, 'errcode');
  const success = errcode === undefined ? status >= 200 && status < 300 : errcode === 0;
  if (answer && success) return answer;
  log.info(`${path}: ${answer ? `errcode ${errcode ?? '(none)'}` : 'no JSON'}, HTTP status ${status}`);
  const later = { errcode, retryAfter: retryAfter(headers.get('retry-after')) };
  const passes = isPassing(status);
  if (answer && errcode !== undefined) {
    const reason = refusalReason(errcode, textOf(answer, 'errmsg'));
    throw failure(
      PBX_ERROR.PBX_API_ERROR,
      reason === 'refused' && (passes || status === 404) ? 'no-answer' : reason,
      later,
    );
  }
  const refused = status >= 400 && status !== 404;
  throw failure(PBX_ERROR.PBX_API_ERROR, passes ? 'no-answer' : refused ? 'refused' : 'not-a-pbx', later);
}
