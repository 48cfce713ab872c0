import { URI } from 'sip.js/lib/grammar/uri.js';
import type { IncomingRequestMessage } from 'sip.js/lib/core/messages/incoming-request-message.js';
import { SipRefusal, type DialogId } from '../sip-port.js';
import type { SessionDialog } from './dialog.js';
import type { SipStack } from './session.js';

/** A transfer that reports nothing for this long has failed (ms). The new party may ring for a minute. */
const reportTime = 90_000;

/**
 * `Refer-To` for `number`, in place of the dialog `replaces` when one is given (RFC 3891 section 3). Angle brackets
 * always: without them the parameters of the address would be read as parameters of the header.
 */
export function referTo(number: string, host: string, replaces?: DialogId): string {
  const target = new URI('sip', number, host).toString();
  if (!replaces) return `<${target}>`;
  const { callId, localTag, remoteTag } = replaces;
  return `<${target}?Replaces=${encodeURIComponent(`${callId};to-tag=${remoteTag};from-tag=${localTag}`)}>`;
}

/** The status that a NOTIFY of a transfer reports: `SIP/2.0 200 OK` (RFC 3515 section 2.4.5); 0 when it reports none. */
export function reportedStatus(sipfrag: string): number {
  return Number(/^SIP\/2\.0 (\d{3})/i.exec(sipfrag.trim())?.[1] ?? 0);
}

/** One REFER at a time on one call (RFC 3515), with what is reported of it. */
export class Transfer {
  #onReport: ((report: IncomingRequestMessage) => void) | null = null;
  #settle: (status: number) => void = () => undefined;

  constructor(private readonly stack: SipStack) {}

  /** Each NOTIFY of the call. */
  onNotify(message: IncomingRequestMessage): void {
    this.#onReport?.(message);
  }

  /** A REFER is under way. */
  get pending(): boolean {
    return this.#onReport !== null;
  }

  /** The other side hung up while a transfer was under way: it has let us go, so the new party has the call. */
  onBye(): void {
    this.#settle(200);
  }

  /** Resolves when the other side reports success. @throws SipRefusal */
  async send(dialog: SessionDialog, number: string, replaces?: DialogId): Promise<void> {
    if (this.pending) throw new SipRefusal(491);
    let deadline: ReturnType<typeof setTimeout> | undefined;
    try {
      const status = await new Promise<number>((resolve) => {
        deadline = setTimeout(() => resolve(408), reportTime);
        this.#settle = resolve;
        this.#onReport = (report) => {
          const reported = reportedStatus(report.body);
          const isLast = /^\s*terminated/i.test(report.getHeader('Subscription-State') ?? '');
          if (reported >= 200) resolve(reported);
          else if (isLast) resolve(reported >= 100 ? 200 : 500);
        };
        this.#request(dialog, referTo(number, this.stack.host, replaces), resolve);
      });
      if (status >= 300) throw new SipRefusal(status);
    } finally {
      clearTimeout(deadline);
      this.#onReport = null;
    }
  }

  #request(dialog: SessionDialog, target: string, resolve: (status: number) => void): void {
    const { agent } = this.stack;
    dialog.request(
      'REFER',
      { onReject: (message) => resolve(message.statusCode ?? 500) },
      {
        extraHeaders: [`Refer-To: ${target}`, `Referred-By: <${agent.aor.toString()}>`, `Contact: ${agent.contact}`],
      },
    );
  }
}
