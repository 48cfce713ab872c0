import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { CallSnapshot, PhoneSnapshot } from '../../src/store/phone-snapshot.js';
import { currentCall } from '../base/current-call.js';
import { icon } from '../base/icons.js';
import { lazyModule, notLoaded } from '../base/lazy-module.js';
import { attempt } from '../base/attempt.js';
import { direction } from '../base/direction.js';
import { msg } from '../base/localize.js';
import { plainText } from '../base/plain-text.js';
import { connectionText } from '../base/state-texts.js';
import type { Countdown } from './countdown.js';
import { dialpadParts, incomingParts, listParts, sessionParts } from './parts.js';
import { trouble } from './trouble.js';

/** What the panel draws of: a `<linkus-phone>`. */
export interface PanelHost extends HTMLElement, ReactiveControllerHost {
  readonly snapshot: PhoneSnapshot;
  readonly username: string;
  readonly notifications: '' | 'on' | 'off' | 'worker';
  /** The person has seen which calls were missed. */
  markSeen(): void;
}

/** `main`: the call, or the keypad while there is none. */
type View = 'main' | 'keypad' | 'calls' | 'devices';

const countdownModule = lazyModule(() => import('./countdown.js'));
const devicesModule = lazyModule(() => import('../session/device-menu.js'));
const listModule = lazyModule(() => import('../cdr-list/cdr-list.js'));

