import { html, nothing, type CSSResultGroup } from 'lit';
import type { CallSnapshot, PhoneSnapshot } from '../../src/store/phone-snapshot.js';
import { avatar } from '../base/avatar.js';
import { avatarStyles } from '../base/avatar.styles.js';
import { CallElement } from '../base/call-element.js';
import { callProblemFor } from '../base/current-call.js';
import { define } from '../base/define.js';
import { icon } from '../base/icons.js';
import { msg } from '../base/localize.js';
import { callStateText } from '../base/state-texts.js';
import { tokens } from '../base/tokens.styles.js';
import { incomingStyles } from './incoming.styles.js';

/** What a card shows. */
export type IncomingCall = Pick<CallSnapshot, 'answering'> &
  Record<'callId' | 'number' | 'name' | 'company' | 'avatar', string | null>;

/**
 * @summary A card for each call that rings: who it is, answer, reject. Takes no room when nothing rings.
 * @tag linkus-incoming
 *
 * Never takes the focus; a card that has it is answered by Enter. Follows the phone around it; alone on a page it draws one
 * card from its attributes.
 *
 * @fires {LinkusRequestEvent} linkus-answer-request - `{callId}`
 * @fires {LinkusRequestEvent} linkus-reject-request - `{callId}`
 *
 * @csspart base - Each card
 * @csspart avatar - Picture or initials
 * @csspart state - The words "Incoming call"
 * @csspart name - Who calls
 * @csspart number - The number, when there is a name too
 * @csspart company - The company
 * @csspart actions - The two buttons together
 * @csspart answer - Answer
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
  static override styles: CSSResultGroup = [tokens, avatarStyles, incomingStyles];
  static override properties = {
    calls: { attribute: false },
    answering: { type: Boolean, reflect: true },
  };

  /** Which call is drawn at which place of the tree. */
  #places: (string | null | undefined)[] = [];

  /** The calls that ring, the oldest first. Empty: the one that is in the other properties. */
  declare calls: readonly IncomingCall[];
  /** Answer was pressed, the call is not connected yet. */
  declare answering: boolean;

  constructor() {
    super();
    this.calls = [];
    this.answering = false;
  }

  protected override copy(snapshot: PhoneSnapshot | undefined): void {
    const calls = snapshot?.calls.filter(({ incoming }) => incoming) ?? [];
    this.calls = calls;
    this.copyCall(calls[0]);
    this.answering = Boolean(calls[0]?.answering);
    this.copyProblem(snapshot && callProblemFor('incoming', snapshot));
  }

  #card(call: IncomingCall) {
    const { number, name, answering } = call;
    const callId = call.callId ?? '';
    const who = name || number;
    const title = msg('Incoming call', { id: 'incoming.title' });
    const answer = () => {
      if (!answering) this.request('linkus-answer-request', { callId });
    };
    const onKeydown = (event: KeyboardEvent) => {
      if (event.key === 'Enter' && event.target === event.currentTarget) answer();
    };
    return html`<div
      part="base"
      class="base"
      role="group"
      tabindex="0"
      lang=${msg('en', { id: 'locale.code' })}
      aria-label=${`${title}: ${who}`}
      @keydown=${onKeydown}
    >
      <div class="who row">
        ${avatar(name, number, call.avatar)}
        <div class="words" role="alert">
          <p part="state" class="small state">${answering ? callStateText('connecting') : title}</p>
          ${this.who(call)}
        </div>
      </div>
      <div part="actions" class="actions">
        <button part="reject" class="solid hang-up" @click=${() => this.request('linkus-reject-request', { callId })}>
          ${icon('hang-up')}${msg('Hang up', { id: 'incoming.btn.hang_up' })}
        </button>
        <button part="answer" class="solid answer" ?disabled=${answering} @click=${answer}>
          ${icon('phone')}${msg('Answer', { id: 'incoming.btn.answer' })}
        </button>
      </div>
    </div>`;
  }

  override render(): unknown {
    const cards = this.calls.length > 0 || !(this.number || this.name) ? this.calls : [this];
    // A card keeps its place, and so the focus in it, while others come after it and go before it.
    const places = this.#places.map((id) => cards.find(({ callId }) => callId === id));
    places.push(...cards.filter((card) => !places.includes(card)));
    this.#places = cards.length > 0 ? places.map((card) => card?.callId) : [];
    return html`${places.map((card) => (card ? this.#card(card) : nothing))}
    ${cards.length > 0 ? this.problemLine() : nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'linkus-incoming': LinkusIncoming;
  }
}

define('linkus-incoming', LinkusIncoming);
