import type { Extension } from './extensions.js';
import type { Leg } from './leg.js';

export type RecordStatus = 'stop' | 'recording' | 'pause';

/**
 * The recording of one call: the feature code, pressed in the call, starts, pauses and resumes it.
 *
 *     stop ──► recording ◄──► pause
 */
export class Recording {
  status: RecordStatus = 'stop';
  readonly #code: () => string;
  readonly #onChange: () => void;
  /** How many of a leg's keys were looked at in vain. */
  readonly #used = new WeakMap<Leg, number>();

  constructor(code: () => string, onChange: () => void) {
    this.#code = code;
    this.#onChange = onChange;
  }

  /** Recording that nobody asked for. */
  start(): void {
    if (this.status !== 'stop') return;
    this.status = 'recording';
    this.#onChange();
  }

  /** The leg's phone pressed a key. */
  pressed(leg: Leg, extension: Extension): void {
    const code = this.#code();
    const keys = leg.keys
      .slice(this.#used.get(leg) ?? 0)
      .map(({ key }) => key)
      .join('');
    if (code === '' || !keys.endsWith(code)) return;
    this.#used.set(leg, leg.keys.length);
    // 1 allows to pause and resume what the PBX records by itself, 2 also to start (manual: recordPermissions).
    const isAllowed = extension.enb_ctl_record === 2 || (extension.enb_ctl_record === 1 && this.status !== 'stop');
    if (!isAllowed) return;
    this.status = this.status === 'recording' ? 'pause' : 'recording';
    this.#onChange();
  }
}
