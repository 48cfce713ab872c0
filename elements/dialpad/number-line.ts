import { html, nothing, type TemplateResult } from 'lit';
import { msg } from '../base/localize.js';

/**
 * What is below the number field: whose number it is, and what is dialled now and after the answer where something else is
 * written (`dials`). Below an empty field the button that calls the last number again.
 */
export function numberLine(
  name: string,
  dials: { readonly number: string; readonly tones: string } | null | '' | undefined,
  last: { readonly who: string; readonly blocked: boolean } | null | '',
  redial: () => void,
): TemplateResult {
  return html`<div class="line small quiet">
    <p part="contact" aria-live="polite">
      ${name ? html`<b class="contact">${name}</b>` : nothing}
      ${dials ? html`<span>${msg('Will dial', { id: 'dial_panel.tip.will_dial' })} <bdi>${dials.number}</bdi></span>` : nothing}
      ${
        dials && dials.tones
          ? html`<span>
              ${msg('After the answer:', { id: 'dial_panel.tip.then' })}
              <bdi>${dials.tones.replace(/^,+/, '')}</bdi>
            </span>`
          : nothing
      }
    </p>
    ${
      last
        ? html`<button part="redial" class="redial" ?disabled=${last.blocked} @click=${redial}>
            ${msg('Redial', { id: 'dial_panel.btn.redial' })} <bdi>${last.who}</bdi>
          </button>`
        : nothing
    }
  </div>`;
}
