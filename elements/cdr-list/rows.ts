/** The rows of the call list: a file of its own, loaded when there are some. */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { isMissed, type CallRecord, type RecordList } from '../../src/store/call-records.js';
import { icon, strokes } from '../base/icons.js';
import { msg } from '../base/localize.js';
import { plainText } from '../base/plain-text.js';
import { adoptSheets } from '../base/sheets.js';
import { dayOf, dayText, kindText, lengthText, timeText, whoText } from './record-texts.js';
import { RowFocus } from './row-focus.js';
import { RowWindow } from './row-window.js';
import { rowsStyles } from './rows.styles.js';

/** What the rows are drawn for: a `<linkus-cdr-list>`. */
export interface RowsHost extends ReactiveControllerHost {
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly canCall: boolean;
  /** These rows are looked at. */
  look(from: number, to: number): void;
  callBack(record: CallRecord): void;
  markRead(id: number): void;
  deleteRecord(id: number): void;
}

/** Rows that are asked for before they are seen. */
const ahead = 20;

// From Lucide, as the other icons.
const arrows: Record<number, string> = {
  1: 'M17 7 7 17M17 17H7V7',
  2: 'M18 6 6 18M6 6l12 12',
  3: 'M7 7h10v10M7 17 17 7',
};

export class Rows {
  readonly #window: RowWindow;
  readonly #focus: RowFocus;
  #list: RecordList | null = null;
  #key = '';
  #locale = '';
  #asked = '';
  /** The row with the keyboard, which may be far from what is loaded now. */
  #focused: CallRecord | undefined;

