import { html, nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from 'lit';
import {
  recordsKey,
  type CallRecord,
  type RecordList,
  type RecordLists,
  type RecordQuery,
} from '../../src/store/call-records.js';
import type { ConnectionState, PhoneSnapshot } from '../../src/store/phone-snapshot.js';
import { buttons } from '../base/buttons.styles.js';
import { define } from '../base/define.js';
import { LinkusFactEvent } from '../base/events.js';
import { lazyModule } from '../base/lazy-module.js';
import { direction } from '../base/direction.js';
import { msg } from '../base/localize.js';
import { numberOr } from '../base/number-attribute.js';
import { oneOf } from '../base/one-of.js';
import { PhoneElement } from '../base/phone-element.js';
import { tokens } from '../base/tokens.styles.js';
import { cdrListStyles } from './cdr-list.styles.js';
import { LocalRecords, type WrittenRecord } from './local-records.js';
import { failedNote, incompleteLine, loadingNote, note, undoLine } from './notes.js';
import type { Rows } from './rows.js';
import { statusTabs, statuses, words, type CallStatusFilter } from './status-tabs.js';
import { Toolbar, type ToolbarHost } from './toolbar.js';

export type { CallStatusFilter };

const firstRows = 50;

const loadRows = lazyModule(() => import('./rows.js'));

/**
 * @summary The calls that there were: to look at, to search, to call back.
 * @tag linkus-cdr-list
 *
 * Follows the phone around it, which asks the PBX for what is looked at; alone on a page it shows the `records` that it is
 * given. What a person has read and deleted is kept in the browser, for each extension: the PBX keeps its records.
 *
 * In the rows: arrows, Page Up and Down, Home and End move, Enter calls back, Delete deletes.
 *
 * @fires {LinkusRequestEvent} linkus-call-request - Call back: `{number, video}`
 * @fires {LinkusRequestEvent} linkus-records-request - These rows are looked at: `{query, from, to}`
 * @fires {LinkusRequestEvent} linkus-records-read-request - A missed call, or with `null` all, is no news: `{id}`
 * @fires {LinkusRequestEvent} linkus-records-delete-request - Delete a call, or with `null` all: `{id}`
 * @fires {LinkusRequestEvent} linkus-records-restore-request - Take the deletion back: `{id}`
 * @fires {LinkusFactEvent} linkus-unread-change - There are more or fewer missed calls that are news: `{unread}`
 *
 * @csspart base - Everything
 * @csspart search - The field that searches
 * @csspart menu - The button that shows the rare actions
 * @csspart read-all - Marks all as read
 * @csspart delete-all - Deletes all
 * @csspart tabs - All, missed, incoming, outgoing
 * @csspart tab - Each of them
 * @csspart badge - How many missed calls are news
 * @csspart undo - The line that takes a deletion back
 * @csspart problem - The line that says what went wrong
 * @csspart retry - The button that tries again
 * @csspart note - The words where there are no rows
 * @csspart list - What scrolls
 * @csspart day - The headings
 * @csspart row - Each call
 * @csspart missed - Each missed call, beside `row`
 * @csspart who - The first line of a call
 * @csspart name - Who it was
 * @csspart number - The number, where the name is known
 * @csspart details - The second line
 * @csspart kind - Missed, incoming, outgoing
 * @csspart unread - The mark of a missed call that is news
 * @csspart call - The button that calls back
 * @csspart read - The button that marks a call as read
 * @csspart delete - The button that deletes a call
 *
 * @cssproperty [--linkus-accent=#1f5fd0] - Focus and the chosen tab
 * @cssproperty [--linkus-answer=#17803d] - Call back
 * @cssproperty [--linkus-hang-up=#cf2a1e] - Missed calls
 * @cssproperty [--linkus-surface=#fff] - Background
 * @cssproperty [--linkus-text=#1b1f24] - Text
 * @cssproperty [--linkus-radius=12px] - Corners
 * @cssproperty [--linkus-space=4px] - Step of all distances
 * @cssproperty [--linkus-font=inherit] - Font family
 */
export class LinkusCdrList extends PhoneElement implements ToolbarHost {
  static override styles: CSSResultGroup = [tokens, buttons, cdrListStyles];
  static override properties = {
    lists: { state: true },
    deleted: { state: true },
    records: { attribute: false },
    status: { reflect: true },
    filter: { reflect: true },
    connection: { reflect: true },
    unread: {
      reflect: true,
      converter: { ...numberOr(0, 'a count'), toAttribute: (count: number) => (count ? String(count) : null) },
    },
  };

  readonly #local = new LocalRecords();
  readonly #toolbar = new Toolbar(this);
  #rows: Rows | undefined;
  /** The query that the phone was asked first, since it is ready. */
  #asked: string | null = null;
  /** A call was asked for here: why it failed is said here. */
  #called = false;
  #focusWasInside = false;

  declare private lists: RecordLists | null;
  /** What was deleted last: it can be taken back. */
  declare private deleted: { readonly id: number | null } | null;

  /** Call records by hand, newest first, in place of the phone's; rows of the core's `cdrQuery` are such, too. */
  declare records: readonly WrittenRecord[] | null;
  /** Which calls are shown: `all`, `missed`, `incoming` or `outgoing`. */
  declare status: CallStatusFilter;
  /** Part of a number or name: only such calls are shown. */
  declare filter: string;
  /** How the phone stands; calling back is possible when `ready`, and without a phone. */
  declare connection: ConnectionState | null;
  /** Missed calls that the person has not looked at; as an attribute it is absent when there are none. */
  declare unread: number;

  constructor() {
    super();
    this.lists = this.deleted = this.records = this.connection = null;
    this.status = 'all';
    this.filter = '';
    this.unread = 0;
  }

  protected override copy(snapshot: PhoneSnapshot | undefined): void {
    this.lists = snapshot?.records ?? null;
    this.connection = snapshot?.connection ?? null;
    this.unread = snapshot?.unread ?? 0;
    this.copyProblem(this.#called ? snapshot?.callProblem : null);
  }

  get #status(): CallStatusFilter {
    return oneOf(this, 'status', this.status, words, 'all');
  }

  get #query(): RecordQuery {
    return { status: statuses[this.#status], filter: (this.filter ?? '').trim() };
  }

  get #list(): RecordList | undefined {
    if (this.records) return this.#local.answer(this.records, this.#query);
    return this.lists?.[recordsKey(this.#query)];
  }

  /** @internal */
  get canCall(): boolean {
    return this.connection === null || this.connection === 'ready';
  }

  /** Marks every missed call as read. */
  markAllAsRead(): void {
    this.#toolbar.closeMenu();
    this.request('linkus-records-read-request', { id: null });
  }

  /** Deletes all calls that there are now from what this browser shows. */
  deleteAll(): void {
    this.#toolbar.closeMenu();
    this.#delete(null);
  }

  /** @internal */
  look(from: number, to: number): void {
    if (!this.records) this.request('linkus-records-request', { query: this.#query, from, to });
  }

  /** @internal */
  callBack(record: CallRecord): void {
    if (!this.canCall) return;
    this.#called = true;
    this.problem = null;
    if (record.unread) this.markRead(record.id);
    this.request('linkus-call-request', { number: record.number, video: false });
  }

  /** @internal */
  markRead(id: number): void {
    this.request('linkus-records-read-request', { id });
  }

  /** @internal */
  deleteRecord(id: number): void {
    this.#delete(id);
  }

  #delete(id: number | null) {
    if (!this.records) this.deleted = { id };
    this.request('linkus-records-delete-request', { id });
  }

  readonly #restore = () => {
    if (!this.deleted) return;
    this.request('linkus-records-restore-request', this.deleted);
    this.deleted = null;
    this.#rows?.focus();
  };

  readonly #retry = () => {
    this.#asked = null;
    this.requestUpdate();
  };

  override willUpdate(changed: PropertyValues<this>): void {
    this.#focusWasInside = Boolean(this.shadowRoot?.activeElement);
    if (changed.has('status') || changed.has('filter')) this.deleted = null;
    if (this.records && changed.has('records')) {
      this.#local.answer(this.records, this.#query);
      this.unread = this.#local.unread;
    }
  }

  override updated(changed: PropertyValues<this>): void {
    this.#rows?.drawn();
    // The last row is gone.
    if (this.#focusWasInside && !this.shadowRoot?.activeElement) this.#toolbar.focus();
    const { unread } = this;
    if (changed.get('unread') !== undefined) {
      this.dispatchEvent(new LinkusFactEvent('linkus-unread-change', { unread }));
    }
    const key = recordsKey(this.#query);
    if (this.connection !== 'ready') this.#asked = null;
    else if (this.#asked !== key) {
      this.#asked = key;
      this.#rows?.forget();
      this.look(0, firstRows);
    }
  }

  #body(locale: string): TemplateResult {
    const list = this.#list;
    if (!list?.total) return note(list, this.#query, this.connection, this.#retry);
    const module = loadRows(this);
    if (module) this.#rows ??= new module.Rows(this);
    return (
      this.#rows?.render(list, recordsKey(this.#query), locale) ??
      (loadRows.failed ? failedNote(loadRows.retry) : loadingNote())
    );
  }

  override render(): unknown {
    const locale = msg('en', { id: 'locale.code' });
    const list = this.#list;
    return html`<section
      part="base"
      class="base"
      lang=${locale}
      dir=${direction()}
      aria-label=${msg('Calls', { id: 'cdr.label' })}
    >
      ${this.#toolbar.render(Boolean(list?.total))}
      ${statusTabs(this.#status, this.unread, (status) => (this.status = status))}
      ${
        this.problem === null
          ? nothing
          : html`<p part="problem" class="problem small" role="alert">${this.problemText()}</p>`
      }
      <div
        id="body"
        class="body"
        role="tabpanel"
        aria-labelledby=${this.#status}
        aria-busy=${Boolean(list) && list?.total === null}
      >
        ${this.#body(locale)}
      </div>
      ${list?.total && list.problem ? incompleteLine(this.#retry) : nothing} ${undoLine(this.deleted, this.#restore)}
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'linkus-cdr-list': LinkusCdrList;
  }
}

define('linkus-cdr-list', LinkusCdrList);
