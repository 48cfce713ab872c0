import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { msg } from './localize.js';

/** How long (ms) a module that could not be loaded is not asked for again by itself. */
const pause = 5000;

/** Who draws it: an element. */
type Host = ReactiveControllerHost & { readonly isConnected: boolean };

/** A part of an element that is loaded when it is drawn for the first time, or ahead of that by {@link loadAhead}. */
export interface LazyModule<Module> {
  /** The module; `undefined` while it loads and when it could not be loaded. `host` is drawn again when that changes. */
  (host: Host): Module | undefined;
  load(): Promise<Module>;
  /** The last time it could not be loaded. While it is drawn, it is tried again every few seconds. */
  readonly failed: boolean;
  /** Tries again at once. */
  retry(): void;
}

const all: LazyModule<unknown>[] = [];

export function lazyModule<Module>(load: () => Promise<Module>): LazyModule<Module> {
  let module: Module | undefined;
  let loading: Promise<Module> | undefined;
  let waiting = 0;
  const hosts = new Set<Host>();
  const redraw = () => {
    clearTimeout(waiting);
    waiting = 0;
    for (const host of hosts) if (host.isConnected) host.requestUpdate();
    hosts.clear();
  };
  /** A browser asks for the file again with each `import()`, but the promise of one that failed stays so. */
  const start = () =>
    (loading ??= load().then(
      (loaded) => {
        module = loaded;
        redraw();
        return loaded;
      },
      (error: unknown) => {
        loading = undefined;
        if (!made.failed) console.warn(error);
        made.failed = true;
        if (hosts.size > 0) {
          redraw();
          waiting = window.setTimeout(redraw, pause);
        }
        throw error;
      },
    ));
  const draw = (host: Host) => {
    if (module) return module;
    hosts.add(host);
    if (!waiting) start().catch(() => undefined);
    return undefined;
  };
  const made = Object.assign(draw, { load: start, retry: redraw, failed: false });
  all.push(made);
  return made;
}

/** In place of a part that could not be loaded; nothing while it loads. Call it while rendering only. */
export function notLoaded({ failed, retry }: LazyModule<unknown>): TemplateResult | typeof nothing {
  return failed
    ? html`<div part="problem" class="problem small" role="alert">
        ${msg('This part could not be loaded.', { id: 'common.not_loaded' })}
        <button part="retry" class="retry" @click=${retry}>${msg('Try again', { id: 'cdr.btn.retry' })}</button>
      </div>`
    : nothing;
}

async function loadAll() {
  // What is loaded may bring further parts.
  for (const lazy of all) await lazy.load().catch(() => undefined);
}

/**
 * Loads, while the page has nothing to do, what a call will need. A phone does it once it is signed in: it may stand for
 * hours, and the web server may have other files then, or be out of reach.
 */
export function loadAhead(): void {
  const run = () => void loadAll();
  // Safari has no such callback.
  if ('requestIdleCallback' in window) requestIdleCallback(run);
  else setTimeout(run, 1000);
}
