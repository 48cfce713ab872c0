import type { Logger } from 'sip.js/lib/core/log/logger.js';

type Connector = (level: string, category: string, label: string | undefined, content: string) => void;

/**
 * Hands sip.js's warnings and errors to a connector, and nothing else. sip.js's own can also print, by levels and labels.
 */
export class LoggerFactory {
  connector: Connector | undefined;

  getLogger(category: string): Pick<Logger, 'error' | 'warn' | 'log' | 'debug'> {
    const tell = (level: string) => (content: string) => this.connector?.(level, category, undefined, content);
    const ignore = () => undefined;
    return { error: tell('error'), warn: tell('warn'), log: ignore, debug: ignore };
  }
}
