import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { ConnectionState } from '../../src/store/phone-snapshot.js';
import { troubleTexts } from '../base/lazy-texts.js';
import { msg } from '../base/localize.js';

/** What the tip depends on. */
interface Dialpad {
  readonly problem: number | null;
  readonly connection: ConnectionState | null;
  readonly dialling: boolean;
}

/** Why no call is possible, or why the last one was refused (`problemText`), and what to do. Call it while rendering only. */
export function dialTip(
  dialpad: Dialpad & ReactiveControllerHost,
  problemText: () => string,
  signIn: () => void,
): TemplateResult | string | typeof nothing {
  const { problem, connection } = dialpad;
  if (problem === null || connection === 'reconnecting') {
    if (dialpad.dialling) {
      return msg('Waiting for the microphone. If the browser asks, allow it.', { id: 'dial_panel.tip.microphone' });
    }
    if (connection === 'signed-out') {
      return msg('You are signed out. Sign in to place and take calls.', { id: 'dial_panel.tip.signed_out' });
    }
    return (connection && connection !== 'ready' && troubleTexts(dialpad)?.noCallText(connection)) || nothing;
  }
  const texts = troubleTexts(dialpad);
  return html`<p class="problem">${problemText()}</p>
    ${
      connection === 'refused' && texts?.canRetry(problem)
        ? html`<button part="retry" class="retry" @click=${signIn}>
            ${msg('Sign in again', { id: 'dial_panel.btn.sign_in' })}
          </button>`
        : nothing
    }`;
}
