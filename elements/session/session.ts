import { html, nothing, type CSSResultGroup, type PropertyValues } from 'lit';
import type { CallSnapshot } from '../../src/store/phone-snapshot.js';
import { avatar } from '../base/avatar.js';
import { avatarStyles } from '../base/avatar.styles.js';
import { buttons } from '../base/buttons.styles.js';
import { CallElement } from '../base/call-element.js';
import { customStates } from '../base/custom-states.js';
import { define } from '../base/define.js';
import { icon } from '../base/icons.js';
import { troubleTexts } from '../base/lazy-texts.js';
import { lazyModule } from '../base/lazy-module.js';
import { direction } from '../base/direction.js';
import { msg } from '../base/localize.js';
import { oneOf } from '../base/one-of.js';
import { plainText } from '../base/plain-text.js';
import { callStateText, standingText } from '../base/state-texts.js';
import { tokens } from '../base/tokens.styles.js';
import { CallTimer } from './call-timer.js';
import { ControlBar } from './control-bar.js';
import type { AskPhone } from './controls.js';
import { MeantPress } from './meant-press.js';
import { otherCall } from './other-call.js';
import { SessionCall } from './session-call.js';
import { panelContent, transferModule, type SessionPanel } from './session-panel.js';
import { sessionStyles } from './session.styles.js';
import type { TalkingAdvice } from './talking-advice.js';
import type { FloatingWindow } from './window.js';

const callStates = ['', 'calling', 'ringing', 'connecting', 'talking', 'ended'] as const;

const adviceModule = lazyModule(() => import('./talking-advice.js'));
const aboveModule = lazyModule(() => import('./picture-in-picture.js'));
const picturesModule = lazyModule(() => import('./video.js'));

