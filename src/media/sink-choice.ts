import { createLogger } from '../logger.js';
import type { DeviceWatcher } from './devices.js';

const log = createLogger('media');

/**
 * Why something sounds from the system's default instead of the device that was asked for: `gone` it isn't there ·
 * `forbidden` the page may not use it · `unsupported` this browser can't choose · `failed` for another reason.
 */
export type SinkFallback = 'gone' | 'forbidden' | 'unsupported' | 'failed';

/** What can be told where to sound; `setSinkId` is missing in some browsers. */
export interface Outlet {
  setSinkId?: (id: string) => Promise<void>;
}

/**
 * Keeps one outlet on the wanted device: when that is gone or forbidden on the default one, and back on it when it returns.
 */
export class SinkChoice {
  readonly #outlet: Outlet;
  readonly #tell: (fallback: SinkFallback | null) => void;
  /** Empty for the default. */
  #wanted = '';
  /** What it was set to; empty also when that was the default. */
  #used = '';
  #fallback: SinkFallback | null = null;

  /** `tell` gets why the default is used instead; `null` when the wanted device is back in use. */
  constructor(outlet: Outlet, tell: (fallback: SinkFallback | null) => void) {
    this.#outlet = outlet;
    this.#tell = tell;
  }

  /** Follows the devices until `signal` is aborted. */
  follow(devices: DeviceWatcher, signal: AbortSignal): void {
    const wanted = () => this.#wanted !== '' && devices.find('speaker', this.#wanted);
    // Forbidden is what a device is until the page may use a microphone; the names in the list come at the same time.
    const mayWork = () => this.#fallback === 'gone' || this.#fallback === 'forbidden';
    devices.on('change', () => mayWork() && wanted() && void this.set(this.#wanted), { signal });
    devices.on('unplugged', (gone) => gone.some(({ id }) => id === this.#wanted) && void this.#fallBack('gone'), {
      signal,
    });
  }

  /** Resolves whether it sounds from that device. Empty is the default. Never rejects. */
  async set(id: string): Promise<boolean> {
    const wanted = (this.#wanted = id === 'default' ? '' : id);
    // It is on the default already; Chromium may refuse to be told so.
    if (wanted === '' && this.#used === '') {
      this.#settle(null);
      return true;
    }
    try {
      await (this.#outlet.setSinkId?.(wanted) ?? Promise.reject(new DOMException('', 'NotSupportedError')));
    } catch (error) {
      // Asked for another one meanwhile: that counts.
      if (this.#wanted === wanted) await this.#fallBack(reasonOf(error));
      return false;
    }
    this.#used = wanted;
    if (this.#wanted === wanted) this.#settle(null);
    return true;
  }

  async #fallBack(why: SinkFallback): Promise<void> {
    log.warn(`sound goes to the default speaker: the chosen one is ${why}`);
    this.#used = '';
    await this.#outlet.setSinkId?.('').catch(() => undefined);
    this.#settle(why);
  }

  #settle(fallback: SinkFallback | null): void {
    const changed = this.#fallback !== fallback;
    this.#fallback = fallback;
    if (changed) this.#tell(fallback);
  }
}

function reasonOf(error: unknown): SinkFallback {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotFoundError') return 'gone';
  if (name === 'NotSupportedError') return 'unsupported';
  return name === 'NotAllowedError' || name === 'SecurityError' ? 'forbidden' : 'failed';
}
