import { html, nothing, type TemplateResult } from 'lit';
import { msg } from '../base/localize.js';

/** 0..5 as in the snapshot. */
type Level = number;

/** How many of the three bars are full. */
export const fullBars = (level: Level): number => (level >= 4 ? 3 : level >= 3 ? 2 : level >= 1 ? 1 : 0);

/** In a word. Call it while rendering only. */
function qualityWord(level: Level): string {
  switch (fullBars(level)) {
    case 3:
      return msg('Good connection', { id: 'session.quality.good' });
    case 2:
      return msg('Fair connection', { id: 'session.quality.fair' });
    case 1:
      return msg('Poor connection', { id: 'session.quality.poor' });
    default:
      return msg('No connection', { id: 'session.quality.none' });
  }
}

/** In a sentence. Call it while rendering only. */
function qualitySentence(level: Level): string {
  switch (fullBars(level)) {
    case 3:
      return msg('You hear each other as well as on a good telephone.', { id: 'session.quality.good_text' });
    case 2:
      return msg('You understand each other, with a little delay or noise now and then.', {
        id: 'session.quality.fair_text',
      });
    case 1:
      return msg('Words may be lost or come late: your network is slow or loses data.', {
        id: 'session.quality.poor_text',
      });
    default:
      return msg('Nothing comes through at the moment.', { id: 'session.quality.none_text' });
  }
}

const bars = ['M5 20v-4', 'M12 20v-9', 'M19 20V5'];

/** Three bars, the sentence when they are pressed. */
export function qualityButton(level: Level, open: boolean, toggle: () => void): TemplateResult {
  const word = qualityWord(level);
  const full = fullBars(level);
  return html`<button
    part="quality"
    class="quality flat bars-${full}"
    aria-label=${word}
    aria-expanded=${open}
    title=${word}
    @click=${toggle}
  >
    <svg aria-hidden="true" viewBox="0 0 24 24">
      <path class="empty" d=${bars.slice(full).join('')}></path>
      <path d=${bars.slice(0, full).join('')}></path>
    </svg>
  </button>`;
}

/** What the button says when it is pressed. */
export function qualityText(level: Level, open: boolean): TemplateResult | typeof nothing {
  return open ? html`<p part="quality-text" class="small quiet" role="status">${qualitySentence(level)}</p>` : nothing;
}
