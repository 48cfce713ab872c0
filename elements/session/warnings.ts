import { html, nothing, type TemplateResult } from 'lit';
import type { CallSnapshot, CallWarning } from '../../src/store/phone-snapshot.js';
import { strokes } from '../base/icons.js';
import { msg } from '../base/localize.js';
import { plainText } from '../base/plain-text.js';
import { endReasonText } from '../base/trouble-texts.js';

/** What can be wrong with a call that is up. */
export type WarningFacts = Pick<
  CallSnapshot,
  'playBlocked' | 'noMicrophone' | 'noAudio' | 'held' | 'heldByOther' | 'reconnecting' | 'muted' | 'video' | 'warning'
> & {
  /** Somebody speaks into the microphone that is muted. */
  readonly speaking: boolean;
  /** The network is poor, and not just for a moment. */
  readonly poor: boolean;
};

/** What the button of a warning does. */
export type Remedy = 'unmute' | 'devices' | 'video-off' | 'play' | 'resume' | 'dismiss';

interface Warning {
  readonly text: string;
  readonly remedy: Remedy | null;
}

/** The one that matters most; one at a time is read. Call it while rendering only. */
export function warningOf(facts: WarningFacts): Warning | null {
  const { playBlocked, noMicrophone, noAudio, speaking, poor, warning } = facts;
  const flows = !facts.held && !facts.heldByOther && !facts.reconnecting;
  if (playBlocked) {
    return { text: msg('The browser plays the call only after a press.', { id: 'warning.play' }), remedy: 'play' };
  }
  if (noMicrophone !== null) return { text: microphoneText(noMicrophone), remedy: 'devices' };
  if (warning?.action === 'other-call') {
    return { text: otherCallText(warning.ended, facts.held), remedy: facts.held ? 'resume' : 'dismiss' };
  }
  if (warning) return { text: refusalText(warning.action), remedy: 'dismiss' };
  if (speaking) {
    return { text: msg('You are muted: nobody hears what you say.', { id: 'warning.muted' }), remedy: 'unmute' };
  }
  if (noAudio !== null && flows) return { text: silenceText(noAudio), remedy: 'devices' };
  if (!poor || !flows) return null;
  return facts.video
    ? {
        text: msg('The network is poor. Without pictures the sound gets better.', { id: 'warning.poor_video' }),
        remedy: 'video-off',
      }
    : {
        text: msg('The network is poor. Go nearer to the wireless router, or use a cable.', { id: 'warning.poor' }),
        remedy: null,
      };
}

function microphoneText(noMicrophone: NonNullable<WarningFacts['noMicrophone']>): string {
  return noMicrophone === 'lost'
    ? msg('The microphone went away: nobody hears you. Plug one in, or choose another.', { id: 'warning.lost' })
    : msg(
        'Another program, or a mute switch of the headset or computer, has silenced the microphone: nobody hears you.',
        { id: 'warning.taken' },
      );
}

function silenceText(noAudio: NonNullable<WarningFacts['noAudio']>): string {
  switch (noAudio) {
    case 'in':
      return msg('We receive no sound from the other side. Perhaps they are muted: tell them.', {
        id: 'warning.no_audio_in',
      });
    case 'out':
      return msg('Nobody hears you: is the microphone muted on the headset or in the system?', {
        id: 'warning.no_audio_out',
      });
    case 'both':
      return msg(
        'No sound comes through, in neither direction. If it stays so, call again: a firewall or VPN may be in the way.',
        { id: 'warning.no_audio_both' },
      );
  }
}

type Refused = Exclude<CallWarning['action'], 'other-call'>;
type EndedCall = Pick<CallSnapshot, 'name' | 'number' | 'endReason'>;

function otherCallText({ name, number, endReason }: EndedCall, held: boolean): string {
  const text = `${plainText(name || number)}: ${endReasonText(endReason ?? 'pbx')}`;
  return held ? `${text} ${msg('This call is still on hold.', { id: 'warning.still_held' })}` : text;
}

function refusalText(action: Refused): string {
  switch (action) {
    case 'hold':
      return msg('The call could not be put on hold. Try again.', { id: 'warning.hold' });
    case 'unhold':
      return msg('The call could not be taken back. Try again.', { id: 'warning.unhold' });
    case 'transfer':
      return msg('The transfer failed. The caller is still here.', { id: 'warning.transfer' });
    case 'dtmf':
      return msg('The tones could not be sent.', { id: 'warning.dtmf' });
    case 'video':
      return msg('Pictures could not be turned on. Check the camera, or go on without.', { id: 'warning.video' });
  }
}

function remedyText(remedy: Remedy): string {
  switch (remedy) {
    case 'unmute':
      return msg('Unmute', { id: 'warning.remedy.unmute' });
    case 'devices':
      return msg('Check devices', { id: 'warning.remedy.devices' });
    case 'video-off':
      return msg('Turn pictures off', { id: 'warning.remedy.video_off' });
    case 'play':
      return msg('Hear the call', { id: 'warning.remedy.play' });
    case 'resume':
      return msg('Resume', { id: 'session.resume' });
    case 'dismiss':
      return msg('OK', { id: 'warning.remedy.dismiss' });
  }
}

const triangle = 'm21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3M12 9v4M12 17h.01';

/** The line, with its button; the live region is there before the words are, or they would not be read out. */
export function warningLine(warning: Warning | null, act: (remedy: Remedy) => void): TemplateResult {
  const remedy = warning?.remedy ?? null;
  return html`<div part=${warning ? 'warning' : ''} class="warning" ?data-shown=${warning !== null}>
    ${warning ? strokes(triangle, 'triangle') : nothing}
    <p class="small" role="status">${warning?.text ?? nothing}</p>
    ${
      remedy
        ? html`<button part="remedy" class="remedy" @click=${() => act(remedy)}>${remedyText(remedy)}</button>`
        : nothing
    }
  </div>`;
}
