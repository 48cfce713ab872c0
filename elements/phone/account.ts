import type { LivePhone, StartOptions } from '../../src/live/live-phone.js';
import type { FactDetails, FactName, RequestDetails, RequestName } from '../../src/store/messages.js';
import type { PhoneStore } from '../../src/store/phone-store.js';
import { reconnectDelay } from '../../src/reconnect-policy.js';
import { LinkusFactEvent } from '../base/events.js';
import { loadAhead } from '../base/lazy-module.js';
import { troubleTexts } from '../base/lazy-texts.js';

/** What is asked of a phone before it is signed in, and the way to the code that signs it in. */
export class Account {
  live: LivePhone | undefined;
  /** The present sign-in while its code loads; a later one makes it void. */
  #starting: Promise<void> | undefined;
  /** Doesn't wait any longer for the next attempt to load the code; with `false` there is none. */
  #retry: (loads?: boolean) => void = () => undefined;

  constructor(
    private readonly phone: HTMLElement,
    private readonly store: PhoneStore,
  ) {}

  /** Signed in, or on the way to it. */
  get started(): boolean {
    return this.#starting !== undefined;
  }

  /** `options` is read again when the code is there: they may change meanwhile. */
  start(options: () => StartOptions): void {
    const { username, secret, signatureUrl, signatureProvider, signIn } = options();
    if (this.started || !(signIn ?? signatureProvider ?? (signatureUrl || (username && secret)))) return;
    this.store.update({ connection: 'signing-in', connectionProblem: null });
    troubleTexts.load().catch(() => undefined);
    this.#load(options, 0);
  }

  /** The web server or the network may be away for a moment: tried again until the code is there, or `stop()`. */
  #load(options: () => StartOptions, attempt: number) {
    const starting = import('../../src/live/live-phone.js').then(
      ({ startPhone }) => {
        if (starting === this.#starting) this.live = startPhone(this.store, options(), this.#tell);
      },
      () => {
        if (starting !== this.#starting) return;
        const delay = reconnectDelay(attempt, Math.random());
        const problem = { code: -102, msg: 'PBX_NETWORK_ERROR' };
        const [connection, at] = ['reconnecting', Date.now()] as const;
        this.store.update({ connection, connectionProblem: { ...problem, at }, retryAt: at + delay });
        this.#tell('linkus-registration-change', { connection, registered: false, ...problem });
        const timer = setTimeout(() => this.#retry(), delay);
        const online = () => this.#retry();
        addEventListener('online', online);
        this.#retry = (loads = true) => {
          clearTimeout(timer);
          removeEventListener('online', online);
          this.#retry = () => undefined;
          if (loads) this.#load(options, attempt + 1);
        };
      },
    );
    this.#starting = starting;
  }

  stop(): void {
    this.#retry(false);
    this.#starting = undefined;
    if (this.live) this.live.destroy();
    else this.store.reset();
    this.live = undefined;
  }

  async grant<Name extends RequestName>(name: Name, detail: RequestDetails[Name]): Promise<void> {
    if (name === 'linkus-sign-in-request') this.#retry();
    if (!this.live) await this.#starting;
    if (this.live) this.live.request(name, detail);
    else if ('role' in detail) {
      // For the next sign-in.
      const chosenDevices = { ...this.store.snapshot.chosenDevices, [detail.role]: detail.deviceId };
      this.store.update({ chosenDevices: Object.freeze(chosenDevices) });
    } else if (name !== 'linkus-sign-in-request' && !name.startsWith('linkus-records'))
      this.#refuse(name, 'number' in detail ? detail.number : '');
  }

  /** Nobody is signed in. */
  #refuse(request: RequestName, number: string) {
    const problem = { code: -201, msg: 'REGISTRY_FAILED' };
    this.store.update({ callProblem: { ...problem, at: Date.now() } });
    this.#tell('linkus-request-refused', { request, number, ...problem });
  }

  readonly #tell = <Name extends FactName>(name: Name, detail: FactDetails[Name]) => {
    if ('registered' in detail && detail.registered) loadAhead();
    this.phone.dispatchEvent(new LinkusFactEvent(name, detail));
  };
}
