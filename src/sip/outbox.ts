/**
 * What a phone has sent and cannot know to have arrived. On a WebSocket a message is lost with its socket, and SIP sends
 * none twice over a reliable transport (RFC 3261 section 17.1); so the connection does, on the next socket. The other side
 * knows a second copy by its branch, as it knows a retransmission.
 */

interface Kept {
  /** It went out, if only on a socket that may have been dead. */
  sent: boolean;
  /** Milliseconds since 1970. */
  readonly until: number;
  /** It ends a call: kept until the other side has answered it, also over a reload of the page. */
  readonly ends: boolean;
}

/** As long as a transaction waits for its answer (timers B and F of RFC 3261). */
const transactionTime = 32_000;
/** As long as a PBX may hold a call without hearing of it: the usual session timer (RFC 4028 section 4). */
const callTime = 1_800_000;
/** So many are kept; a phone without a network must not grow. */
const capacity = 100;

const firstLine = (text: string): string => text.slice(0, Math.max(0, text.indexOf('\r\n')));
const header = (text: string, name: string): string =>
  new RegExp(`^${name}[ \\t]*:[ \\t]*(.*?)\\r?$`, 'im').exec(text)?.[1] ?? '';
const branch = (text: string): string => /;branch=([^;,\s]+)/.exec(header(text, 'Via'))?.[1] ?? '';
const isResponse = (text: string): boolean => /^SIP\/2\.0 /i.test(text);
const methodOf = (text: string): string => header(text, 'CSeq').split(/\s+/)[1] ?? '';

/** BYE, CANCEL, and the refusal of an INVITE. */
function endsCall(text: string): boolean {
  const method = methodOf(text);
  return isResponse(text)
    ? method === 'INVITE' && /^SIP\/2\.0 [3-6]/i.test(text)
    : method === 'BYE' || method === 'CANCEL';
}

/** A registration is made for each socket, and so is the offer of a re-INVITE: its addresses may be those of the old network. */
function isForOneSocket(text: string): boolean {
  const method = methodOf(text);
  return method === 'REGISTER' || (method === 'INVITE' && !isResponse(text) && /;\s*tag=/i.test(header(text, 'To')));
}

export class Outbox {
  readonly #kept = new Map<string, Kept>();
  readonly #key: string;

  /** `owner` tells this phone from others on the same origin; what it left behind when its page went is taken up. */
  constructor(owner: string) {
    this.#key = `linkus-undelivered:${owner}`;
    const until = Date.now() + callTime;
    for (const text of this.#load()) this.#kept.set(text, { until, ends: true, sent: true });
  }

  /** Remembers a message that is being sent. */
  keep(text: string): void {
    if (isForOneSocket(text) || this.#kept.has(text)) return;
    const ends = endsCall(text);
    this.#kept.set(text, { until: Date.now() + (ends ? callTime : transactionTime), ends, sent: false });
    const [oldest] = [...this.#kept].find(([, kept]) => !kept.ends) ?? [];
    if (this.#kept.size > capacity && oldest !== undefined) this.#kept.delete(oldest);
    if (ends) this.#save();
  }

  /** It goes out now. */
  onSent(text: string): void {
    const kept = this.#kept.get(text);
    if (kept) kept.sent = true;
  }

  /** Takes a message back that has not gone out yet. `false` when it has, or may have. */
  withdraw(text: string): boolean {
    return this.#kept.get(text)?.sent === false && this.#kept.delete(text);
  }

  /** Something arrived: the way was open, and what was sent before has gone through. */
  onLife(): void {
    for (const [text, { ends }] of this.#kept) if (!ends) this.#kept.delete(text);
  }

  /** A message arrived; it may be what one that ends a call was waiting for: a final response, or the ACK of a refusal. */
  onMessage(received: string): void {
    const answers = isResponse(received) ? !/^SIP\/2\.0 1/i.test(received) : firstLine(received).startsWith('ACK ');
    if (!answers) return;
    const [id, method] = [branch(received), methodOf(received).replace('ACK', 'INVITE')];
    for (const [text, { ends }] of this.#kept) {
      if (!ends || branch(text) !== id || methodOf(text) !== method) continue;
      this.#kept.delete(text);
      this.#save();
    }
  }

  /** What is to be sent once more, in its order. */
  takeUp(): string[] {
    const now = Date.now();
    for (const [text, { until }] of this.#kept) if (until <= now) this.#kept.delete(text);
    return [...this.#kept.keys()];
  }

  #load(): string[] {
    try {
      const stored = sessionStorage.getItem(this.#key);
      return stored ? stored.split('\0') : [];
    } catch {
      // Storage is blocked: a reload forgets.
      return [];
    }
  }

  /** Without the answer to a challenge: that is made of the password. */
  #save(): void {
    const texts = [...this.#kept].flatMap(([text, { ends }]) => (ends ? withoutCredentials(text) : []));
    try {
      if (texts.length > 0) sessionStorage.setItem(this.#key, texts.join('\0'));
      else sessionStorage.removeItem(this.#key);
    } catch {
      // Blocked or full: a reload forgets.
    }
  }
}

const withoutCredentials = (text: string): string => text.replace(/^(?:Proxy-)?Authorization:.*\r\n/gim, '');
