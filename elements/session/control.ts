import { html, nothing, type TemplateResult } from 'lit';
import { icon, strokes } from '../base/icons.js';

/*
 * From Lucide (https://lucide.dev, ISC licence, see THIRD-PARTY-NOTICES.md), as in ../base/icons.ts.
 */
const paths = {
  pause:
    'M15 3h3a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1h-3a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM6 3h3a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1z',
  play: 'M5 5a2 2 0 0 1 3.008-1.728l11.997 6.998a2 2 0 0 1 .003 3.458l-12 7A2 2 0 0 1 5 19z',
  forward: 'M3 12h17M14 5l7 7-7 7',
  record: 'M12 2a10 10 0 0 1 0 20 10 10 0 0 1 0-20M12 9a3 3 0 0 1 0 6 3 3 0 0 1 0-6',
  plus: 'M5 12h14M12 5v14',
  headset:
    'M3 14h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-7a9 9 0 0 1 18 0v7a2 2 0 0 1-2 2h-1a2 2 0 0 1-2-2v-3a2 2 0 0 1 2-2h3',
  above:
    'M21 9V6a2 2 0 0 0-2-2H4a2 2 0 0 0-2 2v10c0 1.1.9 2 2 2h4M14 13h6a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2h-6a2 2 0 0 1-2-2v-3a2 2 0 0 1 2-2',
};

/** A button of the row of controls. */
export interface Control {
  readonly part: string;
  readonly shape: keyof typeof paths | 'mic' | 'mic-off' | 'more' | 'keypad' | 'video';
  readonly label: string;
  /** The letter that presses it while the keyboard is in the element; not while it writes. */
  readonly key: string;
  /** For one that stays pressed. */
  readonly pressed?: boolean;
  /** For one that opens something. */
  readonly expanded?: boolean;
  readonly disabled?: boolean;
  /** It was pressed, and what it asked for has not happened yet. */
  readonly busy?: boolean;
  readonly press: () => void;
}

const isPath = (shape: Control['shape']): shape is keyof typeof paths => shape in paths;

export function controlButton(control: Control): TemplateResult {
  const { part, shape, label, key, pressed, expanded, disabled = false, busy = false } = control;
  return html`<button
    part=${part}
    class="round"
    tabindex="-1"
    title="${label} (${key.toUpperCase()})"
    aria-keyshortcuts=${key}
    aria-pressed=${pressed ?? nothing}
    aria-expanded=${expanded ?? nothing}
    aria-busy=${busy || nothing}
    ?disabled=${disabled}
    @click=${() => pressControl(control)}
  >
    ${isPath(shape) ? strokes(paths[shape], shape) : icon(shape)}<span>${label}</span>
  </button>`;
}

export function pressControl({ busy = false, disabled = false, press }: Control): void {
  if (!busy && !disabled) press();
}

/** The control that a key presses. On a keyboard of another script the key of the same place counts. */
export function controlOfKey(controls: readonly (Control | false)[], event: KeyboardEvent): Control | undefined {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return undefined;
  const letter = /^[a-z]$/i.test(event.key) ? event.key : event.code.replace(/^Key/, '');
  return controls.find((control) => control && control.key === letter.toLowerCase()) || undefined;
}
