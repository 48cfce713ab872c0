/** Modules of sip.js that something smaller takes the place of: path in sip.js → source. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../src/sip/', import.meta.url));
const ours = (name, file) => `export { ${name} } from ${JSON.stringify(join(folder, file))};`;

export const replacements = new Map(
  Object.entries({
    'grammar/pegjs/dist/grammar.js': ours('parse', 'grammar/parse.ts'),
    'core/messages/md5.js': ours('Md5', 'md5.ts'),
    'core/log/logger-factory.js': ours('LoggerFactory', 'logger-factory.ts'),
    // Only the default options reach these two; src/sip/ brings its own.
    'platform/web/transport/transport.js': 'export const Transport = undefined;',
    'platform/web/session-description-handler/session-description-handler-factory-default.js':
      'export const defaultSessionDescriptionHandlerFactory = () => undefined;',
  }),
);
