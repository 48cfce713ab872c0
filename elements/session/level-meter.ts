import { css, html, type CSSResultGroup, type PropertyValues } from 'lit';
import type { MicrophoneProblem } from '../../src/store/device-report.js';
import { microphonePermission, openLevel, type Level } from '../../src/live/device-tools.js';
import { buttons } from '../base/buttons.styles.js';
import { define } from '../base/define.js';
import { LinkusElement } from '../base/linkus-element.js';
import { msg } from '../base/localize.js';
import { tokens } from '../base/tokens.styles.js';
import { microphoneProblemText } from './device-texts.js';

/** A voice is louder than this, a quiet room is not (0..1). */
const voice = 0.3;

/** How fast the bar falls back, per frame. */
const fall = 0.03;

/**
 * Shows how loud the microphone is and says once that something is heard. Holds the microphone only while it can be seen: not
 * in a hidden page, and not once it is taken out. What the device menu is made of; no element of its own.
 */
class LevelMeter extends LinkusElement {
  static override styles: CSSResultGroup = [
    tokens,
    buttons,
    css`
      .track {
        display: block;
        overflow: hidden;
        block-size: 8px;
        border-radius: 4px;
        background: var(--_line);
      }
      .bar {
        display: block;
        block-size: 100%;
        border-radius: inherit;
        background: color-mix(in srgb, var(--_answer), var(--_text) 15%);
        transform: scaleX(0);
        transform-origin: 0 0;
        &:dir(rtl) {
          transform-origin: 100% 0;
        }
      }
      p {
        min-block-size: 1.4em;
        margin-block-start: var(--_space);
      }
      button {
        margin-block-start: var(--_space);
        padding-inline: calc(var(--_space) * 3);
      }
      @media (forced-colors: active) {
        .bar {
          background: Highlight;
          forced-color-adjust: none;
        }
      }
    `,
  ];
  static override properties = {
    callId: { attribute: false },
    deviceId: { attribute: false },
    heard: { state: true },
    problem: { state: true },
    waiting: { state: true },
  };

  #level: Level | null = null;
  /** Aborted when the present microphone is no longer wanted. */
  #wanted: AbortController | null = null;
  #watched: Document | null = null;
  #shown = 0;

  /** Its microphone is shown; without a call, one is opened. */
  declare callId: string | null;
  declare deviceId: string;
  declare private heard: boolean;
  declare private problem: MicrophoneProblem | null;
  /** The browser would ask the person; that is done when the person wants it. */
  declare private waiting: boolean;

  constructor() {
    super();
    this.callId = this.problem = null;
    this.deviceId = '';
    this.heard = this.waiting = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watched = this.ownerDocument;
    this.#watched.addEventListener('visibilitychange', this.#start);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watched?.removeEventListener('visibilitychange', this.#start);
    this.#stop();
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('callId') || changed.has('deviceId')) void this.updateComplete.then(this.#start);
  }

  readonly #start = () => void this.#open();

  readonly #retry = () => void this.#open({ ask: true });

  async #open({ ask = false } = {}): Promise<void> {
    this.#stop();
    if (!this.isConnected || this.ownerDocument.hidden) return;
    const { signal } = (this.#wanted = new AbortController());
    this.waiting = !ask && !this.callId && (await microphonePermission()) === 'prompt';
    if (this.waiting || signal.aborted) return;
    try {
      const level = await openLevel(this.callId, this.deviceId);
      if (signal.aborted) {
        level.close();
        return;
      }
      this.problem = null;
      this.#level = level;
      this.#draw(signal);
    } catch (error) {
      if (!signal.aborted) this.problem = (error as { reason?: MicrophoneProblem }).reason ?? 'busy';
    }
  }

  #stop(): void {
    this.#wanted?.abort();
    this.#level?.close();
    this.#level = null;
    this.#shown = 0;
    this.heard = false;
  }

  #draw(signal: AbortSignal): void {
    if (signal.aborted || !this.#level) return;
    if (this.#level.ended) {
      this.#start();
      return;
    }
    const level = this.#level.read();
    this.#shown = Math.max(level, this.#shown - fall);
    if (level > voice) this.heard = true;
    const bar = this.renderRoot.querySelector<HTMLElement>('.bar');
    if (bar) bar.style.transform = `scaleX(${this.#shown.toFixed(3)})`;
    // Of the window in which it is seen: in the page behind a picture-in-picture window no frames may come.
    (this.ownerDocument.defaultView ?? window).requestAnimationFrame(() => this.#draw(signal));
  }

  override render(): unknown {
    const { problem, waiting, heard } = this;
    if (waiting) {
      return html`<p class="small">
          ${msg('The browser will ask whether the page may listen.', { id: 'device.will_ask' })}
        </p>
        <button @click=${this.#retry}>${msg('Allow the microphone', { id: 'device.allow' })}</button>`;
    }
    if (problem !== null) {
      return html`<p class="small problem" role="alert">${microphoneProblemText(problem)}</p>
        <button @click=${this.#retry}>${msg('Try again', { id: 'device.try_again' })}</button>`;
    }
    const said = heard
      ? msg('You are heard.', { id: 'device.heard' })
      : msg('Say something: the bar moves.', { id: 'device.say_something' });
    return html`<span class="track" aria-hidden="true"><span class="bar"></span></span>
      <p class="small quiet" role="status">${said}</p>`;
  }
}

define('linkus-level-meter', LevelMeter);

export type { LevelMeter };
