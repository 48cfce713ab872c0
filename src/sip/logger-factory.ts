import type { Core } from 'sip.js';

type Connector = (level: string, category: string, label: string | undefined, content: string) => void;

/**
 * Hands sip.js's warnings and errors to a connector, and nothing else. It replaces sip.js's module in every build
 * (`.ci/sip-js-modules.mjs`): that one also prints, by levels and labels.
 */
export class LoggerFactory {
  connector: Connector | undefined;

  getLogger(category: string): Pick<Core.Logger, 'error' | 'warn' | 'log' | 'debug'> {
    const tell = (level: string) => (content: string) => this.connector?.(level, category, undefined, content);
    const ignore = () => undefined;
    return { error: tell('error'), warn: tell('warn'), log: ignore, debug: ignore };
  }
}
