import { html, nothing, type CSSResultGroup } from 'lit';
import { cleanNumber } from '../../src/phone/dial-number.js';
import type { ConnectionState, PhoneSnapshot } from '../../src/store/phone-snapshot.js';
import { define } from '../base/define.js';
import { icon } from '../base/icons.js';
import { troubleTexts } from '../base/lazy-texts.js';
import { msg } from '../base/localize.js';
import { PhoneElement } from '../base/phone-element.js';
import { callProblemFor, currentCall } from '../base/current-call.js';
import { roving } from '../base/roving.js';
import { tokens } from '../base/tokens.styles.js';
import { dialpadStyles } from './dialpad.styles.js';

/** The sounds load with the first press; a phone that is signed in has them already. */
function play(key: string) {
  import('../../src/media/tones.js').then(({ playKey }) => playKey(key), console.warn);
}

const keys = ['1', '2ABC', '3DEF', '4GHI', '5JKL', '6MNO', '7PQRS', '8TUV', '9WXYZ', '*', '0+', '#'];
const toneKeys = /[\d*#]/g;
const longPress = 500;
const invalidNumber = -209;

/**
 * @summary A number field, a keypad and a call button; in a call the keys send tones.
 * @tag linkus-dialpad
 *
 * Follows the phone around it; alone on a page it works from its attributes and asks by events.
 *
 * @fires {LinkusRequestEvent} linkus-call-request - The call button or Enter was pressed: `{number, video}`. The number is
 *   cleaned of spaces and brackets; one that can't be dialled is passed on as it was written, for the phone to refuse (-209).
 * @fires {LinkusRequestEvent} linkus-dtmf-request - A key was pressed in a call: `{callId, tones}`
 * @fires {LinkusRequestEvent} linkus-sign-in-request - The person wants another try to sign in
 *
 * @csspart base - Everything
 * @csspart display - The number field
 * @csspart backspace - The button that takes the last character away
 * @csspart keys - The twelve keys together
 * @csspart key - Each key
 * @csspart call - The call button
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
  static override styles: CSSResultGroup = [tokens, dialpadStyles];
  static override properties = {
    talking: { state: true },
    value: {},
    mode: { reflect: true },
    connection: { reflect: true },
    lastNumber: { attribute: 'last-number', reflect: true },
    dialling: { type: Boolean, reflect: true },
  };

  #holding: ReturnType<typeof setTimeout> | undefined;
  #held = false;

  declare private talking: boolean;

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

  constructor() {
    super();
    this.talking = false;
    this.value = '';
    this.mode = '';
    this.connection = null;
    this.lastNumber = null;
    this.dialling = false;
  }

  protected override copy(snapshot: PhoneSnapshot | undefined): void {
    const call = snapshot && currentCall(snapshot);
    const callId = call?.callId ?? null;
    // The number has become a call, or the tones belonged to one that is over.
    if (callId !== this.callId && (!call || call.direction === 'outbound')) this.value = '';
    this.callId = callId;
    this.talking = call?.state === 'talking';
    this.connection = snapshot?.connection ?? null;
    this.lastNumber = snapshot?.lastNumber || null;
    this.dialling = Boolean(snapshot?.dialling);
    const refused = snapshot?.connection === 'refused' && snapshot.connectionProblem;
    this.copyProblem(refused || (snapshot && callProblemFor('dialpad', snapshot)));
  }

  get #field() {
    return this.renderRoot.querySelector('input') as HTMLInputElement;
  }

  get #sendsTones() {
    return (this.mode || (this.talking ? 'dtmf' : 'dial')) === 'dtmf';
  }

  #setValue(value: string) {
    this.value = value;
    if (this.connection !== 'refused') this.problem = null;
  }

  #insert(text: string) {
    if (this.#sendsTones) {
      const tones = text.match(toneKeys)?.join('');
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

  #press(key: string) {
    play(key);
    this.#insert(key);
  }

  #onKey(event: Event) {
    const key = (event.target as Element).closest('button')?.value;
    clearTimeout(this.#holding);
    if (event.type === 'click') {
      // The click that ends a long press has had its effect.
      if (key && !this.#held) this.#press(key);
      this.#held = false;
    } else if (event.type === 'pointerdown') {
      this.#held = false;
      if (key !== '0' || this.#sendsTones) return;
      this.#holding = setTimeout(() => {
        this.#held = true;
        this.#insert('+');
      }, longPress);
    }
  }

  #erase() {
    const field = this.#field;
    const end = field.selectionEnd ?? 0;
    field.setRangeText('', Math.min(field.selectionStart ?? 0, Math.max(end - 1, 0)), end, 'end');
    this.#setValue(field.value);
  }

  #onInput(event: InputEvent) {
    this.#setValue(this.#field.value);
    if (event.data) play(event.data);
  }

  #onKeydown(event: KeyboardEvent) {
    this.#held = false;
    // With Ctrl and Alt together it is AltGr, which some keyboards need for #.
    if (event.isComposing || event.metaKey || (event.ctrlKey && !event.altKey)) return;
    const inField = event.composedPath()[0] === this.#field;
    if (inField && event.key === 'Enter') this.#call();
    else if (inField && !this.#sendsTones) return;
    else if (/^[\d*#+]$/.test(event.key)) this.#press(event.key);
    else if (event.key === 'Backspace' && !this.#sendsTones) this.#erase();
    else return;
    event.preventDefault();
  }

  #onPaste(event: ClipboardEvent) {
    if (event.composedPath()[0] === this.#field && !this.#sendsTones) return;
    event.preventDefault();
    this.#insert(event.clipboardData?.getData('text').trim() ?? '');
  }

  #signIn() {
    this.request('linkus-sign-in-request', { reason: 'person' });
  }

  #rove(event: Event) {
    roving(event, 3);
  }

  #call() {
    if (this.#sendsTones || this.#blocked) return;
    if (!this.value.trim()) {
      if (this.lastNumber) this.#setValue(this.lastNumber);
      this.#field.focus();
      return;
    }
    const { number } = cleanNumber(this.value);
    this.showProblem(number ? null : invalidNumber);
    this.request('linkus-call-request', { number: number ?? this.value.trim(), video: false });
  }

  get #blocked() {
    return this.dialling || (this.connection !== null && this.connection !== 'ready');
  }

  #tip() {
    const { problem, connection } = this;
    if (problem === null || connection === 'reconnecting') {
      if (this.dialling) {
        return msg('Waiting for the microphone. If the browser asks, allow it.', { id: 'dial_panel.tip.microphone' });
      }
      if (connection === 'signed-out') {
        return msg('You are signed out. Sign in to place and take calls.', { id: 'dial_panel.tip.signed_out' });
      }
      return (connection && connection !== 'ready' && troubleTexts(this)?.noCallText(connection)) || nothing;
    }
    const texts = troubleTexts(this);
    return html`<p class="problem">${this.problemText()}</p>
      ${
        connection === 'refused' && texts?.canRetry(problem)
          ? html`<button part="retry" class="retry" @click=${this.#signIn}>
              ${msg('Sign in again', { id: 'dial_panel.btn.sign_in' })}
            </button>`
          : nothing
      }`;
  }

  #key(label: string, index: number) {
    const key = label.charAt(0);
    const name =
      key === '*'
        ? msg('Star', { id: 'dial_panel.key.star' })
        : key === '#'
          ? msg('Pound', { id: 'dial_panel.key.pound' })
          : nothing;
    const title = label === '0+' && !this.#sendsTones ? msg('Hold for +', { id: 'dial_panel.key.hold' }) : nothing;
    return html`<button part="key" tabindex=${index && -1} value=${key} aria-label=${name} title=${title}>
      ${key}<small aria-hidden="true">${label.slice(1)}</small>
    </button>`;
  }

  override render(): unknown {
    const tones = this.#sendsTones;
    const label = msg('Dialpad', { id: 'session.dialpad' });
    const { number } = cleanNumber(this.value);
    const differs = number && number !== this.value.trim();
    return html`<div
      part="base"
      class="base"
      role="group"
      lang=${msg('en', { id: 'locale.code' })}
      aria-label=${label}
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
          @input=${this.#onInput}
        />
        <button
          part="backspace"
          class="quiet"
          ?hidden=${tones}
          ?disabled=${!this.value}
          aria-label=${msg('Delete', { id: 'dial_panel.btn.backspace' })}
          @click=${this.#erase}
        >
          ${icon('backspace')}
        </button>
      </div>
      <p class="line small quiet" aria-live="polite" ?hidden=${tones}>
        ${differs ? html`${msg('Will dial', { id: 'dial_panel.tip.will_dial' })} ${number}` : nothing}
      </p>
      <div
        part="keys"
        class="keys"
        role="group"
        aria-label=${label}
        @click=${this.#onKey}
        @pointerdown=${this.#onKey}
        @pointerup=${this.#onKey}
        @pointercancel=${this.#onKey}
        @pointerleave=${this.#onKey}
        @keydown=${this.#rove}
        @focusin=${this.#rove}
      >
        ${keys.map((each, index) => this.#key(each, index))}
      </div>
      ${
        tones
          ? nothing
          : html`<button part="call" class="solid answer" ?disabled=${this.#blocked} @click=${this.#call}>
              ${icon('phone')}${msg('Call', { id: 'dial_panel.btn.call' })}
            </button>`
      }
      <div part="problem" class="tip small quiet" role="status" ?hidden=${tones}>${this.#tip()}</div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'linkus-dialpad': LinkusDialpad;
  }
}

define('linkus-dialpad', LinkusDialpad);
