import { html, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import type { CallState, EndReason, PhoneSnapshot } from '../../src/store/phone-snapshot.js';
import { avatar } from '../base/avatar.js';
import { avatarStyles } from '../base/avatar.styles.js';
import { CallElement } from '../base/call-element.js';
import { callProblemFor, currentCall } from '../base/current-call.js';
import { define } from '../base/define.js';
import { icon } from '../base/icons.js';
import { troubleTexts } from '../base/lazy-texts.js';
import { msg } from '../base/localize.js';
import { roving } from '../base/roving.js';
import { callStateText } from '../base/state-texts.js';
import { tokens } from '../base/tokens.styles.js';
import '../dialpad/dialpad.js';
import { sessionStyles } from './session.styles.js';

/** 65 → `01:05`, 3700 → `1:01:40`. */
function clock(time: number): string {
  const [seconds, minutes, hours] = [1, 60, 3600].map((unit) => Math.floor(Math.max(time, 0) / unit)) as [
    number,
    number,
    number,
  ];
  const two = (value: number) => String(value % 60).padStart(2, '0');
  return `${hours ? `${hours}:` : ''}${two(minutes)}:${two(seconds)}`;
}

/**
 * @summary The call that is up: who, how it stands, how long, mute, keypad, hang up. Takes no room when there is none.
 * @tag linkus-session
 *
 * Follows the phone around it; alone on a page it draws its attributes. After the end it says why, for as long as the phone
 * keeps the call.
 *
 * @fires {LinkusRequestEvent} linkus-mute-request - `{callId, muted}`; the button changes when the phone has done it
 * @fires {LinkusRequestEvent} linkus-hang-up-request - `{callId}`
 * @fires {LinkusRequestEvent} linkus-dtmf-request - From the keypad: `{callId, tones}`
 *
 * @cssstate calling - We call, nobody has answered
 * @cssstate ringing - It rings at the other side
 * @cssstate connecting - Answered, not connected yet
 * @cssstate talking - Both sides are connected
 * @cssstate ended - The call is over
 * @cssstate muted - The other side does not hear us
 *
 * @csspart base - Everything
 * @csspart avatar - Picture or initials
 * @csspart name - The other side
 * @csspart number - The number, when there is a name too
 * @csspart company - The company
 * @csspart state - How the call stands, in words
 * @csspart timer - How long we talk
 * @csspart problem - Why a wish was refused
 * @csspart actions - Mute and keypad together
 * @csspart mute - The mute button
 * @csspart keypad - The button that opens the keypad
 * @csspart hang-up - The hang-up button
 * @csspart display - The tones that were sent
 * @csspart key - Each key of the keypad
 *
 * @cssproperty [--linkus-accent=#1f5fd0] - Focus and pressed buttons
 * @cssproperty [--linkus-hang-up=#cf2a1e] - The hang-up button, problems
 * @cssproperty [--linkus-surface=#fff] - Background
 * @cssproperty [--linkus-text=#1b1f24] - Text
 * @cssproperty [--linkus-radius=12px] - Corners
 * @cssproperty [--linkus-space=4px] - Step of all distances
 * @cssproperty [--linkus-font=inherit] - Font family
 */
export class LinkusSession extends CallElement {
  static override shadowRootOptions = { ...CallElement.shadowRootOptions, delegatesFocus: true };
  static override styles: CSSResultGroup = [tokens, avatarStyles, sessionStyles];
  static override properties = {
    keypadOpen: { state: true },
    callStatus: { attribute: 'call-status', reflect: true },
    direction: { reflect: true },
    muted: { type: Boolean, reflect: true },
    answeredAt: { type: Number, attribute: 'answered-at', reflect: true },
    endedAt: { type: Number, attribute: 'ended-at', reflect: true },
    endReason: { attribute: 'end-reason', reflect: true },
  };

  readonly #internals = this.attachInternals();
  #tick: ReturnType<typeof setTimeout> | undefined;

  declare private keypadOpen: boolean;

  /** How the call stands; without it nothing is drawn. */
  declare callStatus: CallState | null;
  /** Who called whom. */
  declare direction: 'outbound' | 'inbound' | null;
  /** The other side does not hear us. */
  declare muted: boolean;
  /** When both sides were connected: milliseconds since 1970. */
  declare answeredAt: number | null;
  /** When the call ended: milliseconds since 1970. */
  declare endedAt: number | null;
  /** Why the call ended. */
  declare endReason: EndReason | null;

  constructor() {
    super();
    this.keypadOpen = this.muted = false;
    this.callStatus = this.direction = this.answeredAt = this.endedAt = this.endReason = null;
  }

  protected override copy(snapshot: PhoneSnapshot | undefined): void {
    // One that rings belongs to linkus-incoming.
    const call = snapshot && (currentCall(snapshot) ?? snapshot.endedCall);
    this.copyCall(call);
    this.callStatus = call?.state ?? null;
    this.direction = call?.direction ?? null;
    this.muted = Boolean(call?.muted);
    this.answeredAt = call?.answeredAt ?? null;
    this.endedAt = call?.endedAt ?? null;
    this.endReason = call?.endReason ?? null;
    this.copyProblem(snapshot && callProblemFor('session', snapshot));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#tick);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('callId') || this.callStatus !== 'talking') this.keypadOpen = false;
  }

  override updated(): void {
    const { states } = this.#internals;
    states.clear();
    if (this.callStatus) states.add(this.callStatus);
    if (this.muted) states.add('muted');
    this.#scheduleTick();
  }

  /** One update a second, when the seconds change; none in a hidden tab, where no animation frame comes. */
  #scheduleTick() {
    clearTimeout(this.#tick);
    if (this.callStatus !== 'talking' || this.answeredAt === null || !this.isConnected) return;
    const untilNextSecond = 1000 - ((Date.now() - this.answeredAt) % 1000);
    this.#tick = setTimeout(() => requestAnimationFrame(() => this.requestUpdate()), untilNextSecond);
  }

  #toggleMute() {
    this.request('linkus-mute-request', { callId: this.callId ?? '', muted: !this.muted });
  }

  #toggleKeypad() {
    this.keypadOpen = !this.keypadOpen;
  }

  #hangUp() {
    this.request('linkus-hang-up-request', { callId: this.callId ?? '' });
  }

  #rove(event: Event) {
    roving(event, 1);
  }

  #timer() {
    if (this.answeredAt === null) return nothing;
    const end = this.callStatus === 'ended' ? (this.endedAt ?? this.answeredAt) : Date.now();
    return html`<span part="timer" class="timer" role="timer">${clock((end - this.answeredAt) / 1000)}</span>`;
  }

  override render(): unknown {
    const { callStatus, endReason, muted, keypadOpen } = this;
    if (callStatus === null) return nothing;
    const ended = callStatus === 'ended';
    const reason = ended && endReason && troubleTexts(this)?.endReasonText(endReason);
    return html`<div
      part="base"
      class="base"
      role="group"
      lang=${msg('en', { id: 'locale.code' })}
      aria-label=${msg('Call', { id: 'session.label' })}
    >
      <div class="who ${keypadOpen ? 'row' : ''}">
        ${avatar(this.name, this.number, this.avatar)}
        <div class="words">
          ${this.who(this)}
          <p class="how">
            <span part="state" role="status">${reason || callStateText(callStatus)}</span>${this.#timer()}
          </p>
        </div>
      </div>
      ${
        keypadOpen
          ? html`<linkus-dialpad mode="dtmf" exportparts="display, key" .callId=${this.callId}></linkus-dialpad>`
          : nothing
      }
      ${this.problemLine()}
      <div part="actions" class="actions" ?hidden=${ended} @keydown=${this.#rove} @focusin=${this.#rove}>
        <button part="mute" class="round" aria-pressed=${muted} @click=${this.#toggleMute}>
          ${icon(muted ? 'mic-off' : 'mic')}${msg('Mute', { id: 'session.mute' })}
        </button>
        <button
          part="keypad"
          class="round"
          tabindex="-1"
          aria-expanded=${keypadOpen}
          ?disabled=${callStatus !== 'talking'}
          @click=${this.#toggleKeypad}
        >
          ${icon('keypad')}${msg('Dialpad', { id: 'session.dialpad' })}
        </button>
      </div>
      <button part="hang-up" class="solid hang-up" ?hidden=${ended} @click=${this.#hangUp}>
        ${icon('hang-up')}${msg('End Call', { id: 'session.hang_up' })}
      </button>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'linkus-session': LinkusSession;
  }
}

define('linkus-session', LinkusSession);
