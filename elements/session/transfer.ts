import { html, type TemplateResult } from 'lit';
import type { RequestDetails } from '../../src/store/messages.js';
import { keepLines } from '../base/keep-lines.js';
import { msg } from '../base/localize.js';

type Press = (event: UIEvent) => void;
type Kind = RequestDetails['linkus-transfer-request']['kind'];

/** Where the call is to go, and how. Enter asks first: of the two that is the one that can be taken back. */
export function transferForm(ask: (number: string, kind: Kind) => void): TemplateResult {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const { value: number } = (event.currentTarget as HTMLFormElement).elements.namedItem('number') as HTMLInputElement;
    const kind = (event.submitter as HTMLButtonElement | null)?.value === 'blind' ? 'blind' : 'attended';
    ask(number.trim(), kind);
  };
  return html`<form class="transfer" @submit=${submit}>
    <label class="small quiet" for="transfer-number">${msg('Transfer to', { id: 'session.transfer_to' })}</label>
    <input
      part="transfer-number"
      id="transfer-number"
      name="number"
      dir="ltr"
      inputmode="tel"
      enterkeyhint="go"
      autocomplete="off"
      spellcheck="false"
      required
      @beforeinput=${keepLines}
      placeholder=${msg('Please input number', { id: 'dial_panel.input.placeholder' })}
    />
    <div class="pair">
      <button part="attended" value="attended" title=${msg('Talk to them first', { id: 'session.attended_tip' })}>
        ${msg('Attended Transfer', { id: 'session.attended_transfer' })}
      </button>
      <button part="blind" value="blind" title=${msg('Hand the caller over at once', { id: 'session.blind_tip' })}>
        ${msg('Blind Transfer', { id: 'session.blind_transfer' })}
      </button>
    </div>
  </form>`;
}

/** How a consultation ends: the two others talk, or we go back to the one who waits. */
export function consultationButtons(complete: Press, cancel: Press): TemplateResult {
  return html`<div part="consultation" class="pair">
    <button part="complete" class="accent" @click=${complete}>
      ${msg('Complete transfer', { id: 'session.complete_transfer' })}
    </button>
    <button part="cancel" @click=${cancel}>${msg('Cancel transfer', { id: 'session.cancel_transfer' })}</button>
  </div>`;
}