/**
 * @summary The call that is up: who, how it stands, how long, and what can be done with it. Takes no room when there is none.
 * @tag linkus-session
 *
 * Follows the phone around it and shows its current call, or the one whose SIP Call-ID stands in `call-id`; alone on a page it
 * draws its attributes. After the end it says why, for as long as the phone keeps the call. A row for each further call takes
 * that one back; a consultation and the call that it is about show each other. When one of two calls ends, the other takes over
 * the buttons: a press of what ends it counts once it has been seen for 0.8 seconds.
 *
 * While the keyboard is in it, letters press the controls: M mute, H hold, K keypad, T transfer, O more, R record, V video,
 * N new call, D devices, W keep above other windows. Escape closes what is open and never ends a call.
 *
 * With `layout="window"` it floats over the page: it can be dragged, pulled larger and minimised by pointer and keyboard, stays
 * inside the viewport, and its place is remembered (per `id`). `popOut()` keeps it above the windows of other programs.
 *
 * @fires {LinkusRequestEvent} linkus-mute-request - `{callId, muted}`; the button changes when the phone has done it
 * @fires {LinkusRequestEvent} linkus-hold-request - `{callId, held}`; also for another call, to take it back
 * @fires {LinkusRequestEvent} linkus-record-request - `{callId, recording}`
 * @fires {LinkusRequestEvent} linkus-video-request - `{callId, video}`
 * @fires {LinkusRequestEvent} linkus-transfer-request - `{callId, number, kind}`
 * @fires {LinkusRequestEvent} linkus-transfer-complete-request - `{callId}`
 * @fires {LinkusRequestEvent} linkus-transfer-cancel-request - `{callId}`
 * @fires {LinkusRequestEvent} linkus-call-request - From the dialpad of a new call: `{number, video}`
 * @fires {LinkusRequestEvent} linkus-hang-up-request - `{callId}`
 * @fires {LinkusRequestEvent} linkus-dtmf-request - From the keypad: `{callId, tones}`
 *
 * @cssstate calling - We call, nobody has answered
 * @cssstate ringing - It rings at the other side
 * @cssstate connecting - It is being answered
 * @cssstate talking - Both sides are connected
 * @cssstate ended - The call is over
 * @cssstate muted - The other side does not hear us
 * @cssstate held - We keep the other side on hold
 * @cssstate held-by-other - The other side keeps us on hold
 * @cssstate reconnecting - The sound is lost and looked for
 * @cssstate recording - The PBX records the call
 * @cssstate video - The call has pictures
 *
 * @csspart base - Everything
 * @csspart avatar - Picture or initials
 * @csspart name - The other side
 * @csspart number - The number, when there is a name too
 * @csspart company - The company
 * @csspart state - How the call stands, in words
 * @csspart timer - How long we talk
 * @csspart recording - The line that says that the call is recorded, or that this pauses
 * @csspart quality - The button with three bars: how good the connection is
 * @csspart quality-text - The same as a sentence, once the button was pressed
 * @csspart pictures - Both pictures of a video call
 * @csspart remote-video - The other side's picture
 * @csspart local-video - Our own
 * @csspart other-call - A row for each further call
 * @csspart swap - Its button
 * @csspart consultation - The two buttons that end a consultation
 * @csspart complete - The one that hands the caller over
 * @csspart cancel - The one that takes the caller back
 * @csspart panel - What was opened: keypad, transfer, new call, devices
 * @csspart transfer-number - The number field of a transfer
 * @csspart attended - The button that asks first
 * @csspart blind - The button that hands over at once
 * @csspart warning - What is wrong with the call, and the button against it
 * @csspart remedy - That button
 * @csspart problem - Why a wish was refused, or that a panel could not be loaded
 * @csspart retry - The button that loads it again
 * @csspart actions - The controls together
 * @csspart mute - The mute button
 * @csspart hold - The button that holds and resumes
 * @csspart keypad - The button that opens the keypad
 * @csspart transfer - The button that opens the transfer
 * @csspart more - The button that shows the controls below, where there is no room for all
 * @csspart record - The record button
 * @csspart video - The button for pictures
 * @csspart add-call - The button that opens a dialpad for another call
 * @csspart devices - The button that opens the devices
 * @csspart above - The button that keeps the call above other windows
 * @csspart device-select - Each list of devices
 * @csspart device-test - The buttons that play a test tone
 * @csspart device-check - The button that checks the headset
 * @csspart device-report - What the check found
 * @csspart hang-up - The hang-up button
 * @csspart display - The tones that were sent, or the number of a new call
 * @csspart key - Each key of the keypad
 * @csspart call - The call button of a new call
 * @csspart window-bar - The bar of the floating window
 *
 * @cssproperty [--linkus-accent=#1f5fd0] - Focus and pressed buttons
 * @cssproperty [--linkus-answer=#17803d] - The call button of a new call
 * @cssproperty [--linkus-hang-up=#cf2a1e] - The hang-up button, recording, problems
 * @cssproperty [--linkus-surface=#fff] - Background
 * @cssproperty [--linkus-text=#1b1f24] - Text
 * @cssproperty [--linkus-radius=12px] - Corners
 * @cssproperty [--linkus-space=4px] - Step of all distances
 * @cssproperty [--linkus-font=inherit] - Font family
 * @cssproperty [--linkus-window-x] - Where the floating window stands until somebody moves it: pixels from the left edge
 * @cssproperty [--linkus-window-y] - … and from the top
 */
export class LinkusSession extends SessionCall {
  static override shadowRootOptions = { ...CallElement.shadowRootOptions, delegatesFocus: true };
  static override styles: CSSResultGroup = [tokens, buttons, avatarStyles, sessionStyles];
  static override properties = {
    layout: { reflect: true },
    minimised: { type: Boolean, reflect: true },
  };

  readonly #showStates = customStates(this);
  readonly #timer = new CallTimer(this);
  readonly #ask: AskPhone = (name, detail) => this.request(name, detail);
  readonly #controls = new ControlBar(this, this.#ask);
  readonly #meant = new MeantPress();
  #window: FloatingWindow | undefined;
  #advice: TalkingAdvice | undefined;

  /** `inline` in its place on the page, `window` floating over it. */
  declare layout: string;
  /** The floating window shows its bar only. */
  declare minimised: boolean;

  constructor() {
    super();
    this.minimised = false;
    this.layout = 'inline';
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.#controls.follow(changed);
  }

