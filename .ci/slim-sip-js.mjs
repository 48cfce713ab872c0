/**
 * An esbuild plugin for the files of `dist/cdn`: leaves out what our user agent never reaches in sip.js, but a bundler
 * cannot know of. `docs/size.md` says what each part saves. The package for npm keeps sip.js as it is, outside.
 */
import { readFile } from 'node:fs/promises';
import ts from 'typescript';
import { replaceNodes } from './edit-source.mjs';

/** Path in sip.js → what stands for it. Modules that only the default options or methods that we never call reach. */
const replacements = new Map(
  Object.entries({
    // src/sip/ brings its own of these two.
    'platform/web/transport/transport.js': 'export const Transport = undefined;',
    'platform/web/session-description-handler/session-description-handler-factory-default.js':
      'export const defaultSessionDescriptionHandlerFactory = () => undefined;',
    'core/user-agents/subscribe-user-agent-client.js': 'export const SubscribeUserAgentClient = undefined;',
    'core/user-agents/publish-user-agent-client.js': 'export const PublishUserAgentClient = undefined;',
    'core/user-agents/message-user-agent-client.js': 'export const MessageUserAgentClient = undefined;',
  }),
);

/** Our log connector takes warnings and errors only; the sentences of the other levels need not be there. */
function unheardLog(node) {
  if (!ts.isExpressionStatement(node) || !ts.isCallExpression(node.expression)) return undefined;
  const callee = node.expression.expression;
  if (!ts.isPropertyAccessExpression(callee) || !['log', 'debug'].includes(callee.name.text)) return undefined;
  return /\blogger$/.test(callee.expression.getText()) ? ';' : undefined;
}

/** What the parser would say to have expected. sip.js throws that sentence away: a header parses or it does not. */
function unheardExpectation(node) {
  if (!ts.isCallExpression(node)) return undefined;
  return /^peg\$(?:literal|class|any|end|other)Expectation$/.test(node.expression.getText()) ? '0' : undefined;
}

const grammar = 'grammar/pegjs/dist/grammar.js';

export const slimSipJs = () => ({
  name: 'slim-sip-js',
  setup({ onStart, onLoad, onEnd }) {
    /** What is still to be found. Another version of sip.js may have it elsewhere: better no file than a fat one. */
    const missing = new Set();
    onStart(() => {
      for (const path of [...replacements.keys(), grammar]) missing.add(path);
    });

    onLoad({ filter: /[\\/]sip\.js[\\/]lib[\\/].*\.js$/ }, async ({ path }) => {
      const name = path.replaceAll('\\', '/').replace(/^.*\/sip\.js\/lib\//, '');
      const replacement = replacements.get(name);
      if (replacement !== undefined) {
        missing.delete(name);
        return { contents: replacement };
      }
      const source = await readFile(path, 'utf8');
      if (name === grammar) {
        const { text, count } = replaceNodes(path, source, unheardExpectation);
        if (count > 0) missing.delete(name);
        return { contents: text };
      }
      if (!/logger\.(?:log|debug)\(/.test(source)) return undefined;
      return { contents: replaceNodes(path, source, unheardLog).text };
    });

    onEnd(() => ({
      errors: [...missing].map((path) => ({ text: `sip.js has no ${path} any more: correct .ci/slim-sip-js.mjs.` })),
    }));
  },
});
