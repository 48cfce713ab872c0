/**
 * Log lines of this library. What the levels mean: `error` we gave up, `warn` something went wrong and we went on,
 * `info` one line for each step of a life cycle, `debug` the rest. Secrets, tokens and SDP never go into a line.
 *
 * Lines go to the console and to every sink that was added (`src/pbx/client-log.ts` sends them to the PBX).
 */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug' | 'silent';

/** One line. */
export interface LogRecord {
  readonly level: Exclude<LogLevel, 'silent'>;
  /** The part that speaks: `sip`, `media`, `pbx` … */
  readonly scope: string;
  readonly message: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

export type LogSink = (record: LogRecord) => void;

const order: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug'];

let threshold: LogLevel = 'warn';
const sinks = new Set<LogSink>();

/** Lines up to this level are printed. What goes to sinks is not changed by it. */
export function setLogLevel(level: LogLevel): void {
  threshold = level;
}

/** Hears every line, whatever the console shows. Returns how to take the sink away again. */
export function addLogSink(sink: LogSink): () => void {
  sinks.add(sink);
  return () => sinks.delete(sink);
}

/** `scope` names the part that speaks: `sip`, `media`, `pbx` … */
export function createLogger(scope: string) {
  const at =
    (level: LogRecord['level']) =>
    (message: string): void => {
      if (order.indexOf(level) <= order.indexOf(threshold)) console[level](`[linkus:${scope}] ${message}`);
      for (const sink of sinks) tell(sink, { level, scope, message, time: Date.now() });
    };
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}

/** A sink that throws must not break what was being logged. */
function tell(sink: LogSink, record: LogRecord): void {
  try {
    sink(record);
  } catch (error) {
    console.error('[linkus] a log sink failed:', error);
  }
}
