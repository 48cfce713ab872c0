import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { PhoneSnapshot } from '../../src/store/phone-snapshot.js';
import { LinkusRequestEvent } from '../base/events.js';
import { troubleTexts } from '../base/lazy-texts.js';
import { msg } from '../base/localize.js';

/** Why the phone is not signed in, and what to do, for the views in which the dialpad does not say it. */
export function trouble(
  host: ReactiveControllerHost & HTMLElement,
  { connection, connectionProblem }: PhoneSnapshot,
): TemplateResult | typeof nothing {
  if (connection !== 'refused' || !connectionProblem) return nothing;
  const texts = troubleTexts(host);
  const { code } = connectionProblem;
  const signIn = () => host.dispatchEvent(new LinkusRequestEvent('linkus-sign-in-request', { reason: 'person' }));
  return html`<div part="trouble" class="trouble small" role="alert">
    <p class="problem">${texts?.problemText(code)}</p>
    ${
      texts?.canRetry(code)
        ? html`<button part="retry" class="retry" @click=${signIn}>
            ${msg('Sign in again', { id: 'dial_panel.btn.sign_in' })}
          </button>`
        : nothing
    }
  </div>`;
}
