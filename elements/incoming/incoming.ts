import { html, nothing, type CSSResultGroup } from 'lit';
import type { CallSnapshot, PhoneSnapshot } from '../../src/store/phone-snapshot.js';
import { avatar } from '../base/avatar.js';
import { avatarStyles } from '../base/avatar.styles.js';
import { buttons } from '../base/buttons.styles.js';
import { CallElement } from '../base/call-element.js';
import { callProblemFor } from '../base/current-call.js';
import { customStates } from '../base/custom-states.js';
import { define } from '../base/define.js';
import { icon } from '../base/icons.js';
import { lazyModule } from '../base/lazy-module.js';
import { direction } from '../base/direction.js';
import { msg } from '../base/localize.js';
import { oneOf } from '../base/one-of.js';
import { plainText } from '../base/plain-text.js';
import { callStateText } from '../base/state-texts.js';
import { tokens } from '../base/tokens.styles.js';
import type { Alerts } from './alerts.js';
import { incomingStyles } from './incoming.styles.js';

const alertsModule = lazyModule(() => import('./alerts.js'));
const coveredCardModule = lazyModule(() => import('./covered-card.js'));

/** What a card shows. */
export type IncomingCall = Pick<CallSnapshot, 'answering' | 'video'> &
  Record<'callId' | 'number' | 'name' | 'company' | 'avatar', string | null>;

/**
 * @summary A card for each call that rings: who it is, answer, reject. Takes no room when nothing rings.
 * @tag linkus-incoming
 *
 * Never takes the focus; a card that has it is answered by Enter. Follows the phone around it, or the one named by `for`; alone
 * on a page it draws one card from its attributes. While the page is hidden, a call of a phone is told by the page's title and,
 * where the person has allowed it, by a notification. Below a modal dialog or an element in full screen of the page, cards of a
 * phone are drawn above it as a popover; F8 answers and Shift+F8 rejects then.
 *
 * @fires {LinkusRequestEvent} linkus-answer-request - `{callId}`, or `{callId, video: true}`
 * @fires {LinkusRequestEvent} linkus-reject-request - `{callId}`
 *
 * @cssstate ringing - There is a card
 *
 * @csspart base - Each card
 * @csspart avatar - Picture or initials
 * @csspart state - The words "Incoming call"
 * @csspart name - Who calls
 * @csspart number - The number, when there is a name too
 * @csspart company - The company
 * @csspart hint - What answering does to the present call; how to hear the ring; the keys, above a dialog
 * @csspart actions - The buttons together
 * @csspart answer - Answer
 * @csspart answer-video - Answer with our camera, when the call has pictures
 * @csspart reject - Reject
 * @csspart problem - Why a call could not be answered
 *
 * @cssproperty [--linkus-accent=#1f5fd0] - Focus and the ringing mark
 * @cssproperty [--linkus-answer=#17803d] - The answer button
 * @cssproperty [--linkus-hang-up=#cf2a1e] - The reject button, problems
 * @cssproperty [--linkus-surface=#fff] - Background
 * @cssproperty [--linkus-text=#1b1f24] - Text
 * @cssproperty [--linkus-radius=12px] - Corners
 * @cssproperty [--linkus-space=4px] - Step of all distances
 * @cssproperty [--linkus-font=inherit] - Font family
 */
export class LinkusIncoming extends CallElement {
  static override styles: CSSResultGroup = [tokens, buttons, avatarStyles, incomingStyles];
  static override properties = {
    calls: { attribute: false },
    answering: { type: Boolean, reflect: true },
    video: { type: Boolean, reflect: true },
    inCall: { type: Boolean, attribute: 'in-call', reflect: true },
    ringBlocked: { type: Boolean, attribute: 'ring-blocked', reflect: true },
    notifications: {},
  };

  readonly #showStates = customStates(this);
  /** Which call is drawn at which place of the tree. */
  #places: (string | null | undefined)[] = [];
  #alerts: Alerts | undefined;

  /** The calls that ring, the oldest first. Empty: the one that is in the other properties. */
  declare calls: readonly IncomingCall[];
  /** Answer was pressed, the call is not connected yet. */
  declare answering: boolean;
  /** The call has pictures: it may be answered with our camera. */
  declare video: boolean;
  /** A call is up, which answering puts on hold. */
  declare inCall: boolean;
  /** The browser plays nothing before the page is pressed. */
  declare ringBlocked: boolean;
  /**
   * How a call that rings while the page is hidden is told. `off`: by the title of the page only. `on`: also by a notification; a
   * click on it shows the page. `worker`: with buttons to answer and reject. Those go to the page's service worker, which
   * must pass them on in its `notificationclick`:
   * `client.postMessage({type: 'linkus-notification', action: event.action, ...event.notification.data})`.
   */
  declare notifications: '' | 'on' | 'off' | 'worker';

  constructor() {
    super();
    this.calls = [];
    this.answering = this.video = this.inCall = this.ringBlocked = false;
    this.notifications = '';
  }