  constructor(private readonly host: RowsHost) {
    this.#window = new RowWindow(host);
    this.#focus = new RowFocus(host, this.#window, {
      call: (index) => this.#call(index),
      remove: (index) => this.#remove(index),
    });
  }

  /** @param key another one is another list, which is shown from its beginning */
  render(list: RecordList, key: string, locale: string): TemplateResult {
    const total = list.total ?? 0;
    this.#focus.draw();
    if (key !== this.#key) {
      this.#window.toTop();
      this.#focus.index = 0;
    } else if (list !== this.#list) {
      this.#focus.index += this.#window.follow((id) => indexOf(list, id));
    }
    this.#list = list;
    this.#key = key;
    this.#locale = locale;
    this.#focus.clamp(0, total - 1);
    const indices = this.#window.indices(total, this.#focus.isInside ? this.#focus.index : -1);
    // Who comes in by the Tab key comes to what is seen.
    if (!this.#focus.isInside) this.#focus.clamp(this.#window.first, this.#window.last - 1);
    const top = this.#record(this.#window.first);
    this.#focused = this.#record(this.#focus.index);
    return html`<div part="list" class="scroller" @scroll=${this.#window.onScroll}>
      <div part="day" class="bar small" aria-hidden="true">${top ? dayText(dayOf(top), locale) : nothing}</div>
      <div
        class="rows"
        role="grid"
        aria-label=${msg('Calls', { id: 'cdr.label' })}
        aria-rowcount=${total}
        .style=${`--_total:${total}`}
        @keydown=${this.#focus.onKeydown}
        @focusin=${this.#focus.onFocusin}
        @focusout=${this.#focus.onFocusout}
      >
        ${repeat(
          indices,
          (index) => index,
          (index) => this.#row(index),
        )}
      </div>
    </div>`;
  }

  /** After each drawing. */
  drawn(): void {
    adoptSheets(this.host.renderRoot as ShadowRoot, [rowsStyles]);
    const total = this.#list?.total ?? 0;
    this.#window.drawn((index) => this.#record(index)?.id, this.#focus.isInside);
    this.#focus.drawn();
    const { first, last } = this.#window;
    const from = Math.max(0, first - ahead);
    const to = Math.min(total, last + ahead);
    const asked = `${this.#key} ${from} ${to}`;
    let complete = true;
    for (let index = from; index < to && complete; index++) complete = this.#record(index) !== undefined;
    if (complete || asked === this.#asked) return;
    this.#asked = asked;
    this.host.look(from, to);
  }

  /** The list was there before, but its phone was signed out since. */
  forget(): void {
    this.#asked = '';
  }

  focus(): void {
    this.#focus.take();
  }

  #record(index: number): CallRecord | undefined {
    const record = this.#list?.rows[index - this.#list.from];
    return record ?? (index === this.#focus.index && this.#focus.isInside ? this.#focused : undefined);
  }

  #call(index: number) {
    const record = this.#record(index);
    if (record?.number) this.host.callBack(record);
  }

  #remove(index: number) {
    const record = this.#record(index);
    if (!record) return;
    // Its button goes with it: the keyboard goes on at the row that takes its place.
    this.#focus.take();
    this.host.deleteRecord(record.id);
  }

  #row(index: number): TemplateResult {
    const record = this.#record(index);
    const before = this.#record(index - 1);
    const starts = record && before && dayOf(before) !== dayOf(record);
    const kind = record && isMissed(record) ? 'missed' : '';
    return html`<div
      part="row ${kind}"
      class="row ${kind}"
      role="row"
      data-index=${index}
      tabindex=${index === this.#focus.index ? 0 : -1}
      aria-rowindex=${index + 1}
      aria-label=${record ? this.#label(record) : msg('Loading...', { id: 'cdr.loading' })}
      .style=${`--_i:${index}`}
    >
      ${starts ? html`<span part="day" class="day" aria-hidden="true">${dayText(dayOf(record), this.#locale)}</span>` : nothing}
      ${record ? this.#cells(record, index) : html`<span role="gridcell" class="blank"></span>`}
    </div>`;
  }

  /** All of it in one sentence: the headings are for the eyes only. */
  #label(record: CallRecord): string {
    const who = whoText(record);
    const number = plainText(record.number);
    return [
      record.unread ? msg('New', { id: 'cdr.new' }) : '',
      kindText(record),
      who,
      number === who ? '' : number,
      `${dayText(dayOf(record), this.#locale)} ${timeText(record, this.#locale)}`,
      lengthText(record, this.#locale),
    ]
      .filter(Boolean)
      .join(', ');
  }

  #cells(record: CallRecord, index: number): TemplateResult {
    const who = whoText(record);
    const number = plainText(record.number);
    const length = lengthText(record, this.#locale);
    return html`<div role="gridcell" class="cell">
        <p part="who" class="who line">
          ${record.unread ? html`<span part="unread" class="dot"></span>` : nothing}<bdi part="name">${who}</bdi>
          ${number && number !== who ? html`<bdi part="number" class="small quiet">${number}</bdi>` : nothing}
        </p>
        <p part="details" class="details small quiet line">
          <span part="kind" class="kind"
            >${strokes(arrows[isMissed(record) ? 2 : record.status === 3 ? 3 : 1] ?? '')}${kindText(record)}</span
          >
          <bdi
            ><time datetime=${isoTime(record)}>${timeText(record, this.#locale)}</time
            >${length ? ` · ${length}` : nothing}</bdi
          >
        </p>
      </div>
      <div role="gridcell" class="acts">
        ${
          number
            ? html`<button
                part="call"
                class="call flat"
                tabindex="-1"
                ?disabled=${!this.host.canCall}
                aria-label="${msg('Call', { id: 'dial_panel.btn.call' })} ${who}"
                title=${msg('Call back (Enter)', { id: 'cdr.btn.call' })}
                @click=${() => this.#call(index)}
              >
                ${icon('phone')}
              </button>`
            : nothing
        }
        <span class="rare">
          ${
            record.unread
              ? html`<button part="read" class="small" tabindex="-1" @click=${() => this.host.markRead(record.id)}>
                  ${msg('Mark as read', { id: 'cdr.btn.read' })}
                </button>`
              : nothing
          }
          <button part="delete" class="small" tabindex="-1" @click=${() => this.#remove(index)}>
            ${msg('Delete', { id: 'cdr.btn.delete' })}
          </button>
        </span>
      </div>`;
  }
}

function indexOf({ rows, from }: RecordList, id: number): number {
  const place = rows.findIndex((record) => record?.id === id);
  return place < 0 ? -1 : from + place;
}

function isoTime({ timestamp }: CallRecord): string {
  const date = new Date(timestamp * 1000);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
