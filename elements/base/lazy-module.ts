import type { ReactiveControllerHost } from 'lit';

/** How long (ms) a module that could not be loaded is not asked for again. */
const pause = 5000;

/**
 * A part of an element that is loaded when it is drawn for the first time. The function returns the module, or `undefined`
 * while it loads; `host` is drawn again then.
 */
export function lazyModule<Module>(load: () => Promise<Module>): (host: ReactiveControllerHost) => Module | undefined {
  let module: Module | undefined;
  let failedAt = -Infinity;
  let loading: Promise<void> | undefined;
  return (host) => {
    if (module || performance.now() - failedAt < pause) return module;
    loading ??= load().then(
      (loaded) => void (module = loaded),
      (error: unknown) => {
        failedAt = performance.now();
        loading = undefined;
        console.warn(error);
      },
    );
    void loading.then(() => host.requestUpdate());
    return undefined;
  };
}
