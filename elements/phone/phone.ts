import { html, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import { cleanNumber } from '../../src/phone/dial-number.js';
import type { LivePhone } from '../../src/store/live-phone.js';
import type { FactDetails, FactName, RequestName } from '../../src/store/messages.js';
import type { ConnectionState, PhoneSnapshot } from '../../src/store/phone-snapshot.js';
import { PhoneStore } from '../../src/store/phone-store.js';
import { currentCall } from '../base/current-call.js';
import { define } from '../base/define.js';
import { LinkusFactEvent, type LinkusRequestEvent } from '../base/events.js';
import { loadTroubleTexts } from '../base/lazy-texts.js';
import { LinkusElement } from '../base/linkus-element.js';
import { msg } from '../base/localize.js';
import { providePhone } from '../base/phone-context.js';
import { connectionText } from '../base/state-texts.js';
import { tokens } from '../base/tokens.styles.js';
import '../dialpad/dialpad.js';
import '../incoming/incoming.js';
import '../session/session.js';
import { phoneStyles } from './phone.styles.js';

const requestNames: readonly RequestName[] = [
  'linkus-call-request',
  'linkus-answer-request',
  'linkus-reject-request',
  'linkus-hang-up-request',
  'linkus-mute-request',
  'linkus-dtmf-request',
  'linkus-sign-in-request',
];

/**
 * @summary A phone: signs in to the PBX, and hands its state to the elements inside it. Without any it draws a whole phone.
 * @tag linkus-phone
 *
 * Signs in as soon as it is in a document and has `signature-url`, or `username` and `secret`. A change of one of these signs
 * out and in again. Taken out of the document it ends its calls and signs out; moved within it, it goes on.
 *
 * @slot - Elements that make up the phone, instead of the whole phone that it draws by itself
 *
 * @fires {LinkusFactEvent} linkus-registration-change - The connection changed: `{connection, registered, code, msg}`
 * @fires {LinkusFactEvent} linkus-incoming - A call came in: `{call}`
 * @fires {LinkusFactEvent} linkus-call-start - A call was placed or came in: `{call}`
 * @fires {LinkusFactEvent} linkus-call-change - Something about a call changed: `{call}`
 * @fires {LinkusFactEvent} linkus-call-end - A call is over, told exactly once: `{call, reason, code}`
 * @fires {LinkusFactEvent} linkus-request-refused - A wish was refused before anything was sent: `{request, number, code, msg}`
 * @fires {LinkusFactEvent} linkus-runtime-error - The PBX ended the session: `{code, msg}`
 * @fires {LinkusRequestEvent} linkus-call-request - By `call()`: `{number, video}`
 * @fires {LinkusRequestEvent} linkus-answer-request - By `answer()`: `{callId}`
 * @fires {LinkusRequestEvent} linkus-reject-request - By `reject()`: `{callId}`
 * @fires {LinkusRequestEvent} linkus-hang-up-request - By `hangUp()`: `{callId}`
 * @fires {LinkusRequestEvent} linkus-mute-request - By `mute()`: `{callId, muted}`
 * @fires {LinkusRequestEvent} linkus-dtmf-request - By `sendDtmf()`: `{callId, tones}`
 *
 * @attr {signed-out|signing-in|ready|reconnecting|refused} connection - Written by the element
 *
 * @csspart base - The panel
 * @csspart header - Own name and number, and the connection
 * @csspart own-name - Own name
 * @csspart own-number - Own extension number
 * @csspart connection - The dot and the word
 * @csspart body - What is below the header
 * @csspart new-call - The button that leaves a call that has ended
 * @csspart display - The number field
 * @csspart backspace - The button that takes the last character away
 * @csspart keys - The twelve keys together
 * @csspart key - Each key
 * @csspart call - The call button
 * @csspart problem - Each line that says what went wrong
 * @csspart retry - The button that signs in again
 * @csspart avatar - Picture or initials
 * @csspart name - The other side
 * @csspart number - Its number
 * @csspart company - Its company
 * @csspart state - How the call stands, in words
 * @csspart timer - How long we talk
 * @csspart actions - The buttons of a card, or mute and keypad, together
 * @csspart answer - Answer
 * @csspart reject - Reject
 * @csspart mute - The mute button
 * @csspart keypad - The button that opens the keypad
 * @csspart hang-up - The hang-up button
 *
 * @cssproperty [--linkus-accent=#1f5fd0] - Focus and pressed buttons
 * @cssproperty [--linkus-answer=#17803d] - Call, answer, ready
 * @cssproperty [--linkus-hang-up=#cf2a1e] - Hang up, reject, problems
 * @cssproperty [--linkus-surface=#fff] - Background
 * @cssproperty [--linkus-text=#1b1f24] - Text
 * @cssproperty [--linkus-radius=12px] - Corners
 * @cssproperty [--linkus-space=4px] - Step of all distances
 * @cssproperty [--linkus-font=inherit] - Font family
 */
export class LinkusPhone extends LinkusElement {
  static override styles: CSSResultGroup = [tokens, phoneStyles];
  static override properties = {
    composed: { state: true },
    leftCallId: { state: true },
    username: {},
    secret: {},
    signatureUrl: { attribute: 'signature-url' },
    credentials: {},
    pbxUrl: { attribute: 'pbx-url' },
    locale: {},
  };

  readonly #store = new PhoneStore();
  readonly #announce: () => void;
  #live: LivePhone | undefined;
  /** The present sign-in while its code loads; a later one makes it void. */
  #starting: Promise<void> | undefined;
  #focusWasInside = false;

  declare private composed: boolean;
  /** The ended call that the person has read. */
  declare private leftCallId: string | null;

  /** Extension number or e-mail address. With `signature-url` the application's server may tell it. */
  declare username: string;
  /** The login signature. Whoever reads the page can read it: prefer `signature-url`. */
  declare secret: string;
  /** An address of the application's server that answers with the signature, as JSON. */
  declare signatureUrl: string;
  /** How cookies go to `signature-url`: `omit`, `same-origin` or `include`. */
  declare credentials: RequestCredentials;
  /** Address of the PBX: protocol, host and port. The page's own origin when empty. */
  declare pbxUrl: string;
  /** Language of the texts, a BCP 47 tag. Without it, the `lang` of the page around the element. One language for a page. */
  declare locale: string;

  constructor() {
    super();
    this.composed = false;
    this.leftCallId = null;
    this.username = '';
    this.secret = '';
    this.signatureUrl = '';
    this.credentials = 'same-origin';
    this.pbxUrl = '';
    this.locale = '';
    this.#announce = providePhone(this, this.#store);
    this.#store.subscribe(() => this.requestUpdate());
    for (const name of requestNames) this.addEventListener(name, this.#onRequest);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#announce();
    this.#look();
    // Not when it was moved: then the sign-in never ended.
    if (this.hasUpdated && !this.#starting) this.#signIn();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A move is a removal followed at once by an insertion; it must not end a call.
    setTimeout(() => {
      if (!this.isConnected) this.#signOut();
    });
  }

  override willUpdate(): void {
    this.#focusWasInside = Boolean(this.shadowRoot?.activeElement);
  }

  override updated(changed: PropertyValues<this>): void {
    this.setAttribute('connection', this.connection);
    if ((['username', 'secret', 'signatureUrl', 'credentials', 'pbxUrl'] as const).some((name) => changed.has(name))) {
      this.#signOut();
      this.#signIn();
    }
    if (changed.has('locale')) this.#setLocale();
    if (this.#focusWasInside) setTimeout(() => this.#keepFocus());
  }

  /** The button that was pressed went away with its view: the keyboard goes on at the same place of the page. */
  #keepFocus() {
    const active = this.shadowRoot?.activeElement as HTMLElement | null | undefined;
    if (active ? active.inert : document.activeElement === document.body) {
      this.shadowRoot?.querySelector<HTMLElement>('.body')?.focus();
    }
  }

  #look() {
    this.composed = this.childElementCount > 0;
  }

  #setLocale() {
    const wish = this.locale || (this.closest<HTMLElement>('[lang]') ?? document.documentElement).lang;
    // Texts are English from the start; a page in English doesn't load the code that changes them. The language of a page
    // is no wish to us: when we haven't got it, there is nothing to say about that.
    if (!this.locale && /^(en\b|$)/i.test(wish)) return;
    import('../../locales/index.js')
      .then(({ setLocale, nearestLocale }) => (this.locale || nearestLocale(wish) ? setLocale(wish) : undefined))
      .catch(console.warn);
  }

  #signIn() {
    const { username, secret, signatureUrl, credentials, pbxUrl } = this;
    if (!this.isConnected || !(signatureUrl || (username && secret))) return;
    this.#store.update({ connection: 'signing-in', connectionProblem: null });
    loadTroubleTexts().catch(console.warn);
    const starting = import('../../src/store/live-phone.js').then(
      ({ startPhone }) => {
        if (starting !== this.#starting) return;
        this.#live = startPhone(
          this.#store,
          { username, secret, signatureUrl, credentials, pbxURL: pbxUrl },
          this.#tell,
        );
      },
      () => {
        if (starting !== this.#starting) return;
        this.#starting = undefined;
        const problem = { code: -102, msg: 'PBX_NETWORK_ERROR' };
        this.#store.update({ connection: 'refused', connectionProblem: { ...problem, at: Date.now() } });
        this.#tell('linkus-registration-change', { connection: 'refused', registered: false, ...problem });
      },
    );
    this.#starting = starting;
  }

  #signOut() {
    this.#starting = undefined;
    if (this.#live) this.#live.destroy();
    else this.#store.reset();
    this.#live = undefined;
  }

  readonly #tell = <Name extends FactName>(name: Name, detail: FactDetails[Name]) => {
    this.dispatchEvent(new LinkusFactEvent(name, detail));
  };

  readonly #onRequest = (event: LinkusRequestEvent) => {
    // After the event has been everywhere, so that a listener of the document can prevent it too.
    queueMicrotask(() => {
      if (!event.defaultPrevented) void this.#grant(event);
    });
  };

  async #grant({ type, detail }: LinkusRequestEvent) {
    if (type === 'linkus-sign-in-request' && !this.#starting) this.#signIn();
    else {
      if (!this.#live) await this.#starting;
      if (this.#live) this.#live.request(type, detail);
      else this.#refuse(type, 'number' in detail ? detail.number : '');
    }
  }

  /** Nobody is signed in. */
  #refuse(request: RequestName, number: string) {
    const problem = { code: -201, msg: 'REGISTRY_FAILED' };
    this.#store.update({ callProblem: { ...problem, at: Date.now() } });
    this.#tell('linkus-request-refused', { request, number, ...problem });
  }

  get #currentId() {
    return currentCall(this.snapshot)?.callId ?? '';
  }

  get #ringingId() {
    return this.snapshot.calls.find(({ incoming }) => incoming)?.callId ?? '';
  }

  /** Everything that the elements draw, as plain frozen data. */
  get snapshot(): PhoneSnapshot {
    return this.#store.snapshot;
  }

  /** How the phone stands; as an attribute too. */
  get connection(): ConnectionState {
    return this.snapshot.connection;
  }

  /** Calls a number; it may be written with spaces and brackets. What comes of it is told by events. */
  call(number: string, { video = false } = {}): void {
    this.request('linkus-call-request', { number: cleanNumber(number).number ?? number, video });
  }

  /** Answers a call, or the first that rings. */
  answer(callId = this.#ringingId): void {
    this.request('linkus-answer-request', { callId });
  }

  /** Rejects a call, or the first that rings. */
  reject(callId = this.#ringingId): void {
    this.request('linkus-reject-request', { callId });
  }

  /** Ends a call, or the current one. */
  hangUp(callId = this.#currentId): void {
    this.request('linkus-hang-up-request', { callId });
  }

  /** Keeps our voice from the other side of a call, or of the current one; `false` ends that. */
  mute(muted = true, callId = this.#currentId): void {
    this.request('linkus-mute-request', { callId, muted });
  }

  /** @param tones characters of `0123456789*#`, in a call or in the current one */
  sendDtmf(tones: string, callId = this.#currentId): void {
    this.request('linkus-dtmf-request', { callId, tones });
  }

  #leaveEnded() {
    this.leftCallId = this.snapshot.endedCall?.callId ?? null;
  }

  #panel() {
    const { connection, extension, extensionName, endedCall } = this.snapshot;
    const current = currentCall(this.snapshot);
    const ended = !current && endedCall && endedCall.callId !== this.leftCallId;
    const inCall = Boolean(current ?? ended);
    const own = extension || this.username;
    const label = msg('Phone', { id: 'phone.label' });
    return html`<section part="base" class="base" lang=${msg('en', { id: 'locale.code' })} aria-label=${label}>
      <header part="header">
        <div class="own">
          <p part="own-name" class="own-name line">${extensionName || own || label}</p>
          <p part="own-number" class="small quiet">${extensionName ? own : nothing}</p>
        </div>
        <p part="connection" class="connection small ${connection}" role="status">${connectionText(connection)}</p>
      </header>
      <div part="body" class="body" tabindex="-1">
        <linkus-dialpad
          mode="dial"
          exportparts="display, backspace, keys, key, call, problem, retry"
          ?inert=${inCall}
        ></linkus-dialpad>
        <div class="session" ?hidden=${!inCall}>
          <linkus-session
            exportparts="avatar, name, number, company, state, timer, problem, actions, mute, keypad, hang-up, display, key"
          ></linkus-session>
          <button part="new-call" ?hidden=${!ended} @click=${this.#leaveEnded}>
            ${msg('New call', { id: 'session.new_call' })}
          </button>
        </div>
      </div>
      <linkus-incoming
        exportparts="avatar, state, name, number, company, actions, answer, reject, problem"
      ></linkus-incoming>
    </section>`;
  }

  override render(): unknown {
    return html`<slot ?hidden=${!this.composed} @slotchange=${this.#look}></slot>
      ${this.composed ? nothing : this.#panel()}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'linkus-phone': LinkusPhone;
  }
}

define('linkus-phone', LinkusPhone);
