import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { watchMutedSpeech } from '../../src/media/mute-talk.js';
import { mediaOf } from '../../src/store/call-media.js';
import { adoptSheets } from '../base/sheets.js';
import { qualityButton, qualityText } from './quality.js';
import type { SessionCall } from './session-call.js';
import { talkingStyles } from './talking.styles.js';
import { warningLine, warningOf, type Remedy } from './warnings.js';

/** Poor from the first of these levels down, until it is as good as the second: it must not flicker. */
const [poorLevel, goodLevel] = [1, 3];

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
    private readonly host: SessionCall,
    private readonly act: (remedy: Remedy) => void,
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

  readonly #remedy = (remedy: Remedy) => {
    this.#dismissed = this.host.warning?.at ?? 0;
    this.host.requestUpdate();
    this.act(remedy);
  };

  /** Call it while rendering only, like the next. */
  quality(): TemplateResult | typeof nothing {
    const { networkLevel } = this.host;
    return networkLevel === null ? nothing : qualityButton(networkLevel, this.#explains, this.#explain);
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
