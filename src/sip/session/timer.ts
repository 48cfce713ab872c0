/**
 * Session timers (RFC 4028): both sides agree on an interval; one refreshes the session at half of it, and the other
 * ends the call when no refresh came.
 */

export interface SessionExpires {
  /** Seconds. */
  readonly interval: number;
  /** Who refreshes: the client (`uac`) or the server (`uas`) of the transaction that carried the header. */
  readonly refresher: 'uac' | 'uas' | null;
}

/** Reads the header `Session-Expires`; `null` when there is none. Intervals below the 90 s of the RFC are taken as they are. */
export function parseSessionExpires(header: string | undefined): SessionExpires | null {
  const found = /^\s*(\d+)\s*(?:;.*?\brefresher\s*=\s*(uac|uas))?/i.exec(header ?? '');
  const interval = Number(found?.[1]);
  if (!found || !(interval > 0)) return null;
  return { interval, refresher: (found[2]?.toLowerCase() as 'uac' | 'uas' | undefined) ?? null };
}

export class SessionTimer {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #interval = 0;

  /** `refresh` sends a re-INVITE, `expire` ends the call. */
  constructor(
    private readonly refresh: () => void,
    private readonly expire: () => void,
  ) {}

  /** Begins anew, after the answer of each INVITE. `interval` in seconds; `ours`: we refresh. */
  start(interval: number, ours: boolean): void {
    this.stop();
    this.#interval = interval;
    // The refresher has half the time to try again; the other waits until shortly before the end (section 10).
    const seconds = ours ? interval / 2 : interval - Math.min(32, interval / 3);
    this.#timer = setTimeout(ours ? this.refresh : this.expire, seconds * 1000);
  }

  /** The refresh was refused, but the session lives on until the interval is over: there is time for three more. */
  again(): void {
    this.stop();
    this.#timer = setTimeout(this.refresh, (this.#interval / 8) * 1000);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/**
 * Header lines of a 200 that agrees on session timers (RFC 4028 section 9). When neither side said which one refreshes, the
 * PBX does: its timers are not throttled in a hidden tab.
 */
export function timerAnswer({ interval, refresher }: SessionExpires): string[] {
  return [`Session-Expires: ${interval};refresher=${refresher ?? 'uac'}`, 'Require: timer'];
}
