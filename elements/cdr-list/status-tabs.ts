import { html, nothing, type TemplateResult } from 'lit';
import type { RecordQuery } from '../../src/store/call-records.js';
import { msg } from '../base/localize.js';
import { roving } from '../base/roving.js';

export type CallStatusFilter = 'all' | 'missed' | 'incoming' | 'outgoing';

export const statuses: Record<CallStatusFilter, RecordQuery['status']> = {
  all: 0,
  missed: 2,
  incoming: 1,
  outgoing: 3,
};
export const words = Object.keys(statuses) as CallStatusFilter[];

/** All, missed, incoming, outgoing: tabs for the panel with the id `body`. */
export function statusTabs(
  chosen: CallStatusFilter,
  unread: number,
  choose: (status: CallStatusFilter) => void,
): TemplateResult {
  const texts: Record<CallStatusFilter, string> = {
    all: msg('All', { id: 'cdr.tab.all' }),
    missed: msg('Missed', { id: 'cdr.tab.missed' }),
    incoming: msg('Incoming', { id: 'cdr.tab.incoming' }),
    outgoing: msg('Outgoing', { id: 'cdr.tab.outgoing' }),
  };
  const move = (event: Event) => roving(event, 1);
  return html`<div
    part="tabs"
    class="tabs"
    role="tablist"
    aria-label=${msg('Which calls', { id: 'cdr.tabs' })}
    @keydown=${move}
    @focusin=${move}
  >
    ${words.map((word) => {
      const selected = word === chosen;
      return html`<button
        part="tab"
        class="tab"
        id=${word}
        role="tab"
        aria-selected=${selected}
        aria-controls="body"
        tabindex=${selected ? 0 : -1}
        @click=${() => choose(word)}
      >
        ${texts[word]}${
          word === 'missed' && unread > 0
            ? html`<b part="badge" class="badge">${unread > 99 ? '99+' : unread}</b>`
            : nothing
        }
      </button>`;
    })}
  </div>`;
}
