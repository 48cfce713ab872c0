import { html, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import type { DeviceReport } from '../../src/store/device-report.js';
import type { ConnectionState, DeviceRole, PhoneSnapshot } from '../../src/store/phone-snapshot.js';
import { PhoneStore } from '../../src/store/phone-store.js';
import { buttons } from '../base/buttons.styles.js';
import { currentCall } from '../base/current-call.js';
import { customStates } from '../base/custom-states.js';
import { define } from '../base/define.js';
import { LinkusFactEvent, type LinkusRequestEvent } from '../base/events.js';
import { lazyModule } from '../base/lazy-module.js';
import { isVisible } from '../base/attempt.js';
import { announcePhone, providePhone } from '../base/phone-context.js';
import { tokens } from '../base/tokens.styles.js';
import '../dialpad/dialpad.js';
import '../incoming/incoming.js';
import '../session/session.js';
import { Account } from './account.js';
import { Language } from './language.js';
import { LeaveGuard } from './leave-guard.js';
import { askForNotifications } from './notification-permission.js';
import { Panel } from './panel.js';
import { PhoneOptions, accountOptions, soundNames } from './phone-options.js';
import { phoneStyles } from './phone.styles.js';
import { requestNames } from './request-names.js';

const checkModule = lazyModule(() => import('../../src/live/device-check.js'));
const roles: readonly DeviceRole[] = ['microphone', 'camera', 'speaker', 'ringer'];

/**
 * @summary A phone: signs in to the PBX, and hands its state to the elements inside it. Without any it draws a whole phone.
 * @tag linkus-phone
 *
 * Signs in as soon as it is in a document and has `signatureProvider`, `signature-url`, or `username` and `secret`. A change of
 * one of these signs out and in again; one function instead of another doesn't. Taken out of the document it ends its calls and signs out; moved within it, it goes on.
 * When the PBX wants it to sign in again, it asks for another signature where it can, and keeps its calls. Before a page with a
 * call is left or reloaded, which ends the call, the browser asks (`confirm-leave`).
 *
 * Elements inside it follow it; those elsewhere on the page do so by `for` with its id.
 *
 * @slot - Elements that make up the phone, instead of the whole phone that it draws by itself
 *
 * @fires {LinkusFactEvent} linkus-registration-change - The connection changed: `{connection, registered, code, msg}`
 * @fires {LinkusFactEvent} linkus-incoming - A call came in: `{call}`
 * @fires {LinkusFactEvent} linkus-call-start - A call was placed or came in: `{call}`
 * @fires {LinkusFactEvent} linkus-call-change - Something in the snapshot of a call changed, warnings included: `{call}`
 * @fires {LinkusFactEvent} linkus-call-end - A call is over, told exactly once: `{call, reason, code}`
 * @fires {LinkusFactEvent} linkus-request-refused - A wish was refused before anything was sent: `{request, number, code, msg}`
 * @fires {LinkusFactEvent} linkus-unread-change - The count of missed calls that nobody has looked at: `{unread}`
 * @fires {LinkusFactEvent} linkus-runtime-error - The PBX ended the session: `{code, msg}`
 * @fires {LinkusRequestEvent} linkus-call-request - By `call()`: `{number, video}`
 * @fires {LinkusRequestEvent} linkus-answer-request - By `answer()`: `{callId}`
 * @fires {LinkusRequestEvent} linkus-reject-request - By `reject()`: `{callId}`
 * @fires {LinkusRequestEvent} linkus-hang-up-request - By `hangUp()`: `{callId}`
 * @fires {LinkusRequestEvent} linkus-mute-request - By `mute()`: `{callId, muted}`
 * @fires {LinkusRequestEvent} linkus-dtmf-request - By `sendDtmf()`: `{callId, tones}`
 * @fires {LinkusRequestEvent} linkus-hold-request - By `hold()`: `{callId, held}`
 * @fires {LinkusRequestEvent} linkus-record-request - By `record()`: `{callId, recording}`
 * @fires {LinkusRequestEvent} linkus-transfer-request - By `transfer()`: `{callId, number, kind}`
 * @fires {LinkusRequestEvent} linkus-transfer-complete-request - By `completeTransfer()`: `{callId}`
 * @fires {LinkusRequestEvent} linkus-transfer-cancel-request - By `cancelTransfer()`: `{callId}`
 * @fires {LinkusRequestEvent} linkus-video-request - By `useVideo()`: `{callId, video}`
 *
 * @attr {signed-out|signing-in|ready|reconnecting|refused} connection - Written by the element
 * @attr {boolean} ringing - Written by the element: a call rings here
 * @attr {boolean} in-call - Written by the element: a call is up or being set up
 * @attr {number} unread - Written by the element: missed calls that nobody has looked at; absent when there are none
 *
 * @cssstate signed-out - Nobody is signed in
 * @cssstate signing-in - The PBX checks the signature, or the phone registers
 * @cssstate ready - Calls can be placed and come in
 * @cssstate reconnecting - The connection was lost; it is tried again
 * @cssstate refused - A person must do something
 * @cssstate ringing - A call rings here
 * @cssstate in-call - A call is up or being set up
 * @cssstate composed - It has children, which make up the phone
 *
 * @csspart base - The panel
 * @csspart header - Own name and number, and the connection
 * @csspart own-name - Own name
 * @csspart own-number - Own extension number
 * @csspart connection - The dot and the word
 * @csspart trouble - Why the phone is not signed in, where the dialpad doesn't say it
 * @csspart body - What is below the header
 * @csspart tabs - The two buttons at the foot
 * @csspart tab - Each of them
 * @csspart devices - The buttons that open the devices
 * @csspart device-select - Each list of devices
 * @csspart device-test - The buttons that play a test tone
 * @csspart device-check - The button that checks the headset
 * @csspart device-report - What the check found
 * @csspart badge - How many calls were missed
 * @csspart new-call - The button that leaves a call that has ended
 * @csspart display - The number field
 * @csspart backspace - The button that takes the last character away
 * @csspart keys - The twelve keys together
 * @csspart key - Each key
 * @csspart call - The call button
 * @csspart problem - Each line that says what went wrong
 * @csspart retry - The button that signs in again, or loads again what could not be loaded
 * @csspart avatar - Picture or initials
 * @csspart name - The other side
 * @csspart number - Its number
 * @csspart company - Its company
 * @csspart state - How the call stands, in words
 * @csspart timer - How long we talk
 * @csspart actions - The buttons of a card, or those of a call, together
 * @csspart answer - Answer
 * @csspart reject - Reject
 * @csspart mute - The mute button, as each of the buttons of a call
 * @csspart hang-up - The hang-up button
 * @csspart row - A row of the list of calls, as all parts of the elements inside; `tabs`, `tab` and `call` of the list are
 *   `filters`, `filter` and `call-back` here
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
export class LinkusPhone extends PhoneOptions {
  static override styles: CSSResultGroup = [tokens, buttons, phoneStyles];
  static override properties = { composed: { state: true } };

  readonly #store = new PhoneStore();
  readonly #account = new Account(this, this.#store);
  readonly #panel = new Panel(this);
  readonly #leaveGuard = new LeaveGuard();
  readonly #showStates = customStates(this);
  #chosenDevices = this.snapshot.chosenDevices;
  #unread = 0;
  /** What `signIn()` or `signOut()` said last; else `auto-register` decides. */
  #wanted: boolean | undefined;
  #focusWasInside = false;

  declare private composed: boolean;

  constructor() {
    super();
    this.composed = false;
    providePhone(this, this.#store);
    this.#store.subscribe(() => this.#onSnapshot());
    for (const name of requestNames) this.addEventListener(name, this.#onRequest);
    new Language(this);
    askForNotifications(this, () => this.#account.started && this.asksForNotifications);
  }

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'id'];
  }

  override attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    super.attributeChangedCallback(name, before, now);
    // Elements elsewhere on the page may wait for this name.
    if (name === 'id' && before !== now && this.isConnected) announcePhone(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    announcePhone(this);
    this.#look();
    // Not when it was moved: then the sign-in never ended.
    if (this.hasUpdated) this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#panel.stop();
    this.#leaveGuard.turn(false);
    // A move is a removal followed at once by an insertion; it must not end a call.
    setTimeout(() => {
      if (!this.isConnected) this.#account.stop();
    });
  }

  override willUpdate(): void {
    this.#focusWasInside = Boolean(this.shadowRoot?.activeElement);
  }

  override updated(changed: PropertyValues<this>): void {
    this.#reflect();
    if (accountOptions.some((name) => changed.has(name))) {
      this.#account.stop();
      this.#start();
    } else {
      if (changed.has('autoRegister')) this.#start();
      for (const role of roles) if (changed.has(role)) this.#useDevice(role);
      if (soundNames.some((name) => changed.has(name))) this.#account.live?.useSounds(this.sounds);
      if (changed.has('callWaiting')) this.#account.live?.useCallWaiting(this.allowsCallWaiting);
    }
    if (!this.composed) this.#panel.drawn();
    if (this.#focusWasInside && !this.composed) setTimeout(() => this.#keepFocus());
  }

  /** What was pressed went away with its view: the keyboard goes on where the person will want it. */
  #keepFocus() {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    // What was hidden keeps the focus until the browser lays out the page.
    if (active === document.body || !active || !isVisible(active)) this.#panel.focus();
  }

  #look() {
    this.composed = this.childElementCount > 0;
  }

  #onSnapshot() {
    const { chosenDevices, unread } = this.snapshot;
    if (unread !== this.#unread) this.dispatchEvent(new LinkusFactEvent('linkus-unread-change', { unread }));
    this.#unread = unread;
    for (const role of roles) {
      const id = chosenDevices[role];
      if (id !== this.#chosenDevices[role] && !this.#isChosen(role)) this[role] = id;
    }
    this.#chosenDevices = chosenDevices;
    this.requestUpdate();
  }

  /** Whether the device of the attribute, which may be named by its label, is the one that is used. */
  #isChosen(role: DeviceRole): boolean {
    const { chosenDevices, devices } = this.snapshot;
    const id = chosenDevices[role];
    return this[role] === id || devices.some((device) => device.id === id && device.label === this[role]);
  }

  #useDevice(role: DeviceRole) {
    if (!this.#isChosen(role)) void this.#account.grant('linkus-device-request', { role, deviceId: this[role] });
  }

  #reflect() {
    const { connection, calls, unread } = this.snapshot;
    const ringing = calls.some(({ incoming }) => incoming);
    const inCall = currentCall(this.snapshot) !== undefined;
    this.setAttribute('connection', connection);
    this.toggleAttribute('ringing', ringing);
    this.toggleAttribute('in-call', inCall);
    if (unread > 0) this.setAttribute('unread', String(unread));
    else this.removeAttribute('unread');
    this.#showStates({ [connection]: true, ringing, 'in-call': inCall, composed: this.composed });
    const isUp = this.isConnected && calls.some(({ incoming }) => !incoming);
    this.#leaveGuard.turn(isUp && this.confirmsLeave);
  }

  /** Signs in, or tries again. With `auto-register="off"` nothing else does, but a person who presses "Sign in". */
  signIn(): void {
    this.request('linkus-sign-in-request', { reason: 'person' });
  }

  /** Ends the calls and signs out, until `signIn()`. */
  signOut(): void {
    this.#wanted = false;
    this.#account.stop();
  }

  #start() {
    if (this.isConnected && (this.#wanted ?? this.signsInByItself)) this.#account.start(() => this.startOptions);
  }

  /**
   * Checks the headset and the way to the PBX, best before the first call: listens to the microphone until somebody speaks,
   * plays a sound on the speaker and one on the ringer, and calls a number that sends back what it hears (none when it is
   * empty, when nobody is signed in or a call is up). Takes up to half a minute and never rejects; the snapshot's
   * `deviceCheck` tells how far it is.
   */
  async check({ echoNumber = this.echoNumber || '*43' } = {}): Promise<DeviceReport> {
    const { checkDevices } = await checkModule.load();
    return checkDevices(this.#store, this.#account.live?.phone ?? null, { echoNumber });
  }

  readonly #onRequest = (event: LinkusRequestEvent) => {
    // After the event has been everywhere, so that a listener of the document can prevent it too.
    queueMicrotask(() => {
      if (event.defaultPrevented) return;
      const { type, detail } = event;
      if (type === 'linkus-sign-in-request') this.#wanted = true;
      if (type === 'linkus-sign-in-request' && !this.#account.started) this.#start();
      else if (type === 'linkus-check-request') this.check().catch(console.warn);
      else void this.#account.grant(type, detail);
    });
  };

  override get snapshot(): PhoneSnapshot {
    return this.#store.snapshot;
  }

  /** How the phone stands; as an attribute too. */
  get connection(): ConnectionState {
    return this.snapshot.connection;
  }

  /** Missed calls that nobody has looked at; as an attribute too. */
  get unread(): number {
    return this.snapshot.unread;
  }

  /** @internal The list of calls is shown. */
  markSeen(): void {
    this.#store.update({ unread: 0 });
    void this.#account.grant('linkus-records-read-request', { id: null });
  }

  override render(): unknown {
    return html`<slot ?hidden=${!this.composed} @slotchange=${this.#look}></slot>
      ${this.composed ? nothing : this.#panel.render()}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'linkus-phone': LinkusPhone;
  }
}

define('linkus-phone', LinkusPhone);
