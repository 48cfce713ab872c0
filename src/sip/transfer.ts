import { SessionState, URI, type Notification, type Session } from 'sip.js';
import { SipRefusal, type DialogId } from './sip-port.js';

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

/** One REFER at a time on one call, with what is reported of it. */
export class Transfer {
  #onNotify: ((notification: Notification) => void) | null = null;
  #settle: (status: number) => void = () => undefined;

  constructor(
    private readonly session: Session,
    private readonly host: string,
  ) {}

  /** Each NOTIFY of the call; all are accepted, or the other side would send them again. */
  onNotify(notification: Notification): void {
    notification.accept().catch(() => undefined);
    this.#onNotify?.(notification);
  }

  /** A REFER is under way. */
  get pending(): boolean {
    return this.#onNotify !== null;
  }

  /** The other side hung up while a transfer was under way: it has let us go, so the new party has the call. */
  onBye(): void {
    this.#settle(200);
  }

  /** Resolves when the other side reports success. */
  async send(number: string, replaces?: DialogId): Promise<void> {
    if (this.pending || this.session.state !== SessionState.Established) throw new SipRefusal(491);
    let deadline: ReturnType<typeof setTimeout> | undefined;
    try {
      const status = await new Promise<number>((resolve) => {
        deadline = setTimeout(() => resolve(408), reportTime);
        this.#settle = resolve;
        this.#onNotify = ({ request }) => {
          const reported = reportedStatus(request.body);
          const isLast = /^\s*terminated/i.test(request.getHeader('Subscription-State') ?? '');
          if (reported >= 200) resolve(reported);
          else if (isLast) resolve(reported >= 100 ? 200 : 500);
        };
        this.#request(referTo(number, this.host, replaces), resolve);
      });
      if (status >= 300) throw new SipRefusal(status);
    } finally {
      clearTimeout(deadline);
      this.#onNotify = null;
    }
  }

  #request(target: string, resolve: (status: number) => void): void {
    const { dialog, userAgent } = this.session;
    dialog?.refer(
      {
        onReject: ({ message }) => resolve(message.statusCode ?? 500),
        onRedirect: ({ message }) => resolve(message.statusCode ?? 302),
      },
      {
        extraHeaders: [
          `Refer-To: ${target}`,
          `Referred-By: <${userAgent.configuration.uri.toString()}>`,
          `Contact: ${userAgent.contact.toString()}`,
        ],
      },
    );
  }
}
