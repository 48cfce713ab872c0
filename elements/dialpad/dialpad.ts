import { html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import type { CleanNumber } from '../../src/phone/dial-number.js';
import { lookUpOf } from '../../src/store/contacts.js';
import type { CallSnapshot, ConnectionState, PhoneSnapshot } from '../../src/store/phone-snapshot.js';
import { buttons } from '../base/buttons.styles.js';
import { define } from '../base/define.js';
import { dialNumbers } from '../base/dial-numbers.js';
import { keepLines, oneLine } from '../base/keep-lines.js';
import { icon } from '../base/icons.js';
import { direction } from '../base/direction.js';
import { msg } from '../base/localize.js';
import { invalidNumber, PhoneElement } from '../base/phone-element.js';
import { callProblemFor, currentCall } from '../base/current-call.js';
import { oneOf } from '../base/one-of.js';
import { tokens } from '../base/tokens.styles.js';
import { callButtons, cancelButton } from './call-buttons.js';
import { ContactName, type ResolveContact } from './contact-name.js';
import { DialledNumbers } from './dialled-numbers.js';
import { dialTip, isFailure } from './dial-tip.js';
import { dialpadStyles } from './dialpad.styles.js';
import { keypad, playKey } from './keypad.js';
import { LongPress } from './long-press.js';
import { numberLine } from './number-line.js';

const toneKeys = /[\d*#]/g;

/**
 * @summary A number field, a keypad and a call button; in a call the keys send tones.
 * @tag linkus-dialpad
 *
 * Follows the phone around it; alone on a page it works from its attributes and asks by events. In the number field, arrow up
 * and down walk through the numbers that this extension dialled before, as they were written (kept in the browser).
 *
 * @fires {LinkusRequestEvent} linkus-call-request - A call button or Enter was pressed: `{number, video}`. The number is
 *   cleaned of spaces and brackets, and what is dialled after the answer follows a comma for each pause (`+4930123,,5#`); one that
 *   can't be dialled is passed on as it was written, for the phone to refuse (-209).
 * @fires {LinkusRequestEvent} linkus-hang-up-request - The call that waits for its microphone is taken back: `{callId: ''}`
 * @fires {LinkusRequestEvent} linkus-dtmf-request - A key was pressed in a call: `{callId, tones}`
 * @fires {LinkusRequestEvent} linkus-sign-in-request - The person wants another try to sign in
 *
 * @csspart base - Everything
 * @csspart display - The number field
 * @csspart backspace - The button that takes the last character away, or with a long press all
 * @csspart contact - The name that belongs to the number, and what will be dialled where it is written otherwise
 * @csspart redial - The button that calls the last number again
 * @csspart keys - The twelve keys together
 * @csspart key - Each key
 * @csspart call - The call button
 * @csspart video-call - The button for a call with pictures
 * @csspart hang-up - The button that takes a call back while it waits for the microphone
 * @csspart problem - The line that says why no call is possible, with `retry` in it
 * @csspart retry - The button that signs in again
 *
 * @cssproperty [--linkus-accent=#1f5fd0] - Focus and secondary actions
 * @cssproperty [--linkus-answer=#17803d] - The call button
 * @cssproperty [--linkus-hang-up=#cf2a1e] - Problems
 * @cssproperty [--linkus-surface=#fff] - Background
 * @cssproperty [--linkus-text=#1b1f24] - Text
 * @cssproperty [--linkus-radius=12px] - Corners
 * @cssproperty [--linkus-space=4px] - Step of all distances
 * @cssproperty [--linkus-font=inherit] - Font family
 */
export class LinkusDialpad extends PhoneElement {
  static override shadowRootOptions = { ...PhoneElement.shadowRootOptions, delegatesFocus: true };
  static override styles: CSSResultGroup = [tokens, buttons, dialpadStyles];
  static override properties = {
    talking: { state: true },
    failed: { state: true },
    value: {},
    mode: { reflect: true },
    connection: { reflect: true },
    lastNumber: { attribute: 'last-number', reflect: true },
    dialling: { type: Boolean, reflect: true },
    videoAllowed: { type: Boolean, attribute: 'video-allowed', reflect: true },
    hideVideo: { type: Boolean, attribute: 'hide-video', reflect: true },
    resolveContact: { attribute: false },
  };

  readonly #plus = new LongPress(() => this.#insert('+'));
  readonly #clear = new LongPress(() => this.#setValue(''));
  readonly #dialled = new DialledNumbers((text) => this.#dialText(text));
  readonly #contact = new ContactName(this);
  #hadFocus = false;

  declare private talking: boolean;
  /** @internal The last call that failed, until the person goes on. */
  declare failed: CallSnapshot | null;
  #ended: CallSnapshot | null = null;

  /** What stands in the number field. */
  declare value: string;
  /** `dial` places calls, `dtmf` sends tones. Empty: `dtmf` while a call of the phone is up, else `dial`. */
  declare mode: '' | 'dial' | 'dtmf';
  /** How the phone stands; calls are possible when `ready`, and without a phone. */
  declare connection: ConnectionState | null;
  /** The call button brings this number back when the field is empty. */
  declare lastNumber: string | null;
  /** A call waits for the microphone. */
  declare dialling: boolean;
  /** The PBX has video calls: there is a button for one. */
  declare videoAllowed: boolean;
  /** No button for video calls, whatever the PBX has. */
  declare hideVideo: boolean;
  /**
   * Tells whose number is being typed: `(number) => ({ name })`, a promise of it, or `null`. Asked when typing pauses.
   * Without it the phone's PBX is asked.
   */
  declare resolveContact: ResolveContact | null;

  constructor() {
    super();
    this.value = this.mode = '';
    this.talking = this.dialling = this.videoAllowed = this.hideVideo = false;
    this.connection = this.lastNumber = this.resolveContact = this.failed = null;
  }

  protected override copy(snapshot: PhoneSnapshot | undefined): void {
    const call = snapshot && currentCall(snapshot);
    const callId = call?.callId ?? null;
    // The number has become a call, or the tones belonged to one that is over.
    if (callId !== this.callId && (!call || call.direction === 'outbound')) this.value = '';
    this.callId = callId;
    this.#noteEnd(snapshot?.endedCall ?? null);
    if (call || snapshot?.connection === 'signed-out') this.failed = null;
    this.talking = call?.state === 'talking';
    this.connection = snapshot?.connection ?? null;
    this.dialling = Boolean(snapshot?.dialling);
    this.videoAllowed = Boolean(snapshot?.videoAllowed);
    for (const { number, name } of snapshot?.calls ?? []) this.#contact.learn(number, name);
    const last = this.#dialled.follow(snapshot?.extension ?? '', snapshot?.lastNumber ?? '');
    if (last !== undefined) this.lastNumber = last;
    const refused = snapshot?.connection === 'refused' && snapshot.connectionProblem;
    this.copyProblem(refused || (snapshot && callProblemFor('dialpad', snapshot)));
  }

  /** The phone forgets a call that ended after some seconds. */
  #noteEnd(ended: CallSnapshot | null) {
    if (ended && ended !== this.#ended) this.failed = isFailure(ended) ? ended : null;
    this.#ended = ended;
  }

  get #field(): HTMLInputElement {
    return this.renderRoot.querySelector('input') as HTMLInputElement;
  }

  get #sendsTones() {
    return oneOf(this, 'mode', this.mode, ['dial', 'dtmf'], this.talking ? 'dtmf' : 'dial') === 'dtmf';
  }

  #clean(text: string): CleanNumber {
    return dialNumbers(this)?.cleanNumber(text) ?? { number: text.trim() };
  }

  #dialText(text: string): string {
    return dialNumbers(this)?.dialText(text) ?? text;
  }

  #digits(text: string): string {
    return dialNumbers(this)?.asciiDigits(text) ?? text;
  }

  #setValue(value: string) {
    this.value = value;
    this.failed = null;
    if (this.connection !== 'refused') this.problem = null;
  }

  #insert(text: string) {
    if (this.#sendsTones) {
      const tones = this.#digits(text).match(toneKeys)?.join('');
      if (!tones) return;
      this.value += tones;
      this.request('linkus-dtmf-request', { callId: this.callId ?? '', tones });
      return;
    }
    const field = this.#field;
    const end = field.value.length;
    field.setRangeText(text, field.selectionStart ?? end, field.selectionEnd ?? end, 'end');
    this.#setValue(field.value);
  }

  readonly #press = (key: string) => {
    playKey(key);
    this.#insert(key);
  };

  #erase(event: Event) {
    if (this.#clear.ended(event)) return;
    const field = this.#field;
    const end = field.selectionEnd ?? 0;
    field.setRangeText('', Math.min(field.selectionStart ?? 0, Math.max(end - 1, 0)), end, 'end');
    this.#setValue(field.value);
  }

  #onInput(event: InputEvent) {
    this.#setValue(this.#field.value);
    if (event.data) playKey(this.#digits(event.data));
  }

  #onKeydown(event: KeyboardEvent) {
    // With Ctrl and Alt together it is AltGr, which some keyboards need for #.
    if (event.isComposing || event.metaKey || (event.ctrlKey && !event.altKey)) return;
    const inField = event.composedPath()[0] === this.#field;
    const steps = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (inField && event.key === 'Enter') this.#call();
    else if (inField && !this.#sendsTones && steps) this.value = this.#dialled.walk(steps, this.value);
    else if (inField && !this.#sendsTones) return;
    else if (/^[\p{Nd}*#+]$/u.test(event.key)) this.#press(this.#digits(event.key));
    else if (event.key === 'Backspace' && !this.#sendsTones) this.#erase(event);
    else return;
    event.preventDefault();
  }

  #onPaste(event: ClipboardEvent) {
    if (event.composedPath()[0] === this.#field && !this.#sendsTones) return;
    event.preventDefault();
    this.#insert(oneLine(event.clipboardData?.getData('text') ?? ''));
  }

  #call(wish: unknown = this.value, video = false) {
    if (this.#sendsTones || this.#blocked) return;
    const written = String(wish).trim();
    if (!written) {
      if (this.lastNumber) this.#setValue(this.lastNumber);
      this.#field.focus();
      return;
    }
    const { number } = this.#clean(written);
    this.showProblem(number ? null : invalidNumber);
    if (number) this.#dialled.add(written);
    this.request('linkus-call-request', { number: this.#dialText(written), video });
  }

  protected override problemText(): string {
    return super.problemText(this.value);
  }

  get #blocked() {
    return this.dialling || (this.connection !== null && this.connection !== 'ready');
  }

  #line(): TemplateResult {
    const { number, tones = '' } = this.#clean(this.value);
    const last = this.value || this.#sendsTones ? null : this.lastNumber;
    const dials = number && number !== this.value.trim() ? { number, tones } : null;
    const redial = last && {
      who: this.#contact.nameOf(this.#clean(last).number ?? '') || last,
      blocked: this.#blocked,
    };
    return numberLine(this.#contact.name, dials, redial, () => this.#call(last ?? ''));
  }

  override willUpdate(): void {
    // Frameworks write numbers, and nothing.
    if (typeof this.value !== 'string') this.value = String(this.value ?? '');
    // The field would join lines.
    if (/[\r\n]/.test(this.value)) this.value = oneLine(this.value);
    this.#hadFocus = Boolean(this.shadowRoot?.activeElement);
    const { number = '' } = this.#clean(this.value);
    const resolve = this.resolveContact ?? lookUpOf(this.#dialled.extension) ?? null;
    this.#contact.follow(this.#sendsTones ? '' : number, resolve);
  }

  override updated(): void {
    // The button that was pressed is gone: the keyboard goes on among the keys, and on a touch screen nothing pops up.
    if (this.#hadFocus && (this.shadowRoot?.activeElement?.matches(':disabled') ?? true)) {
      this.renderRoot.querySelector<HTMLElement>('.keys [tabindex="0"]')?.focus();
    }
  }

  override render(): unknown {
    const tones = this.#sendsTones;
    // One that sends tones while a call is up keeps its height: what is below must not move.
    const compact = this.mode === 'dtmf';
    return html`<div
      part="base"
      class="base"
      role="group"
      lang=${msg('en', { id: 'locale.code' })}
      dir=${direction()}
      aria-label=${msg('Dialpad', { id: 'session.dialpad' })}
      @keydown=${this.#onKeydown}
      @paste=${this.#onPaste}
    >
      <div class="field">
        <input
          part="display"
          dir="ltr"
          inputmode="tel"
          enterkeyhint="go"
          autocomplete="off"
          spellcheck="false"
          aria-label=${tones ? msg('Tones sent', { id: 'dial_panel.input.tones' }) : msg('Number', { id: 'dial_panel.input.label' })}
          placeholder=${tones ? '' : msg('Please input number', { id: 'dial_panel.input.placeholder' })}
          ?readonly=${tones}
          .value=${this.value}
          .style=${`--_n:${this.value.length}`}
          @beforeinput=${keepLines}
          @input=${this.#onInput}
        />
        <button
          part="backspace"
          class="quiet holds"
          ?hidden=${tones}
          ?disabled=${!this.value}
          aria-label=${msg('Delete', { id: 'dial_panel.btn.backspace' })}
          title=${msg('Hold to delete all', { id: 'dial_panel.btn.clear' })}
          @pointerdown=${(event: PointerEvent) => this.#clear.start(event)}
          @click=${this.#erase}
        >
          ${icon('backspace')}
        </button>
      </div>
      ${compact ? nothing : this.#line()} ${keypad(this.#press, tones ? null : this.#plus)}
      ${
        tones
          ? html`<div class="calls" ?hidden=${compact}></div>`
          : this.dialling
            ? cancelButton(() => this.request('linkus-hang-up-request', { callId: '' }))
            : callButtons(this.#blocked, this.videoAllowed && !this.hideVideo, (video) => this.#call(this.value, video))
      }
      <div part="problem" class="tip small quiet" role="status" ?hidden=${compact}>
        ${dialTip(
          this,
          () => this.problemText(),
          () => this.request('linkus-sign-in-request', { reason: 'person' }),
        )}
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'linkus-dialpad': LinkusDialpad;
  }
}

define('linkus-dialpad', LinkusDialpad);
