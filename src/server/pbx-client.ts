import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
  wrap,
} from 'cockatiel';
import limitConcurrency from 'p-limit';
import type { OnEvent, PbxCall } from './events.js';
import { PbxClock } from './pbx-clock.js';
import { connectionError, faultOf, isOutage, mayPassSoon, PbxError } from './pbx-error.js';
import { readText, TooLarge } from './read-text.js';

export interface PbxClientOptions {
  /** Address of the PBX, without a path. */
  pbxUrl: URL;
  fetch: typeof fetch;
  /** Milliseconds for one request with its answer. */
  timeout: number;
  now: () => number;
  onEvent: OnEvent;
}

export type PbxAnswer = Readonly<Record<string, unknown>>;

/** The PBX is a small computer: so many requests at once, the others queue. */
const AT_ONCE = 16;
const QUEUE = 1000;
const MORE_ATTEMPTS = 2;
const FAILURES_UNTIL_PAUSE = 5;
const PAUSE_MS = 5000;
const LARGEST_ANSWER = 64 * 1024;

/**
 * Asks the PBX's OpenAPI (manual: "Get a login signature"). What may pass soon is tried again, after 128 ms or more; after
 * several outages in a row the PBX is left alone for some seconds, then one request tries whether it is back.
 */
export class PbxClient {
  readonly clock: PbxClock;
  readonly #options: PbxClientOptions;
  readonly #policy;
  /** Not cockatiel's: its queue runs a request in the time of another one, which edge workers don't allow. */
  readonly #turns = limitConcurrency(AT_ONCE);

  constructor(options: PbxClientOptions) {
    this.#options = options;
    this.clock = new PbxClock(options.now);
    const breaker = circuitBreaker(handleWhen(isOutage), {
      halfOpenAfter: PAUSE_MS,
      breaker: new ConsecutiveBreaker(FAILURES_UNTIL_PAUSE),
    });
    breaker.onStateChange((state) => {
      if (state === CircuitState.Isolated) return;
      const names = {
        [CircuitState.Open]: 'open',
        [CircuitState.HalfOpen]: 'half-open',
        [CircuitState.Closed]: 'closed',
      };
      options.onEvent({ type: 'circuit', state: names[state] as 'open' | 'half-open' | 'closed' });
    });
    this.#policy = wrap(
      retry(handleWhen(mayPassSoon), { maxAttempts: MORE_ATTEMPTS, backoff: new ExponentialBackoff() }),
      breaker,
    );
  }

  /** @throws PbxError */
  async call(call: PbxCall, body: PbxAnswer, accessToken?: string): Promise<PbxAnswer> {
    const url = new URL(`/openapi/v1.0/${call}`, this.#options.pbxUrl);
    if (accessToken !== undefined) url.searchParams.set('access_token', accessToken);
    try {
      return await this.#policy.execute(() => this.#inTurn(() => this.#observed(call, url, body)));
    } catch (error) {
      if (error instanceof BrokenCircuitError) {
        throw new PbxError('paused', 'The PBX failed several times in a row and is left alone for some seconds.');
      }
      throw error;
    }
  }

  async #inTurn<T>(request: () => Promise<T>): Promise<T> {
    if (this.#turns.pendingCount >= QUEUE) throw new PbxError('busy', 'Too many requests wait for the PBX.');
    return this.#turns(request);
  }

  async #observed(call: PbxCall, url: URL, body: PbxAnswer): Promise<PbxAnswer> {
    const { now, onEvent } = this.#options;
    const started = now();
    const report = (outcome: 'success' | PbxError): void => {
      const milliseconds = now() - started;
      if (outcome === 'success') onEvent({ type: 'pbx', call, outcome, milliseconds });
      else {
        const { errcode, fault } = outcome;
        onEvent({ type: 'pbx', call, outcome: fault, ...(errcode !== undefined && { errcode }), milliseconds });
      }
    };
    try {
      const answer = await this.#ask(call, url, body);
      report('success');
      return answer;
    } catch (error) {
      if (error instanceof PbxError) report(error);
      throw error;
    }
  }

  async #ask(call: PbxCall, url: URL, body: PbxAnswer): Promise<PbxAnswer> {
    const { fetch, now, timeout } = this.#options;
    const sent = now();
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify(body),
        // Another host would get the access key.
        redirect: 'manual',
        signal: AbortSignal.timeout(timeout),
      });
      this.clock.learn(response.headers.get('date'), sent);
      text = await readText(response.body, LARGEST_ANSWER);
    } catch (error) {
      if (error instanceof TooLarge) throw notAPbx();
      throw connectionError(error);
    }
    if (!response.ok) {
      if (response.status === 404 || response.status < 400) throw notAPbx(response.status);
      // Cloudflare's word for it, to a worker as to anybody whose PBX is behind it.
      if (response.status === 525 || response.status === 526) {
        throw new PbxError(
          'certificate',
          `The certificate of the PBX is not trusted (HTTP status ${response.status}).`,
        );
      }
      throw new PbxError('server-error', `The PBX answered with HTTP status ${response.status}.`);
    }
    const answer = parseAnswer(text);
    const errcode = Number(answer['errcode']);
    if (errcode === 0) return answer;
    const errmsg = typeof answer['errmsg'] === 'string' ? answer['errmsg'] : '';
    throw new PbxError(faultOf(call, errcode, errmsg), `The PBX refused ${call}: errcode ${errcode}.`, errcode);
  }
}

function notAPbx(status = 200): PbxError {
  return new PbxError('not-a-pbx', `What answers there is not the OpenAPI of a PBX (HTTP status ${status}).`);
}

function parseAnswer(text: string): PbxAnswer {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw notAPbx();
  }
  if (typeof answer !== 'object' || answer === null) throw notAPbx();
  const { errcode } = answer as PbxAnswer;
  if (typeof errcode !== 'number' && !(typeof errcode === 'string' && /^-?\d+$/.test(errcode))) throw notAPbx();
  return answer as PbxAnswer;
}
