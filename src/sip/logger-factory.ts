import type { Core } from 'sip.js';

type Connector = (level: string, category: string, label: string | undefined, content: string) => void;

/**
 * Hands sip.js's warnings and errors to a connector, and nothing else. It takes the place of sip.js's own in the files for
 * a script tag (`.ci/slim/`): that one can also print, by levels and labels.
 */
export class LoggerFactory {
  connector: Connector | undefined;

  getLogger(category: string): Pick<Core.Logger, 'error' | 'warn' | 'log' | 'debug'> {
    const tell = (level: string) => (content: string) => this.connector?.(level, category, undefined, content);
    const ignore = () => undefined;
    return { error: tell('error'), warn: tell('warn'), log: ignore, debug: ignore };
  }
}