  override updated(): void {
    this.#meant.follow(this.callStatus === 'ended' ? null : this.callId);
    const isWindow = oneOf(this, 'layout', this.layout, ['inline', 'window'], 'inline') === 'window';
    if (isWindow && !this.#window) void this.#loadWindow();
    this.#showStates({
      ...{ muted: this.muted, held: this.held, 'held-by-other': this.heldByOther, reconnecting: this.reconnecting },
      ...{ recording: this.recording === 'recording', video: this.video, [this.callStatus ?? '']: this.callStatus },
    });
  }

  /**
   * Keeps the call above the windows of other programs; where the browser can't, it floats over the page. Call it while a
   * press is handled: browsers open windows only then.
   */
  async popOut(): Promise<void> {
    const { popOut } = await aboveModule.load();
    await popOut(this);
  }

  async #loadWindow() {
    const { FloatingWindow } = await import('./window.js');
    this.#window ??= new FloatingWindow(this, this.#hangUp);
  }

  /** Opens a panel, or closes it. */
  togglePanel(panel: SessionPanel | null): void {
    this.#controls.toggle(panel);
  }

  /** Asks for what cannot be taken back. */
  #asker(name: 'linkus-hang-up-request' | 'linkus-transfer-complete-request' | 'linkus-transfer-cancel-request') {
    return (event: UIEvent) => {
      if (this.#meant.counts(event)) this.request(name, { callId: this.callId ?? '' });
    };
  }

  readonly #complete = this.#asker('linkus-transfer-complete-request');
  readonly #cancel = this.#asker('linkus-transfer-cancel-request');
  readonly #hangUp = this.#asker('linkus-hang-up-request');

  #takeBack({ callId }: CallSnapshot) {
    this.request('linkus-hold-request', { callId, held: false });
  }

  /** What has to do with a call that is up is loaded then. */
  #talking(): TalkingAdvice | undefined {
    const loaded = this.callStatus === 'talking' ? adviceModule(this) : undefined;
    if (loaded) this.#advice ??= new loaded.TalkingAdvice(this, this.#ask);
    return loaded && this.#advice;
  }

  protected override problemText(): string {
    return super.problemText(this.shadowRoot?.querySelector<HTMLInputElement>('[part=transfer-number]')?.value);
  }

  override render(): unknown {
    const { endReason, transferring } = this;
    const { panel, showsMore } = this.#controls;
    const callStatus = oneOf(this, 'call-status', this.callStatus, callStates, '');
    if (!callStatus) return nothing;
    const recording = oneOf(this, 'recording', this.recording, ['stop', 'recording', 'pause'], 'stop');
    const ended = callStatus === 'ended';
    const reason = ended && endReason && troubleTexts(this)?.endReasonText(endReason);
    const advice = this.#talking();
    const pictures = callStatus === 'talking' && this.video && picturesModule(this)?.pictures(this.callId);
    const { consultation } = this;
    const state = ended
      ? reason || callStateText('ended')
      : (standingText(this) ??
        (this.muted && callStatus === 'talking' ? msg('Muted', { id: 'session.muted' }) : callStateText(callStatus)));
    const quieted = !ended && (this.held || this.heldByOther);
    const compact = panel || pictures || this.others.length > 0;
    return html`<div
      part="base"
      class="base ${quieted ? 'quieted' : ''} ${showsMore ? 'shows-more' : ''}"
      role="group"
      lang=${msg('en', { id: 'locale.code' })}
      dir=${direction()}
      aria-label=${msg('Call', { id: 'session.label' })}
      @keydown=${this.#controls.onKeydown}
    >
      ${this.#window?.render(this.#timer.render())}
      <div class="who ${compact ? 'row' : ''}">
        ${avatar(this.name, this.number, this.avatar)}
        <div class="words">
          ${this.who({ name: plainText(this.name), number: plainText(this.number), company: plainText(this.company) })}
          <p class="how"><span part="state" role="status">${state}</span>${this.#timer.render()}</p>
          <p part="recording" class="small tape ${recording}" role="status">${advice?.recording(recording)}</p>
        </div>
        ${advice?.quality()}
      </div>
      ${pictures || nothing}
      <div class="others">
        ${this.others.map((call) => otherCall(call, this, () => this.#takeBack(call)))}
        ${consultation && !transferring ? transferModule(this)?.consultationButtons(this.#complete, this.#cancel) : nothing}
      </div>
      ${panel ? html`<div part="panel" class="panel">${panelContent(this, panel, this.callId, this.#ask)}</div>` : nothing}
      <div class="advice">${advice?.warning()} ${this.problemLine()}</div>
      ${this.#controls.render()}
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
