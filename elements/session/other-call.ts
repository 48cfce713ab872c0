import { html, nothing, type TemplateResult } from 'lit';
import type { CallSnapshot } from '../../src/store/phone-snapshot.js';
import { msg } from '../base/localize.js';
import { plainText } from '../base/plain-text.js';
import { callStateText, standingText } from '../base/state-texts.js';
import type { SessionCall } from './session-call.js';

/** The row of a further call, which takes it back. Call it while rendering only. */
export function otherCall(call: CallSnapshot, shown: SessionCall, takeBack: () => void): TemplateResult {
  const who = plainText(call.name || call.number);
  const label = shown.held ? msg('Resume', { id: 'session.resume' }) : msg('Swap', { id: 'session.swap' });
  return html`<div part="other-call" class="other">
    <div>
      <p class="line"><b>${who}</b></p>
      <p class="line small quiet">${standingText(call) ?? callStateText(call.state)}</p>
    </div>
    <button
      part="swap"
      aria-label="${label}: ${who}"
      aria-busy=${call.holdPending || nothing}
      ?disabled=${!call.held || shown.callStatus !== 'talking'}
      @click=${takeBack}
    >
      ${label}
    </button>
  </div>`;
}
