import { html, nothing, type TemplateResult } from 'lit';
import type { DeviceCheck, MicrophoneReport } from '../../src/store/device-report.js';
import { msg } from '../base/localize.js';
import { echoText, microphoneProblemText, roleText, soundText, stepText } from './device-texts.js';

/** What a check found so far, and what it does now. Call it while rendering only. */
export function checkList({ step, report }: DeviceCheck, language: string): TemplateResult {
  const { microphone, speaker, ringer, echo } = report;
  return html`<p class="small" role="status">${stepText(step)}</p>
    <ul part="device-report">
      ${microphone ? line(roleText('microphone'), microphoneText(microphone), microphone.heard) : nothing}
      ${speaker ? line(roleText('speaker'), soundText(speaker), speaker.played && !speaker.fallback) : nothing}
      ${ringer ? line(roleText('ringer'), soundText(ringer), ringer.played && !ringer.fallback) : nothing}
      ${echo ? line(msg('Connection', { id: 'device.connection' }), echoText(echo, language), echo.heard) : nothing}
    </ul>`;
}

function line(title: string, text: string, isGood: boolean): TemplateResult {
  return html`<li class=${isGood ? '' : 'bad'}>
    <p class="small"><strong>${title}</strong></p>
    <p class="small">${text}</p>
  </li>`;
}

function microphoneText({ heard, problem }: MicrophoneReport): string {
  if (problem) return microphoneProblemText(problem);
  return heard
    ? msg('You are heard.', { id: 'device.heard' })
    : msg('Nothing was heard. Speak up, or choose another microphone.', { id: 'device.unheard' });
}
