import {
  html,
  nothing,
  type PropertyValues,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { controlButton, controlOfKey, pressControl, type Control } from './control.js';
import { keepOneTabStop, roveControls } from './control-row.js';
import { furtherControls, mainControls, type AskPhone, type ControlActions } from './controls.js';
import type { SessionCall } from './session-call.js';
import { openerOf, type SessionPanel } from './session-panel.js';

/** What the controls are drawn for: a `<linkus-session>`. */
export interface ControlBarHost extends SessionCall {
  readonly layout: string;
  popOut(): Promise<void>;
}

/** How long (ms) a button waits for what it asked the PBX for, before it can be pressed again. */
const patience = 5000;

/** After a change of these, what was asked for has happened or was refused. */
const settling = ['callId', 'recording', 'camera', 'warning', 'problem'] as const;

/** The controls of a call: what they have opened, what they wait for, and the keyboard in them. */
export class ControlBar implements ReactiveController {
  /** What is open. */
  panel: SessionPanel | null = null;
  /** The controls that are seen only where there is room are asked for. */
  showsMore = false;
  /** The part of a button whose wish the snapshot has no pending flag for. */
  #asked: string | null = null;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #isChanged = false;
  #focusPanel = false;
  #hadFocus = false;

  constructor(
    private readonly host: ControlBarHost,
    private readonly ask: AskPhone,
  ) {
    host.addController(this);
  }

  /** Opens a panel, or closes it. */
  toggle(panel: SessionPanel | null): void {
    this.panel = this.panel === panel ? null : panel;
    this.#focusPanel = this.panel !== null;
    this.#redraw();
  }

  /** The call has changed: closes what it has no use for any more. Call it before drawing. */
  follow(changed: PropertyValues<SessionCall>): void {
    const { callStatus, transferring } = this.host;
    const isOther = changed.has('callId');
    if (settling.some((name) => changed.has(name))) this.#asked = null;
    if (isOther || callStatus === 'ended') this.showsMore = false;
    const canOpen = this.panel === 'devices' ? callStatus !== 'ended' : callStatus === 'talking';
    if (isOther || !canOpen || transferring) this.panel = null;
    // Not so when a second has passed: to look for the tab stop lays the page out.
    this.#isChanged ||= changed.size > 0;
  }

  hostUpdate(): void {
    this.#hadFocus = Boolean(this.host.shadowRoot?.activeElement);
  }

  hostUpdated(): void {
    const { shadowRoot } = this.host;
    const row = shadowRoot?.querySelector<HTMLElement>('.actions');
    if (row && this.#isChanged) keepOneTabStop(row);
    this.#isChanged = false;
    // The button that was pressed went away: the keyboard goes on in the row.
    if (this.#hadFocus && !shadowRoot?.activeElement) row?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    this.#moveFocusToPanel();
  }

  hostDisconnected(): void {
    clearTimeout(this.#patience);
  }

  /** Letters press the controls; Escape closes what is open. */
  readonly onKeydown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || this.host.callStatus === 'ended') return;
    if (event.repeat && event.key === 'Enter' && (event.target as Element).matches('button')) {
      // One press is one wish: the button may be another call's by now.
    } else if (event.key === 'Escape' && this.panel) {
      this.#close(this.panel);
    } else if (event.key === 'Escape' && this.showsMore) {
      this.host.shadowRoot?.querySelector<HTMLElement>('.actions [part=more]')?.focus();
      this.#actions.toggleMore();
    } else {
      if ((event.composedPath()[0] as Element).matches('input:read-write, select')) return;
      const control = controlOfKey([...this.#main, ...this.#further], event);
      if (!control) return;
      pressControl(control);
    }
    event.preventDefault();
  };

  render(): TemplateResult {
    return html`<div
      part="actions"
      class="actions"
      ?hidden=${this.host.callStatus === 'ended'}
      @keydown=${roveControls}
      @focusin=${roveControls}
    >
      <div class="further">${this.#further.map((control) => (control ? controlButton(control) : nothing))}</div>
      ${this.#main.map(controlButton)}
    </div>`;
  }

  readonly #actions: ControlActions = {
    ask: (...asked) => this.ask(...asked),
    askAndWait: (part, ...asked) => {
      this.#wait(part);
      clearTimeout(this.#patience);
      this.#patience = setTimeout(() => this.#wait(null), patience);
      this.ask(...asked);
    },
    toggle: (panel) => this.toggle(panel),
    toggleMore: () => {
      this.showsMore = !this.showsMore;
      this.#redraw();
    },
    popOut: () => void this.host.popOut(),
  };

  get #view() {
    const { layout, ownerDocument } = this.host;
    const canPopOut = layout !== 'window' && ownerDocument === document;
    return { panel: this.panel, more: this.showsMore, asked: this.#asked, canPopOut };
  }

  get #main(): readonly Control[] {
    return mainControls(this.host, this.#view, this.#actions);
  }

  get #further(): readonly (Control | false)[] {
    return furtherControls(this.host, this.#view, this.#actions);
  }

  #wait(part: string | null) {
    this.#asked = part;
    this.#redraw();
  }

  #close(panel: SessionPanel) {
    this.host.shadowRoot?.querySelector<HTMLElement>(`.actions [part=${openerOf[panel]}]`)?.focus();
    this.panel = null;
    this.#redraw();
  }

  #moveFocusToPanel() {
    if (!this.#focusPanel) return;
    const content = '.panel :is(input, linkus-dialpad, linkus-device-menu)';
    const first = this.host.shadowRoot?.querySelector<HTMLElement & Partial<ReactiveControllerHost>>(content);
    if (!first) return;
    this.#focusPanel = false;
    // An element that was made just now has nothing yet that could take the keyboard.
    void (first.updateComplete ?? Promise.resolve()).then(() => first.focus());
  }

  #redraw() {
    this.#isChanged = true;
    this.host.requestUpdate();
  }
}
