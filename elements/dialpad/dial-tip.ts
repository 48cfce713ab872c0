import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { CallSnapshot, ConnectionState } from '../../src/store/phone-snapshot.js';
import { troubleTexts } from '../base/lazy-texts.js';
import { msg } from '../base/localize.js';
import { plainText } from '../base/plain-text.js';

/** What the tip depends on. */
interface Dialpad extends ReactiveControllerHost {
  readonly isConnected: boolean;
  readonly problem: number | null;
  readonly connection: ConnectionState | null;
  readonly dialling: boolean;
  /** The last call that failed, until the person goes on. */
  readonly failed: CallSnapshot | null;
}

/** Ends that the person has not brought about, and wants to know of even if nobody looked at that moment. */
const failures = /^(network|media|microphone|pbx|busy|no-answer|not-found|unavailable)$/;

export function isFailure({ endReason, direction }: CallSnapshot): boolean {
  return failures.test(endReason ?? '') || (endReason === 'rejected' && direction === 'outbound');
}

/** Why no call is possible, or why the last one was refused (`problemText`), and what to do. Call it while rendering only. */
export function dialTip(
  dialpad: Dialpad,
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
    if (connection && connection !== 'ready') return troubleTexts(dialpad)?.noCallText(connection) ?? nothing;
    const { name, number, endReason } = dialpad.failed ?? {};
    const reason = endReason && troubleTexts(dialpad)?.endReasonText(endReason);
    return reason
      ? html`<p class="contact">${plainText(name || (number ?? ''))}:</p>
          <p>${reason}</p>`
      : nothing;
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
