/**
 * Log lines of this library. What the levels mean: `error` we gave up, `warn` something went wrong and we went on,
 * `info` one line for each step of a life cycle, `debug` the rest. Secrets, tokens and SDP never go into a line.
 */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug' | 'silent';

const order: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug'];

let threshold: LogLevel = 'warn';

/** Lines up to this level are printed. */
export function setLogLevel(level: LogLevel): void {
  threshold = level;
}

/** `scope` names the part that speaks: `sip`, `media`, `pbx` … */
export function createLogger(scope: string) {
  const at =
    (level: Exclude<LogLevel, 'silent'>) =>
    (message: string): void => {
      if (order.indexOf(level) <= order.indexOf(threshold)) console[level](`[linkus:${scope}] ${message}`);
    };
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}
