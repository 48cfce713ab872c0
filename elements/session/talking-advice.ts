import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { watchMutedSpeech } from '../../src/media/mute-talk.js';
import type { CallSnapshot } from '../../src/store/phone-snapshot.js';
import { mediaOf } from '../../src/store/call-media.js';
import { msg } from '../base/localize.js';
import { adoptSheets } from '../base/sheets.js';
import type { AskPhone } from './controls.js';
import { qualityButton, qualityText } from './quality.js';
import type { SessionCall } from './session-call.js';
import type { SessionPanel } from './session-panel.js';
import { talkingStyles } from './talking.styles.js';
import { warningLine, warningOf, type Remedy } from './warnings.js';

/** Poor from the first of these levels down, until it is as good as the second: it must not flicker. */
const [poorLevel, goodLevel] = [1, 3];

/** What the advice is drawn for: a `<linkus-session>`. */
interface AdvisedCall extends SessionCall {
  togglePanel(panel: SessionPanel): void;
}

/** What a call that is up has to say of itself: how good it is, and what is wrong. Loaded when a call is up. */
export class TalkingAdvice implements ReactiveController {
  #watched: string | null = null;
  #endWatch: (() => void) | undefined;
  #speaking = false;
  #poor = false;
  #explains = false;
  /** What the person has read. */
  #dismissed = 0;

  constructor(
    private readonly host: AdvisedCall,
    private readonly ask: AskPhone,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    // Anew after each move: the document may be another window's.
    if (this.host.shadowRoot) adoptSheets(this.host.shadowRoot, [talkingStyles]);
  }

  hostUpdated(): void {
    const { callId, callStatus, muted, held, isConnected } = this.host;
    this.#watch(isConnected && callStatus === 'talking' && muted && !held ? callId : null);
  }

  hostDisconnected(): void {
    this.#watch(null);
  }

  /** Listens to the muted microphone of a call, or no longer. */
  #watch(callId: string | null): void {
    if (callId === this.#watched) return;
    this.#watched = callId;
    this.#endWatch?.();
    this.#endWatch = undefined;
    this.#tellSpeaking(false);
    if (!mediaOf(callId)) return;
    this.#endWatch = watchMutedSpeech(
      () => mediaOf(callId)?.microphone,
      (speaking) => this.#tellSpeaking(speaking),
    );
  }

  #tellSpeaking(speaking: boolean): void {
    if (speaking === this.#speaking) return;
    this.#speaking = speaking;
    this.host.requestUpdate();
  }

  readonly #explain = () => {
    this.#explains = !this.#explains;
    this.host.requestUpdate();
  };

  /** The button of a warning was pressed. That it was pressed is enough for `play` and `dismiss`. */
  readonly #remedy = (remedy: Remedy) => {
    const { warning, callId } = this.host;
    this.#dismissed = warning?.at ?? 0;
    this.host.requestUpdate();
    if (remedy === 'unmute') this.ask('linkus-mute-request', { callId: callId ?? '', muted: false });
    if (remedy === 'video-off') this.ask('linkus-video-request', { callId: callId ?? '', video: false });
    if (remedy === 'resume') this.ask('linkus-hold-request', { callId: callId ?? '', held: false });
    if (remedy === 'devices') this.host.togglePanel('devices');
  };

  /** Call it while rendering only, like the next. */
  quality(): TemplateResult | typeof nothing {
    const { networkLevel } = this.host;
    return networkLevel === null ? nothing : qualityButton(networkLevel, this.#explains, this.#explain);
  }

  recording(recording: CallSnapshot['recording']): string | typeof nothing {
    if (recording === 'stop') return nothing;
    return recording === 'recording'
      ? msg('Recording the Audio...', { id: 'session.tip.recording' })
      : msg('The recording is paused.', { id: 'session.tip.pause' });
  }

  warning(): TemplateResult {
    const { host } = this;
    const level = host.networkLevel ?? goodLevel;
    this.#poor = level <= poorLevel || (this.#poor && level < goodLevel);
    const warning = host.warning && host.warning.at > this.#dismissed ? host.warning : null;
    const { playBlocked, noMicrophone, noAudio, held, heldByOther, reconnecting, muted, video } = host;
    const facts = { playBlocked, noMicrophone, noAudio, held, heldByOther, reconnecting, muted, video, warning };
    const found = warningOf({ ...facts, speaking: this.#speaking, poor: this.#poor });
    return html`${qualityText(host.networkLevel ?? 0, this.#explains)} ${warningLine(found, this.#remedy)}`;
  }
}
