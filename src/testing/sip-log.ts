/** What went over a phone's SIP socket, as the PBX saw it. */
import type { TestPbx } from './pbx.js';
import { until } from './wait.js';

interface Entry {
  /** ISO 8601. */
  time: string;
  /** `in`: sent by the phone. */
  direction: 'in' | 'out';
  extension: string;
  text: string;
}

/** `INVITE`, `200 INVITE`, `ACK`: a message in short. */
export function summary(text: string): string {
  const [first = '', second = ''] = text.split(/\s/, 2);
  return first === 'SIP/2.0' ? `${second} ${/^CSeq:\s*\d+\s+(\w+)/im.exec(text)?.[1] ?? ''}` : first;
}

/** The value of a header, the first when there are several; empty when there is none. */
export function headerOf(text: string, name: string): string {
  return new RegExp(`^${name}:[ \\t]*(.*?)\\r?$`, 'im').exec(text)?.[1] ?? '';
}

/** The messages of one extension from now on. */
export class SipWatch {
  readonly #since = new Date().toISOString();

  constructor(
    private readonly pbx: TestPbx,
    private readonly extension: string,
  ) {}

  /** Oldest first. */
  async #texts(direction: Entry['direction']): Promise<string[]> {
    const log = await this.pbx.command<Entry[]>('sip-log', { count: 500 });
    return log
      .filter((entry) => entry.direction === direction && entry.time >= this.#since)
      .filter(({ extension }) => extension === this.extension)
      .map(({ text }) => text);
  }

  /** What the phone has sent. */
  fromPhone(): Promise<string[]> {
    return this.#texts('in');
  }

  /** What the PBX has sent to the phone. */
  toPhone(): Promise<string[]> {
    return this.#texts('out');
  }

  /** The first message of the phone with this summary, as soon as there is one. */
  sends(wanted: string): Promise<string> {
    return until(async () => (await this.fromPhone()).find((text) => summary(text) === wanted));
  }
}