  protected override copy(snapshot: PhoneSnapshot | undefined): void {
    const calls = snapshot?.calls.filter(({ incoming }) => incoming) ?? [];
    this.calls = calls;
    this.copyCall(calls[0]);
    this.answering = Boolean(calls[0]?.answering);
    this.video = Boolean(calls[0]?.video);
    this.inCall = Boolean(
      snapshot?.calls.some(({ incoming, state, held }) => !incoming && state === 'talking' && !held),
    );
    this.ringBlocked = Boolean(snapshot?.ringBlocked);
    this.copyProblem(snapshot && callProblemFor('incoming', snapshot));
  }

  override updated(): void {
    this.#showStates({ ringing: this.#places.length > 0 });
    // A button that can't be pressed any more loses the keyboard; its card has a use for it.
    this.shadowRoot?.querySelector('button:disabled:focus')?.closest<HTMLElement>('.base')?.focus();
    this.#alert();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#alert();
  }

  /** Only of calls that there are: what is written in attributes rings nowhere. */
  #alert() {
    const ringing = this.isConnected ? this.calls.filter(({ answering }) => !answering) : [];
    if (ringing.length === 0 && !this.#alerts) return;
    // In the language of now; this is called after each drawing.
    const options = {
      notifications: oneOf(this, 'notifications', this.notifications, ['on', 'off', 'worker'], 'on'),
      title: msg('Incoming call', { id: 'incoming.title' }),
      answer: msg('Answer', { id: 'incoming.btn.answer' }),
      reject: msg('Reject', { id: 'incoming.btn.reject' }),
    };
    const module = alertsModule(this);
    if (module) this.#alerts ??= new module.Alerts(this, coveredCardModule, this.#actions);
    this.#alerts?.update(ringing, options);
  }

  readonly #actions = {
    answer: (callId: string) => this.request('linkus-answer-request', { callId }),
    reject: (callId: string) => this.request('linkus-reject-request', { callId }),
    // The person came by the notification: that is no focus taken from anybody.
    show: (callId: string) => {
      const card =
        this.renderRoot.querySelectorAll<HTMLElement>('.base')[this.calls.findIndex((call) => call.callId === callId)];
      card?.scrollIntoView({ block: 'nearest' });
      card?.focus();
    },
  };

  #card(call: IncomingCall) {
    const { answering } = call;
    const [name, number, company] = [plainText(call.name), plainText(call.number), plainText(call.company)];
    const callId = call.callId ?? '';
    const who = name || number;
    const title = msg('Incoming call', { id: 'incoming.title' });
    const answer = (video: boolean) => {
      if (!answering) this.request('linkus-answer-request', video ? { callId, video } : { callId });
    };
    const onKeydown = (event: KeyboardEvent) => {
      if (event.key === 'Enter' && event.target === event.currentTarget) answer(false);
    };
    return html`<div
      part="base"
      class="base"
      role="group"
      tabindex="0"
      lang=${msg('en', { id: 'locale.code' })}
      dir=${direction()}
      aria-label=${`${title}: ${who}`}
      @keydown=${onKeydown}
    >
      <div class="who row">
        ${avatar(name, number, call.avatar)}
        <div class="words" role="alert" aria-atomic="false" aria-relevant="additions">
          <p part="state" class="small state">${answering ? callStateText('connecting') : title}</p>
          ${this.who({ name, number, company })}
        </div>
      </div>
      ${
        this.inCall
          ? html`<p part="hint" class="small quiet">
              ${msg('Answering puts your present call on hold.', { id: 'incoming.hint.hold' })}
            </p>`
          : nothing
      }
      <div part="actions" class="actions">
        <button part="reject" class="solid hang-up" @click=${() => this.request('linkus-reject-request', { callId })}>
          ${icon('hang-up')}${msg('Reject', { id: 'incoming.btn.reject' })}
        </button>
        <button part="answer" class="solid answer" ?disabled=${answering} @click=${() => answer(false)}>
          ${icon('phone')}${msg('Answer', { id: 'incoming.btn.answer' })}
        </button>
        ${
          call.video
            ? html`<button part="answer-video" class="with-video" ?disabled=${answering} @click=${() => answer(true)}>
                ${icon('video')}${msg('Answer with video', { id: 'incoming.btn.answer_video' })}
              </button>`
            : nothing
        }
      </div>
    </div>`;
  }

  override render(): unknown {
    const cards = this.calls.length > 0 || !(this.number || this.name) ? this.calls : [this];
    // A card keeps its place, and so the focus in it, while others come after it and go before it.
    const places = this.#places.map((id) => cards.find(({ callId }) => callId === id));
    places.push(...cards.filter((card) => !places.includes(card)));
    this.#places = cards.length > 0 ? places.map((card) => card?.callId) : [];
    if (cards.length === 0) return nothing;
    return html`${places.map((card) => (card ? this.#card(card) : nothing))}
      <div lang=${msg('en', { id: 'locale.code' })} dir=${direction()}>
        ${
          this.ringBlocked
            ? html`<p part="hint" class="small blocked" role="status">
                ${msg('Press anywhere to hear the ring.', { id: 'incoming.hint.ring' })}
              </p>`
            : nothing
        }
        ${this.problemLine()}
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'linkus-incoming': LinkusIncoming;
  }
}

define('linkus-incoming', LinkusIncoming);
