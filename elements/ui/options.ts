import { initOptionNames, type InitOptions } from '../../src/init-options.js';
import { createLogger } from '../../src/logger.js';
import { nearestName } from '../../src/nearest-name.js';
import type { ReactStyle } from './react-style.js';

const log = createLogger('ui');

/** How one of the components looks. */
export interface ComponentOption {
  style?: ReactStyle | undefined;
  /** Class names, as in `class="…"`. */
  class?: string | undefined;
}

export interface DialPanelOption extends ComponentOption {
  /** No button for video calls. */
  hideVideoBtn?: boolean | undefined;
}

/** Place and size of the call window at the start, in CSS pixels. */
export interface SessionSetting {
  width?: number | undefined;
  height?: number | undefined;
  /** Of the window when it is minimised. */
  miniWidth?: number | undefined;
  miniHeight?: number | undefined;
  /** From the left edge of the viewport. */
  x?: number | undefined;
  /** From the top edge of the viewport. */
  y?: number | undefined;
}

export interface SessionOption extends ComponentOption {
  sessionSetting?: SessionSetting | undefined;
}

export interface Intl {
  /** `en-US`, `zh-CN` … The manual writes `local`, the published package takes `locale`. */
  local?: string | undefined;
  locale?: string | undefined;
  /** Texts of one's own by the manual's keys; they stand in place of ours in every language. */
  messages?: Readonly<Record<string, string>> | undefined;
}

/** The options of `init(container, rtcOption)` beyond those of the core's `init`. */
export interface UiOptions {
  incomingOption?: ComponentOption | undefined;
  dialPanelOption?: DialPanelOption | undefined;
  sessionOption?: SessionOption | undefined;
  /** No window for incoming calls: the application shows its own. */
  hiddenIncomingComponent?: boolean | undefined;
  /** No dialpad. */
  hiddenDialPanelComponent?: boolean | undefined;
  intl?: Intl | undefined;
}

/** Manual, chapter "Linkus Web SDK UI". */
export type RtcOption = InitOptions & UiOptions;

const component = { style: 'object', class: 'string' } as const;

/** Each option of ours and what it must be; an object here is an object with these fields. */
const shape = {
  incomingOption: component,
  dialPanelOption: { ...component, hideVideoBtn: 'boolean' },
  sessionOption: {
    ...component,
    sessionSetting: {
      width: 'number',
      height: 'number',
      miniWidth: 'number',
      miniHeight: 'number',
      x: 'number',
      y: 'number',
    },
  },
  hiddenIncomingComponent: 'boolean',
  hiddenDialPanelComponent: 'boolean',
  intl: { local: 'string', locale: 'string', messages: 'object' },
} as const;

type Shape = { readonly [name: string]: string | Shape };

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/**
 * Takes apart what is for the core and what is for the elements. Nothing is thrown: an unknown name is told once, with the
 * name that was probably meant, and a wrong value is left out.
 */
export function checkRtcOption(given: unknown): { core: InitOptions; ui: UiOptions } {
  const core: Record<string, unknown> = {};
  const ui: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(isObject(given) ? given : {})) {
    if (initOptionNames.has(name)) core[name] = value;
    else ui[name] = value;
  }
  // The core looks at its own, also whether there are a username and a secret.
  return { core: core as unknown as InitOptions, ui: read('', ui, shape, initOptionNames) };
}

/** @param others names that are right as well, for the hint */
function read(path: string, given: Record<string, unknown>, wanted: Shape, others: Iterable<string> = []): object {
  const checked: Record<string, unknown> = {};
  const known = [...Object.keys(wanted), ...others];
  for (const [name, value] of Object.entries(given)) {
    const kind = wanted[name];
    const full = path + name.slice(0, 60);
    if (kind === undefined) warnUnknown(full, nearestName(name, known), known);
    else if (value === undefined || value === null) continue;
    else if (typeof kind !== 'string' && isObject(value)) checked[name] = read(`${full}.`, value, kind);
    else if (kind === (Number.isNaN(value) || Array.isArray(value) ? '' : typeof value)) checked[name] = value;
    else warnOnce(`init: "${full}" must be ${typeof kind === 'string' ? kind : 'object'}; it is ignored.`);
  }
  return checked;
}

function warnUnknown(full: string, nearest: string | null, known: readonly string[]): void {
  const hint = nearest === null ? `There are: ${known.join(', ')}.` : `Did you mean "${nearest}"?`;
  warnOnce(`init: there is no option "${full}". ${hint}`);
}

const warned = new Set<string>();

function warnOnce(message: string): void {
  if (warned.has(message)) return;
  warned.add(message);
  log.warn(message);
}
