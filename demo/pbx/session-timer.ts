import type { IncomingRequestMessage, IncomingResponseMessage } from 'sip.js/lib/core/index.js';

export interface SessionTimerOptions {
  /** Seconds that a session lives without a refresh. */
  expires: number;
  /** The shortest that we take from a phone; a shorter one is refused with 422. */
  minimum: number;
  /** Who is to refresh, when the phone leaves it to us. Undefined: the phone, where it can. */
  refresher: 'pbx' | 'client' | undefined;
}

export interface SessionTimerView {
  /** Seconds. */
  expires: number;
  refresher: 'pbx' | 'client';
  /** Refreshes by us and by the phone. */
  sent: number;
  received: number;
}

type Message = IncomingRequestMessage | IncomingResponseMessage;

/** `Session-Expires: 1800;refresher=uac`, RFC 4028 section 4. */
function sessionExpires(message: Message): { expires: number; refresher: string | undefined } | undefined {
  const header = message.getHeader('session-expires') ?? message.getHeader('x');
  const expires = Number.parseInt(header ?? '', 10);
  if (header === undefined || Number.isNaN(expires)) return undefined;
  return { expires, refresher: /;\s*refresher\s*=\s*(uac|uas)/i.exec(header)?.[1]?.toLowerCase() };
}

function supportsTimer(message: Message): boolean {
  return [...message.getHeaders('supported'), ...message.getHeaders('k')].some((value) => /\btimer\b/i.test(value));
}

/** The session timer of one leg (RFC 4028): who refreshes when, and the end when nobody does. */
export class SessionTimer {
  readonly #options: SessionTimerOptions;
  readonly #refresh: () => void;
  readonly #expire: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #expires = 0;
  #refresher: 'pbx' | 'client' = 'pbx';
  /** A phone that knows nothing of timers is never expected to refresh. */
  #isExpected = false;
  #sent = 0;
  #received = 0;

  constructor(options: SessionTimerOptions, refresh: () => void, expire: () => void) {
    this.#options = options;
    this.#refresh = refresh;
    this.#expire = expire;
  }

  get view(): SessionTimerView {
    return { expires: this.#expires, refresher: this.#refresher, sent: this.#sent, received: this.#received };
  }

  /** True when the phone wants a shorter life than we take: answer 422 with {@link minimumHeader}. */
  isTooShort(request: IncomingRequestMessage): boolean {
    return (sessionExpires(request)?.expires ?? Infinity) < this.#options.minimum;
  }

  get minimumHeader(): string {
    return `Min-SE: ${this.#options.minimum}`;
  }

  /** Headers of a request of ours. */
  requestHeaders(): string[] {
    const wanted = this.#expires === 0 ? this.#options.refresher : this.#refresher;
    const refresher = wanted === undefined ? '' : `;refresher=${wanted === 'pbx' ? 'uac' : 'uas'}`;
    return [`Session-Expires: ${this.#expires || this.#options.expires}${refresher}`, this.minimumHeader];
  }

  /** The phone answered our request; with `isRefresh`, not the first one. */
  answered(response: IncomingResponseMessage, isRefresh: boolean): void {
    const agreed = sessionExpires(response);
    this.#expires = agreed?.expires ?? this.#options.expires;
    this.#refresher = agreed?.refresher === 'uas' ? 'client' : 'pbx';
    this.#isExpected = this.#refresher === 'client';
    if (isRefresh) this.#sent += 1;
    this.#start();
  }

  /** Takes a request of the phone; returns the headers of our 2xx. */
  received(request: IncomingRequestMessage, isRefresh: boolean): string[] {
    const asked = sessionExpires(request);
    const canRefresh = supportsTimer(request);
    const current = this.#expires === 0 ? (this.#options.refresher ?? 'client') : this.#refresher;
    const asksFor = asked?.refresher === undefined ? current : asked.refresher === 'uac' ? 'client' : 'pbx';
    this.#refresher = canRefresh ? asksFor : 'pbx';
    this.#isExpected = this.#refresher === 'client';
    const minimum = Number.parseInt(request.getHeader('min-se') ?? '', 10) || 0;
    const longest = Math.max(this.#options.expires, minimum);
    this.#expires = Math.min(asked?.expires ?? longest, longest);
    if (isRefresh) this.#received += 1;
    this.#start();
    const header = `Session-Expires: ${this.#expires};refresher=${this.#refresher === 'client' ? 'uac' : 'uas'}`;
    return canRefresh ? [header, 'Require: timer'] : [header];
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** RFC 4028 section 10: half of the time for the refresher, and somewhat less than all of it for the other one. */
  #start(): void {
    clearTimeout(this.#timer);
    const isOurs = this.#refresher === 'pbx';
    if (!isOurs && !this.#isExpected) return;
    const seconds = isOurs ? this.#expires / 2 : this.#expires - Math.min(32, this.#expires / 3);
    this.#timer = setTimeout(isOurs ? this.#refresh : this.#expire, seconds * 1000);
  }
}
