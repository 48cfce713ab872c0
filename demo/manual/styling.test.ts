/** The panel hands on the parts inside, and `docs/styling.md` names every part, state and variable that the elements have, and none that they have not. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import * as parts from '../../elements/phone/parts.js';

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found).sort();

const sources = {
  'linkus-dialpad': 'dialpad/dialpad',
  'linkus-incoming': 'incoming/incoming',
  'linkus-session': 'session/session',
  'linkus-cdr-list': 'cdr-list/cdr-list',
};

describe('the panel of linkus-phone', () => {
  const handedOn: Record<keyof typeof sources, string> = {
    'linkus-dialpad': parts.dialpadParts,
    'linkus-incoming': parts.incomingParts,
    'linkus-session': parts.sessionParts,
    'linkus-cdr-list': parts.listParts,
  };
  for (const [tag, names] of Object.entries(handedOn)) {
    // `base` and `badge` name parts of the panel itself.
    it(`hands on every part of ${tag}`, async () => {
      const file = sources[tag as keyof typeof sources];
      const own = all(await read(`elements/${file}.ts`), /@csspart (\S+)/g);
      assert.deepEqual(
        all(names, /([\w-]+)(?::[\w-]+)?/g),
        own.filter((part) => part !== 'base' && part !== 'badge'),
      );
    });
  }
});

describe('docs/styling.md', () => {
  /** What stands between the heading of an element and the next one, in the chapter that begins with `## title`. */
  const section = async (chapter: string, tag: string) => {
    const text = (await read('docs/styling.md')).split(`\n## ${chapter}\n`)[1]?.split('\n## ')[0] ?? '';
    return text.split(`### \`<${tag}>\`\n`)[1]?.split('\n### ')[0] ?? '';
  };

  for (const [tag, file] of Object.entries(sources)) {
    it(`has the parts of ${tag}`, async () => {
      const wanted = all(await read(`elements/${file}.ts`), /@csspart (\S+)/g);
      assert.notEqual(wanted.length, 0);
      assert.deepEqual(all(await section('Parts', tag), /^\| `([\w-]+)`/gm), wanted);
    });
  }

  it('has the parts of linkus-phone, beside those that it hands on', async () => {
    const files = Object.values(sources).map((file) => read(`elements/${file}.ts`));
    const handedOn = (await Promise.all(files)).flatMap((text) => all(text, /@csspart (\S+)/g));
    const own = all(await section('Parts', 'linkus-phone'), /^\| `([\w-]+)`/gm);
    const wanted = all(await read('elements/phone/phone.ts'), /@csspart (\S+)/g);
    assert.deepEqual(
      wanted.filter((part) => !own.includes(part) && !handedOn.includes(part)),
      [],
    );
    assert.deepEqual(
      own.filter((part) => !wanted.includes(part)),
      [],
    );
  });

  for (const [tag, file] of Object.entries({ 'linkus-phone': 'phone/phone', ...sources })) {
    it(`has the states of ${tag}`, async () => {
      const wanted = all(await read(`elements/${file}.ts`), /@cssstate (\S+)/g);
      assert.deepEqual(all(await section('States', tag), /^\| `:state\(([\w-]+)\)`/gm), wanted);
    });

    it(`has the variables of ${tag}`, async () => {
      const text = await read('docs/styling.md');
      const wanted = all(await read(`elements/${file}.ts`), /@cssproperty \[(--[\w-]+)/g);
      assert.notEqual(wanted.length, 0);
      assert.deepEqual(
        wanted.filter((name) => !text.includes(`\`${name}\``)),
        [],
      );
    });
  }
});
