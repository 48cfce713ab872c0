/** One SIP message, as the `sip-log` command shows it. */
export interface SipLogEntry {
  /** ISO 8601. */
  time: string;
  /** Seen from the PBX. */
  direction: 'in' | 'out';
  extension: string;
  /** `INVITE` or `180 INVITE`. */
  summary: string;
  /** The whole message, with the credentials taken out. */
  text: string;
}

const LIMIT = 500;

/** The last SIP messages and how many requests of each method there were. */
export class SipLog {
  readonly #entries: SipLogEntry[] = [];
  /** Requests received, by method. */
  readonly received: Record<string, number> = {};
  /** Requests sent, by method. */
  readonly sent: Record<string, number> = {};

  add(direction: 'in' | 'out', extension: string, text: string): void {
    const summary = summarize(text);
    const counters = direction === 'in' ? this.received : this.sent;
    if (!/^\d/.test(summary)) counters[summary] = (counters[summary] ?? 0) + 1;
    const redacted = text.replace(/^((?:proxy-)?authorization):.*$/gim, '$1: (redacted)');
    this.#entries.push({ time: new Date().toISOString(), direction, extension, summary, text: redacted });
    if (this.#entries.length > LIMIT) this.#entries.shift();
  }

  last(count = LIMIT): SipLogEntry[] {
    return this.#entries.slice(-count);
  }
}

/** `INVITE`, or `180 INVITE`. */
export function summarize(text: string): string {
  const response = /^SIP\/2\.0 (\d{3})/.exec(text);
  const method = /^CSeq:\s*\d+\s+(\w+)/im.exec(text)?.[1] ?? '';
  return response ? `${response[1]} ${method}` : (/^\w+/.exec(text)?.[0] ?? '');
}