/** Enter hands the keyboard on to the next view: one that is held must not press there too. */
const noRepeat = {
  capture: true,
  handleEvent(event: KeyboardEvent) {
    if (!event.repeat || event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
  },
};

/** The whole phone that is drawn where a page brings no elements of its own. */
export class Panel {
  #countdown: Countdown | undefined;
  #view: View = 'main';
  #currentId: string | null = null;
  /** The ended call that the person has read. */
  #leftId: string | null = null;
  /** The list is loaded when somebody wants to see it, and stays then. */
  #listed = false;

  constructor(private readonly host: PanelHost) {}

  stop(): void {
    this.#countdown?.stop();
  }

  /** After each drawing. */
  drawn(): void {
    const { connection, retryAt } = this.host.snapshot;
    const waits = connection === 'reconnecting' && retryAt !== null;
    const place = waits ? (this.host.shadowRoot?.querySelector('.retry-in') ?? null) : null;
    const module = place && countdownModule(this.host);
    if (module) this.#countdown ??= new module.Countdown();
    this.#countdown?.show(place, retryAt ?? 0, this.host.shadowRoot?.querySelector<HTMLElement>('.base')?.lang ?? '');
  }

  /** Takes the keyboard to what the view is for. */
  focus(): void {
    const find = (selector: string) => this.host.shadowRoot?.querySelector<HTMLElement>(selector);
    const call = find('.session:not([hidden])');
    const next = call
      ? (find('.new-call:not([hidden])') ??
        find('linkus-session')?.shadowRoot?.querySelector<HTMLElement>('[part=mute]'))
      : // A touch screen would bring up its own keyboard.
        !attempt(() => matchMedia('(pointer: coarse)').matches) && find('linkus-dialpad:not([inert])');
    (next || find('.body'))?.focus();
  }

  #show(view: View) {
    this.#view = view;
    if (view === 'calls') {
      this.#listed = true;
      this.host.markSeen();
    }
    this.host.requestUpdate();
  }

  readonly #onKeydown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || this.#view !== 'devices') return;
    event.preventDefault();
    this.host.shadowRoot?.querySelector<HTMLElement>('button.devices')?.focus();
    this.#show('main');
  };

  #leaveEnded() {
    this.#leftId = this.host.snapshot.endedCall?.callId ?? null;
    const dialpad = this.host.shadowRoot?.querySelector('linkus-dialpad');
    if (dialpad) dialpad.failed = null;
    this.host.requestUpdate();
  }

  /** A call that begins or is answered is what the person wants to see. */
  #follow(current: CallSnapshot | undefined) {
    const id = current?.callId ?? null;
    // The call of a device check is no call that the person placed.
    const checks = this.#view === 'devices' && (this.host.snapshot.deviceCheck?.step ?? 'done') !== 'done';
    if (id !== null && id !== this.#currentId && !checks) this.#view = 'main';
    // The number for a second call is not wanted any more when the first one is over.
    else if (id === null && this.#view === 'keypad') this.#view = 'main';
    this.#currentId = id;
  }

  /** Before the first call; in a call the session has them. */
  #devices(inCall: boolean) {
    return html`<button
      part="devices"
      class="devices flat small quiet"
      ?inert=${inCall}
      aria-expanded=${this.#view === 'devices'}
      @click=${() => this.#show(this.#view === 'devices' ? 'main' : 'devices')}
    >
      ${msg('Devices', { id: 'device.title' })}
    </button>`;
  }

  #header(inCall: boolean) {
    const { connection, extension, extensionName, retryAt } = this.host.snapshot;
    const own = extension || this.host.username;
    const waits = connection === 'reconnecting' && retryAt !== null;
    return html`<header part="header">
      <p part="own-name" class="own-name line">${extensionName || own || msg('Phone', { id: 'phone.label' })}</p>
      <p part="own-number" class="own-number small quiet line">${extensionName ? own : nothing}</p>
      <div part="connection" class="connection small ${connection}">
        <span role="status">${connectionText(connection)}</span>
        ${waits ? html`<span class="retry-in" aria-hidden="true"></span>` : nothing}
      </div>
      ${this.#devices(inCall)}
    </header>`;
  }

  #tabs(call: CallSnapshot | undefined, dials: boolean, view: View) {
    const { unread } = this.host.snapshot;
    const inCall = call !== undefined;
    const { name, number } = call ?? { name: '', number: '' };
    // From the call the first tab leads to the keypad, from everywhere else back to the call.
    const back = inCall && view !== 'main';
    const first = back ? 'main' : inCall ? 'keypad' : 'main';
    return html`<nav part="tabs" class="tabs" aria-label=${msg('Phone', { id: 'phone.label' })}>
      <button
        part="tab"
        class="tab ${back ? 'back' : ''}"
        aria-current=${dials && !back}
        @click=${() => {
          if (!inCall) this.#leaveEnded();
          this.#show(first);
        }}
      >
        ${icon(back ? 'phone' : 'keypad')}${
          back
            ? html`<span>
                ${msg('Back to call', { id: 'phone.tab.call' })} <bdi class="line">${plainText(name || number)}</bdi>
              </span>`
            : // In a call "Dialpad" is what the session has for tones.
              inCall
              ? msg('New call', { id: 'session.new_call' })
              : msg('Dialpad', { id: 'session.dialpad' })
        }
      </button>
      <button part="tab" class="tab" aria-current=${view === 'calls'} @click=${() => this.#show('calls')}>
        ${icon('calls')}${msg('Calls', { id: 'phone.tab.calls' })}${
          unread > 0
            ? html`<span class="unseen">, ${msg('missed', { id: 'phone.tab.missed' })}: </span
                ><b part="badge" class="badge">${unread > 99 ? '99+' : unread}</b>`
            : nothing
        }
      </button>
    </nav>`;
  }

  render(): TemplateResult {
    const { snapshot } = this.host;
    const current = currentCall(snapshot);
    this.#follow(current);
    const { endedCall } = snapshot;
    const ended = !current && endedCall && endedCall.callId !== this.#leftId;
    const inCall = Boolean(current ?? ended);
    const view = this.#view;
    const rings = snapshot.calls.some(({ incoming }) => incoming);
    const dials = view === 'keypad' || (view === 'main' && !inCall);
    return html`<section
      part="base"
      class="base"
      lang=${msg('en', { id: 'locale.code' })}
      dir=${direction()}
      aria-label=${msg('Phone', { id: 'phone.label' })}
      @keydown=${this.#onKeydown}
    >
      ${this.#header(inCall)} ${dials ? nothing : trouble(this.host, snapshot)}
      <div part="body" class="body ${rings && current ? 'rings' : ''}" tabindex="-1" @keydown=${noRepeat}>
        <linkus-incoming .notifications=${this.host.notifications} exportparts=${incomingParts}></linkus-incoming>
        <linkus-dialpad mode="dial" exportparts=${dialpadParts} ?inert=${!dials}></linkus-dialpad>
        <div class="session" ?hidden=${!inCall || view !== 'main'}>
          <linkus-session exportparts=${sessionParts}></linkus-session>
          <button part="new-call" class="new-call" ?hidden=${!ended} @click=${this.#leaveEnded.bind(this)}>
            ${msg('New call', { id: 'session.new_call' })}
          </button>
        </div>
        ${
          view !== 'devices'
            ? nothing
            : devicesModule(this.host)
              ? html`<linkus-device-menu
                  class="list"
                  exportparts="device-select, device-test, device-check, device-report"
                ></linkus-device-menu>`
              : notLoaded(devicesModule)
        }
        ${
          this.#listed && listModule(this.host)
            ? html`<linkus-cdr-list
                class="list"
                ?hidden=${view !== 'calls'}
                exportparts=${listParts}
              ></linkus-cdr-list>`
            : view === 'calls'
              ? notLoaded(listModule)
              : nothing
        }
      </div>
      ${this.#tabs(current, dials, view)}
    </section>`;
  }
}
