import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { untranslated } from './check-translations.mjs';

const xliff = (units, language = 'de') =>
  `<file target-language="${language}"><body>${units
    .map(
      ([id, source, target]) =>
        `<trans-unit id="${id}">\n  <source>${source}</source>${target === undefined ? '' : `\n  <target>${target}</target>`}\n</trans-unit>`,
    )
    .join('\n')}</body></file>`;

describe('the translations', () => {
  it('are right when each text has one of its own', () => {
    const units = [
      ['a', 'Hold', 'Halten'],
      ['b', ' Try <x id="0"/>.', ' Noch <x id="0"/>.'],
      ['c', 'OK', 'OK'],
    ];
    assert.deepEqual(untranslated(xliff(units)), []);
  });

  it('are wrong when one is missing, empty, or English', () => {
    const units = [
      ['a', 'Hold', undefined],
      ['b', 'Mute', ' '],
      ['c', 'Call', 'Call'],
      ['d', 'More', 'Mehr'],
    ];
    assert.deepEqual(untranslated(xliff(units)), [
      'a has no translation',
      'b has no translation',
      'c is still English',
    ]);
    assert.deepEqual(untranslated(xliff([])), ['there are no texts']);
  });

  it('keep the space before a second sentence, in languages that have one', () => {
    const units = [['a', ' Try again.', 'Nochmal.']];
    assert.deepEqual(untranslated(xliff(units)), ['a begins with a space too many or too few']);
    assert.deepEqual(untranslated(xliff(units, 'ja')), []);
  });
});
