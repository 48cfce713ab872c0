import { html, nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from 'lit';
import type { CallSnapshot } from '../../src/store/phone-snapshot.js';
import { avatar } from '../base/avatar.js';
import { avatarStyles } from '../base/avatar.styles.js';
import { CallElement } from '../base/call-element.js';
import { define } from '../base/define.js';
import type { LinkusRequestEvent } from '../base/events.js';
import { icon } from '../base/icons.js';
import { troubleTexts } from '../base/lazy-texts.js';
import { lazyModule } from '../base/lazy-module.js';
import { msg } from '../base/localize.js';
import { plainText } from '../base/plain-text.js';
import { callStateText, standingText } from '../base/state-texts.js';
import { tokens } from '../base/tokens.styles.js';
import '../dialpad/dialpad.js';
import { clock } from './clock.js';
import { controlButton, controlOfKey, pressControl, type Control } from './control.js';
import { keepOneTabStop, roveControls } from './control-row.js';
import { SessionCall } from './session-call.js';
import { sessionStyles } from './session.styles.js';
import type { TalkingAdvice } from './talking-advice.js';
import type { Remedy } from './warnings.js';
import type { FloatingWindow } from './window.js';

export type SessionPanel = 'keypad' | 'transfer' | 'new-call' | 'devices';

/** How long (ms) a button waits for what it asked the PBX for, before it can be pressed again. */
const patience = 5000;

const adviceModule = lazyModule(() => import('./talking-advice.js'));
const transferModule = lazyModule(() => import('./transfer.js'));
const devicesModule = lazyModule(() => import('./device-menu.js'));
const picturesModule = lazyModule(() => import('./video.js'));

/**
 * @summary The call that is up: who, how it stands, how long, and what can be done with it. Takes no room when there is none.
 * @tag linkus-session
 *
 * Follows the phone around it and shows its current call, or the one whose SIP Call-ID stands in `call-id`; alone on a page it
 * draws its attributes. After the end it says why, for as long as the phone keeps the call. A row for each further call takes
 * that one back; a consultation and the call that it is about show each other.
 *
 * While the keyboard is in it, letters press the controls: M mute, H hold, K keypad, T transfer, O more, R record, V video,
 * N new call, W keep above other windows. Escape closes what is open and never ends a call.
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
 * @csspart problem - Why a wish was refused
 * @csspart actions - The controls together
 * @csspart mute - The mute button
 * @csspart hold - The button that holds and resumes
 * @csspart keypad - The button that opens the keypad
 * @csspart transfer - The button that opens the transfer
 * @csspart more - The button that shows the controls below, where there is no room for all
 * @csspart record - The record button
 * @csspart video - The button for pictures
 * @csspart add-call - The button that opens a dialpad for another call
 * @csspart above - The button that keeps the call above other windows
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
  static override styles: CSSResultGroup = [tokens, avatarStyles, sessionStyles];
  static override properties = {
    panel: { state: true },
    more: { state: true },
    asked: { state: true },
    layout: { reflect: true },
    minimised: { type: Boolean, reflect: true },
  };

  readonly #internals = this.attachInternals();
  #tick: ReturnType<typeof setTimeout> | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #window: FloatingWindow | undefined;
  #advice: TalkingAdvice | undefined;
  #focusPanel = false;

  /** What is open. */
  declare private panel: SessionPanel | null;
  declare private more: boolean;
  /** The part of a button whose wish the snapshot has no pending flag for. */
  declare private asked: string | null;

  /** `inline` in its place on the page, `window` floating over it. */
  declare layout: string;
  /** The floating window shows its bar only. */
  declare minimised: boolean;

  constructor() {
    super();
    this.panel = this.asked = null;
    this.more = this.minimised = false;
    this.layout = 'inline';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#tick);
    clearTimeout(this.#patience);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const settled = ['callId', 'recording', 'camera', 'warning', 'problem'] as const;
    if (settled.some((name) => changed.has(name))) this.asked = null;
    if (changed.has('callId') || this.callStatus === 'ended') this.more = false;
    if (changed.has('callId') || this.callStatus !== 'talking' || this.transferring) this.panel = null;
  }

  override updated(changed: PropertyValues<this>): void {
    if (this.layout === 'window' && !this.#window) void this.#loadWindow();
    const { states } = this.#internals;
    states.clear();
    const flags = {
      ...{ muted: this.muted, held: this.held, 'held-by-other': this.heldByOther, reconnecting: this.reconnecting },
      ...{ recording: this.recording === 'recording', video: this.video },
    };
    if (this.callStatus) states.add(this.callStatus);
    for (const [state, is] of Object.entries(flags)) if (is) states.add(state);
    const row = this.renderRoot.querySelector<HTMLElement>('.actions');
    if (row && changed.size > 0) keepOneTabStop(row);
    this.#moveFocusToPanel();
    this.#scheduleTick();
  }

  /** One update a second, when the seconds change; none in a hidden tab, where no animation frame comes. */
  #scheduleTick() {
    clearTimeout(this.#tick);
    if (this.callStatus !== 'talking' || this.answeredAt === null || !this.isConnected) return;
    const untilNextSecond = 1000 - ((Date.now() - this.answeredAt) % 1000);
    // In picture-in-picture it is to be seen while the page is not.
    const view = this.ownerDocument.defaultView ?? window;
    this.#tick = setTimeout(() => view.requestAnimationFrame(() => this.requestUpdate()), untilNextSecond);
  }

  /**
   * Keeps the call above the windows of other programs; where the browser can't, it floats over the page. Call it while a
   * press is handled: browsers open windows only then.
   */
  async popOut(): Promise<void> {
    const { popOut } = await import('./picture-in-picture.js');
    await popOut(this);
  }

  async #loadWindow() {
    const { FloatingWindow } = await import('./window.js');
    this.#window ??= new FloatingWindow(this, () => this.#hangUp());
  }

  /** Opens a panel, or closes it. */
  togglePanel(panel: SessionPanel | null): void {
    this.panel = this.panel === panel ? null : panel;
    this.#focusPanel = this.panel !== null;
  }

  #moveFocusToPanel() {
    const first =
      this.#focusPanel &&
      this.renderRoot.querySelector<HTMLElement>('.panel :is(input, linkus-dialpad, linkus-device-menu)');
    if (!first) return;
    this.#focusPanel = false;
    first.focus();
  }

  #closePanel() {
    const opener = { keypad: 'keypad', transfer: 'transfer', 'new-call': 'add-call', devices: 'devices' } as const;
    const button = this.panel && this.renderRoot.querySelector<HTMLElement>(`.actions [part=${opener[this.panel]}]`);
    button?.focus();
    this.panel = null;
  }

  #onKeydown(event: KeyboardEvent) {
    if (event.defaultPrevented) return;
    if (event.key === 'Escape' && this.panel) {
      this.#closePanel();
    } else {
      if ((event.composedPath()[0] as Element).matches('input:read-write, select')) return;
      const control = controlOfKey(this.#controls(), event);
      if (!control) return;
      pressControl(control);
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** The dialpad knows the phone's current call; the keys are for the one that is drawn here. */
  #onTones(event: LinkusRequestEvent<'linkus-dtmf-request'>) {
    const { callId } = this;
    if (event.detail.callId === callId || callId === null) return;
    event.stopPropagation();
    this.request('linkus-dtmf-request', { callId, tones: event.detail.tones });
  }

  #ask(part: string) {
    this.asked = part;
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => (this.asked = null), patience);
  }

  readonly #complete = () => this.request('linkus-transfer-complete-request', { callId: this.callId ?? '' });

  readonly #cancel = () => this.request('linkus-transfer-cancel-request', { callId: this.callId ?? '' });

  #hangUp() {
    this.request('linkus-hang-up-request', { callId: this.callId ?? '' });
  }

  #controls(): readonly Control[] {
    return [...this.#furtherControls(), ...this.#mainControls()];
  }

  #mainControls(): readonly Control[] {
    const { muted, held, panel, more, holdPending } = this;
    const callId = this.callId ?? '';
    const idle = this.callStatus !== 'talking' || this.transferring;
    return [
      {
        ...{ part: 'mute', key: 'm', shape: muted ? 'mic-off' : 'mic', pressed: muted },
        label: msg('Mute', { id: 'session.mute' }),
        press: () => this.request('linkus-mute-request', { callId, muted: !muted }),
      },
      {
        ...{ part: 'hold', key: 'h', shape: held ? 'play' : 'pause', disabled: idle, busy: holdPending },
        label: held ? msg('Resume', { id: 'session.resume' }) : msg('Hold', { id: 'session.hold' }),
        press: () => this.request('linkus-hold-request', { callId, held: !held }),
      },
      {
        ...{ part: 'keypad', key: 'k', shape: 'keypad', disabled: idle, expanded: panel === 'keypad' },
        label: msg('Dialpad', { id: 'session.dialpad' }),
        press: () => this.togglePanel('keypad'),
      },
      {
        ...{ part: 'transfer', key: 't', shape: 'forward', expanded: panel === 'transfer' },
        disabled: idle || Boolean(this.consultation),
        label: msg('Transfer', { id: 'session.transfer' }),
        press: () => this.togglePanel('transfer'),
      },
      {
        ...{ part: 'more', key: 'o', shape: 'more', expanded: more },
        label: msg('More', { id: 'session.more' }),
        press: () => (this.more = !more),
      },
    ];
  }

  #furtherControls(): readonly Control[] {
    const { recording, recordPermission, video, camera, videoAllowed, asked } = this;
    const callId = this.callId ?? '';
    const idle = this.callStatus !== 'talking' || this.transferring;
    const records = recording === 'recording';
    const controls: (Control | false)[] = [
      // Who may not start a recording can pause one that the PBX has started.
      recordPermission > (recording === 'stop' ? 1 : 0) && {
        ...{ part: 'record', key: 'r', shape: 'record', pressed: records, disabled: idle, busy: asked === 'record' },
        label: msg('Record', { id: 'session.record' }),
        press: () => {
          this.#ask('record');
          this.request('linkus-record-request', { callId, recording: !records });
        },
      },
      (videoAllowed || video) && {
        ...{ part: 'video', key: 'v', shape: 'video', pressed: camera, disabled: idle, busy: asked === 'video' },
        label: msg('Video', { id: 'session.video' }),
        press: () => {
          this.#ask('video');
          this.request('linkus-video-request', { callId, video: !camera });
        },
      },
      {
        ...{ part: 'add-call', key: 'n', shape: 'plus', expanded: this.panel === 'new-call' },
        disabled: idle || this.others.length > 0,
        label: msg('New call', { id: 'session.new_call' }),
        press: () => this.togglePanel('new-call'),
      },
      {
        ...{ part: 'devices', key: 'd', shape: 'headset', expanded: this.panel === 'devices' },
        label: msg('Devices', { id: 'device.title' }),
        press: () => this.togglePanel('devices'),
      },
      this.layout !== 'window' &&
        this.ownerDocument === document && {
          ...{ part: 'above', key: 'w', shape: 'above' },
          label: msg('Keep on top', { id: 'session.above' }),
          press: () => void this.popOut(),
        },
    ];
    return controls.filter((control) => control !== false);
  }

  #timer(): TemplateResult | typeof nothing {
    if (this.answeredAt === null) return nothing;
    const end = this.callStatus === 'ended' ? (this.endedAt ?? this.answeredAt) : Date.now();
    return html`<span part="timer" class="timer" role="timer">${clock((end - this.answeredAt) / 1000)}</span>`;
  }

  #recording() {
    const { recording } = this;
    const text =
      recording === 'recording'
        ? msg('Recording the Audio...', { id: 'session.tip.recording' })
        : msg('The recording is paused.', { id: 'session.tip.pause' });
    return html`<p part="recording" class="small tape ${recording}" role="status">
      ${recording === 'stop' || this.callStatus === 'ended' ? nothing : text}
    </p>`;
  }

  #otherCall(call: CallSnapshot) {
    const who = plainText(call.name || call.number);
    const label = this.held ? msg('Resume', { id: 'session.resume' }) : msg('Swap', { id: 'session.swap' });
    return html`<div part="other-call" class="other">
      <p class="line">
        <b>${who}</b> <span class="small quiet">${standingText(call) || callStateText(call.state)}</span>
      </p>
      <button
        part="swap"
        aria-label="${label}: ${who}"
        aria-busy=${call.holdPending || nothing}
        ?disabled=${!call.held || this.callStatus !== 'talking'}
        @click=${() => this.request('linkus-hold-request', { callId: call.callId, held: false })}
      >
        ${label}
      </button>
    </div>`;
  }

  #panel() {
    const { callId } = this;
    switch (this.panel) {
      case 'keypad':
        return html`<linkus-dialpad
          mode="dtmf"
          exportparts="display, key"
          .callId=${callId}
          @linkus-dtmf-request=${this.#onTones}
        ></linkus-dialpad>`;
      case 'new-call':
        return html`<linkus-dialpad mode="dial" exportparts="display, key, call"></linkus-dialpad>`;
      case 'transfer':
        return transferModule(this)?.transferForm((number, kind) =>
          this.request('linkus-transfer-request', { callId: callId ?? '', number, kind }),
        );
      case 'devices':
        // Not before it is defined: in another window's document it would never be.
        return devicesModule(this)
          ? html`<linkus-device-menu exportparts="select, test, check, report" .callId=${callId}></linkus-device-menu>`
          : nothing;
      default:
        return nothing;
    }
  }

  /** What has to do with a call that is up is loaded then. */
  #talking(): TalkingAdvice | undefined {
    const loaded = this.callStatus === 'talking' ? adviceModule(this) : undefined;
    if (loaded) this.#advice ??= new loaded.TalkingAdvice(this, (remedy) => this.#remedy(remedy));
    return loaded && this.#advice;
  }

  /** The button of a warning was pressed. That it was pressed is enough for `play` and `dismiss`. */
  #remedy(remedy: Remedy) {
    const callId = this.callId ?? '';
    if (remedy === 'unmute') this.request('linkus-mute-request', { callId, muted: false });
    if (remedy === 'video-off') this.request('linkus-video-request', { callId, video: false });
    if (remedy === 'devices') this.togglePanel('devices');
  }

  #row(controls: readonly Control[]) {
    return controls.map(controlButton);
  }

  override render(): unknown {
    const { callStatus, endReason, panel, transferring } = this;
    if (callStatus === null) return nothing;
    const ended = callStatus === 'ended';
    const reason = ended && endReason && troubleTexts(this)?.endReasonText(endReason);
    const advice = this.#talking();
    const pictures = callStatus === 'talking' && this.video && picturesModule(this)?.pictures(this.callId);
    const { consultation } = this;
    const state = reason || standingText(this) || callStateText(callStatus);
    const compact = panel || pictures || this.others.length > 0;
    return html`<div
      part="base"
      class="base ${this.held || this.heldByOther ? 'quieted' : ''} ${this.more ? 'shows-more' : ''}"
      role="group"
      lang=${msg('en', { id: 'locale.code' })}
      aria-label=${msg('Call', { id: 'session.label' })}
      @keydown=${this.#onKeydown}
    >
      ${this.#window?.render(this.#timer())}
      <div class="who ${compact ? 'row' : ''}">
        ${avatar(this.name, this.number, this.avatar)}
        <div class="words">
          ${this.who({ name: plainText(this.name), number: plainText(this.number), company: plainText(this.company) })}
          <p class="how"><span part="state" role="status">${state}</span>${this.#timer()}</p>
          ${this.#recording()}
        </div>
        ${advice?.quality()}
      </div>
      ${pictures || nothing}
      <div class="others">
        ${this.others.map((call) => this.#otherCall(call))}
        ${consultation && !transferring ? transferModule(this)?.consultationButtons(this.#complete, this.#cancel) : nothing}
      </div>
      ${panel ? html`<div part="panel" class="panel">${this.#panel()}</div>` : nothing}
      <div class="advice">${advice?.warning()} ${this.problemLine()}</div>
      <div part="actions" class="actions" ?hidden=${ended} @keydown=${roveControls} @focusin=${roveControls}>
        <div class="further">${this.#row(this.#furtherControls())}</div>
        ${this.#row(this.#mainControls())}
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
