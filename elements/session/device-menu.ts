import { html, nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { DeviceCheck, SoundReport } from '../../src/store/device-report.js';
import { playTest } from '../../src/live/device-tools.js';
import type { DeviceChoice, DeviceRole, PhoneSnapshot } from '../../src/store/phone-snapshot.js';
import { buttons } from '../base/buttons.styles.js';
import { define } from '../base/define.js';
import { direction } from '../base/direction.js';
import { msg } from '../base/localize.js';
import { PhoneElement } from '../base/phone-element.js';
import { tokens } from '../base/tokens.styles.js';
import { checkList } from './device-check.js';
import { deviceMenuStyles } from './device-menu.styles.js';
import { roleText, soundText } from './device-texts.js';
import './level-meter.js';

type Chosen = PhoneSnapshot['chosenDevices'];

/**
 * The devices of a phone: which are used, whether the microphone hears and the speakers sound, and a check of it all. What
 * `<linkus-session>` and the panel of `<linkus-phone>` load when somebody opens it; it follows the phone around it.
 */
export class DeviceMenu extends PhoneElement {
  static override shadowRootOptions = { ...PhoneElement.shadowRootOptions, delegatesFocus: true };
  static override styles: CSSResultGroup = [tokens, buttons, deviceMenuStyles];
  static override properties = {
    devices: { attribute: false },
    chosen: { attribute: false },
    withCamera: { attribute: false },
    check: { attribute: false },
    playing: { state: true },
    played: { state: true },
    asked: { state: true },
  };

  declare devices: readonly DeviceChoice[];
  declare chosen: Chosen;
  declare withCamera: boolean;
  declare check: DeviceCheck | null;
  declare private playing: DeviceRole | null;
  /** What came of the last test sound. */
  declare private played: Partial<Record<DeviceRole, SoundReport>>;
  /** A choice that the phone has not confirmed yet. */
  declare private asked: Partial<Record<DeviceRole, string>>;

  constructor() {
    super();
    this.devices = [];
    this.chosen = { microphone: '', camera: '', speaker: '', ringer: '' };
    this.withCamera = false;
    this.check = this.playing = null;
    this.played = this.asked = {};
  }

  protected override copy(snapshot: PhoneSnapshot | undefined): void {
    if (!snapshot) return;
    this.devices = snapshot.devices;
    this.chosen = snapshot.chosenDevices;
    this.withCamera = snapshot.videoAllowed;
    this.check = snapshot.deviceCheck;
    this.copyProblem(snapshot.callProblem);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    // Done, or refused: either way the phone has answered.
    if (changed.has('chosen') || changed.has('problem')) this.asked = {};
  }

  #choose(role: DeviceRole, event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    this.asked = { ...this.asked, [role]: value };
    this.played = { ...this.played, [role]: undefined };
    this.request('linkus-device-request', { role, deviceId: value });
  }

  async #play(role: 'speaker' | 'ringer'): Promise<void> {
    this.playing = role;
    const report = await playTest(role, this.chosen[role]);
    this.played = { ...this.played, [role]: report };
    this.playing = null;
  }

  #check(): void {
    this.request('linkus-check-request', { reason: 'person' });
  }

  #select(role: DeviceRole): TemplateResult {
    const kind = role === 'ringer' ? 'speaker' : role;
    const devices = this.devices.filter((device) => device.kind === kind);
    const asked = this.asked[role];
    const value = asked ?? this.chosen[role];
    const isThere = value === '' || devices.some(({ id }) => id === value);
    return html`<label>
      <span class="small quiet">${roleText(role)}</span>
      <select
        part="device-select"
        .value=${live(value)}
        aria-busy=${asked !== undefined}
        @change=${(event: Event) => this.#choose(role, event)}
      >
        <option value="" ?selected=${value === ''}>${msg('Default device', { id: 'device.default' })}</option>
        ${devices.map(({ id, label }) => html`<option value=${id} ?selected=${id === value}>${label || id}</option>`)}
        ${
          isThere
            ? nothing
            : html`<option value=${value} selected>${msg('Not connected now', { id: 'device.absent' })}</option>`
        }
      </select>
    </label>`;
  }

  #output(role: 'speaker' | 'ringer'): TemplateResult {
    const report = this.played[role];
    return html`<div class="role">
      <div class="row">
        ${this.#select(role)}
        <button
          part="device-test"
          ?disabled=${this.playing !== null}
          aria-label=${`${msg('Test', { id: 'device.test' })}: ${roleText(role)}`}
          @click=${() => void this.#play(role)}
        >
          ${msg('Test', { id: 'device.test' })}
        </button>
      </div>
      <p class="small quiet" role="status">${report ? soundText(report) : nothing}</p>
    </div>`;
  }

  override render(): unknown {
    const { check } = this;
    const busy = check !== null && check.step !== 'done';
    const language = msg('en', { id: 'locale.code' });
    return html`<section
      class="base"
      lang=${language}
      dir=${direction()}
      aria-label=${msg('Devices', { id: 'device.title' })}
    >
      <div class="role">
        ${this.#select('microphone')}
        <linkus-level-meter .callId=${this.callId} .deviceId=${this.chosen.microphone}></linkus-level-meter>
      </div>
      ${this.#output('speaker')} ${this.#output('ringer')}
      ${this.withCamera ? html`<div class="role">${this.#select('camera')}</div>` : nothing}
      ${this.problem === null ? nothing : html`<p class="small problem" role="alert">${this.problemText()}</p>`}
      <button part="device-check" aria-disabled=${busy} @click=${() => busy || this.#check()}>
        ${msg('Check my headset', { id: 'device.check' })}
      </button>
      ${check ? checkList(check, language) : nothing}
    </section>`;
  }
}

define('linkus-device-menu', DeviceMenu);
