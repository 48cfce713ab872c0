/** What is said in place of the rows, and below them. */
import { html, nothing, type TemplateResult } from 'lit';
import type { RecordList, RecordQuery } from '../../src/store/call-records.js';
import type { ConnectionState } from '../../src/store/phone-snapshot.js';
import { msg } from '../base/localize.js';

const problemText = () => msg('The calls could not be loaded.', { id: 'cdr.problem' });

const loadingText = () => msg('Loading...', { id: 'cdr.loading' });

function noteText(
  list: RecordList | undefined,
  { filter, status }: RecordQuery,
  connection: ConnectionState | null,
): string {
  if (list?.total === 0 && filter) return msg('No call matches.', { id: 'cdr.no_match' });
  if (list?.total === 0 || connection === null) {
    return status === 2 ? msg('No missed calls.', { id: 'cdr.no_missed' }) : msg('No calls yet.', { id: 'cdr.empty' });
  }
  if (connection === 'signed-out' || connection === 'refused') {
    return msg('Sign in to see your calls.', { id: 'cdr.signed_out' });
  }
  return loadingText();
}

const retryButton = (retry: () => void) =>
  html`<button part="retry" @click=${retry}>${msg('Try again', { id: 'cdr.btn.retry' })}</button>`;

const noteOf = (text: string, button: TemplateResult | typeof nothing) =>
  html`<div part="note" class="note quiet" role="status">
    <p>${text}</p>
    ${button}
  </div>`;

export const loadingNote = (): TemplateResult => noteOf(loadingText(), nothing);

export const failedNote = (retry: () => void): TemplateResult => noteOf(problemText(), retryButton(retry));

/** Why there are no rows. */
export function note(
  list: RecordList | undefined,
  query: RecordQuery,
  connection: ConnectionState | null,
  retry: () => void,
): TemplateResult {
  return list?.problem ? failedNote(retry) : noteOf(noteText(list, query, connection), nothing);
}

/** There are rows, but not all could be loaded. */
export function incompleteLine(retry: () => void): TemplateResult {
  return html`<div class="undo small" role="status">
    <span class="problem">${problemText()}</span>
    ${retryButton(retry)}
  </div>`;
}

/** Takes back what was deleted last. The line is always there: a screen reader says what comes into it. */
export function undoLine(deleted: { readonly id: number | null } | null, restore: () => void): TemplateResult {
  return html`<div part="undo" class="undo small" role="status">
    ${
      deleted
        ? html`<span
              >${
                deleted.id === null
                  ? msg('All calls deleted.', { id: 'cdr.deleted_all' })
                  : msg('Call deleted.', { id: 'cdr.deleted' })
              }</span
            ><button @click=${restore}>${msg('Undo', { id: 'cdr.btn.undo' })}</button>`
        : nothing
    }
  </div>`;
}
