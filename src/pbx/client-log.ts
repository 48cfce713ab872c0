import { toJson } from '../json.js';
import { addLogSink, type LogRecord } from '../logger.js';
import { redact } from '../redact.js';
import type { PbxApi } from './pbx-api.js';

/** So many lines are sent together. */
const batchSize = 100;
/** Lines are not kept back longer than this (ms). */
const longestWait = 5 * 60_000;
/** Without a PBX to take them, the oldest lines go. */
const mostKept = 1000;
/** A longer line is cut. */
const longestLine = 500;

/** What the PBX's log says about whose lines these are. */
export interface LogOwner {
  readonly extensionNumber: string;
  readonly extensionId: string;
}

/**
 * Sends this library's log lines to the PBX, where its administrator reads them: every 100 lines, every 5 minutes, and at
 * once after an error. Details (`debug`) stay here, and so do secrets.
 */
export class ClientLog {
  readonly #api: PbxApi;
  /** Values that must not be in a line, such as the access token. */
  readonly #secrets: () => readonly string[];
  #owner: LogOwner | null = null;
  #lines: LogRecord[] = [];
  #sending = false;
  /** The PBX did not take the last ones: the next try comes with the timer, not with each line. */
  #refused = false;
  readonly #removeSink: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Collects from now on. */
  constructor(api: PbxApi, secrets: () => readonly string[]) {
    this.#api = api;
    this.#secrets = secrets;
    this.#removeSink = addLogSink((record) => this.#add(record));
  }

  /** Signed in: what was collected can be sent. */
  start(owner: LogOwner): void {
    this.#owner = owner;
    this.#timer = setInterval(() => {
      this.#refused = false;
      void this.#send();
    }, longestWait);
    this.#sendIfDue();
  }

  stop(): void {
    this.#removeSink();
    clearInterval(this.#timer);
    this.#lines = [];
  }

  #add(record: LogRecord): void {
    if (record.level === 'debug') return;
    this.#lines.push(record);
    if (this.#lines.length > mostKept) this.#lines.shift();
    this.#sendIfDue();
  }

  #sendIfDue(): void {
    if (this.#refused) return;
    if (this.#lines.length >= batchSize || this.#lines.some(({ level }) => level === 'error')) void this.#send();
  }

  async #send(): Promise<void> {
    const owner = this.#owner;
    if (!owner || this.#sending || this.#lines.length === 0) return;
    this.#sending = true;
    const batch = this.#lines.splice(0, batchSize);
    const logList = batch.map((record) => toJson(this.#line(record, owner)));
    try {
      // The error that ends a client is the one that matters most.
      await this.#api.post('/v1.0/systemlog/webclientlog', { log_list: logList }, { outlives: true });
    } catch {
      this.#refused = true;
      this.#lines = [...batch, ...this.#lines].slice(-mostKept);
    }
    this.#sending = false;
    this.#sendIfDue();
  }

  #line({ level, scope, message, time }: LogRecord, owner: LogOwner): Record<string, unknown> {
    const msg = redact(message.slice(0, longestLine), this.#secrets());
    return { level, msg, source: `linkus-elements:${scope}`, ts: timestamp(new Date(time)), extensionInfo: owner };
  }
}

/** `yyyy-MM-dd hh:mm:ss`, local time. */
export function timestamp(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [String(date.getFullYear()).padStart(4, '0'), two(date.getMonth() + 1), two(date.getDate())];
  return `${day.join('-')} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}
