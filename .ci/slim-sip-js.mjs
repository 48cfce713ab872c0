/**
 * An esbuild plugin for the files of `dist/cdn`: leaves out what our user agent never reaches in sip.js, but a bundler
 * cannot know of. `docs/size.md` says what each part saves. The package for npm keeps sip.js as it is, outside.
 */
import { readFile } from 'node:fs/promises';
import { replaceNodes } from './edit-source.mjs';
import { constantOf, constants, variables, withoutUnread } from './slim/constants.mjs';
import { replacements } from './slim/replacements.mjs';
import { logLevels, shortened, unheardLog } from './slim/texts.mjs';
import { deprecatedOptions, followedRefer, unreachedMember, unreachedMembers, usedPhrases } from './slim/unreached.mjs';

const edits = [
  deprecatedOptions,
  unheardLog,
  logLevels,
  unreachedMember,
  constantOf,
  followedRefer,
  usedPhrases,
  shortened,
];

/** What another version of sip.js may have elsewhere, or not at all. */
const expected = [
  ...replacements.keys(),
  ...unreachedMembers,
  ...constants.keys(),
  ...variables.keys(),
  ...['authenticationFactory', 'deprecated options', 'followed REFER', 'log levels', 'REASON_PHRASE', 'sentences'],
];

/** Path in sip.js of a file's path or address; `undefined` when it isn't one of sip.js's modules. */
const nameOf = (path) => /[\\/]sip\.js[\\/]lib[\\/](.*\.js)$/.exec(path)?.[1].replaceAll('\\', '/');

/** A module of sip.js without what is not reached; `used` gets what was found on the way. */
function slim(path, source, used = () => undefined) {
  const name = nameOf(path);
  const replacement = replacements.get(name);
  if (replacement !== undefined) {
    used(name);
    return replacement;
  }
  const edit = (node) => {
    for (const each of edits) {
      const text = each(node, used);
      if (text !== undefined) return text;
    }
    return undefined;
  };
  const { text } = replaceNodes(path, source, edit);
  // A second time round, for objects with something else in them that is edited.
  return replaceNodes(path, text, (node) => withoutUnread(node, used)).text;
}

export const slimSipJs = () => ({
  name: 'slim-sip-js',
  setup({ onStart, onLoad, onEnd }) {
    /** Better no file than one that is fat, or from which the wrong things are missing. */
    const missing = new Set();
    onStart(() => {
      for (const what of expected) missing.add(what);
    });
    onLoad({ filter: /[\\/]sip\.js[\\/]lib[\\/].*\.js$/ }, async ({ path }) => ({
      contents: slim(path, await readFile(path, 'utf8'), (what) => missing.delete(what)),
    }));
    onEnd(() => ({
      errors: [...missing].map((what) => ({ text: `sip.js has no ${what} any more: correct .ci/slim/.` })),
    }));
  },
});

/** The same for Web Test Runner: the tests of `src/` then run on what is published. */
export const serveSlimSipJs = (root) => ({
  name: 'serve-slim-sip-js',
  transform: ({ path, body }) =>
    nameOf(path) && { body: slim(path, body).replaceAll(root.replace(/[\\/]$/, ''), ''), transformCache: true },
});
