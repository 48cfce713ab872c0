/** `intl.messages`: the keys that the manual lists are those of our texts, and `docs/ui.md` says which are not. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { before, describe, it } from 'node:test';
import { ownTexts } from '../../elements/ui/own-texts.js';

/** Manual, chapter "Linkus Web SDK UI", `intl`; the last three are those of the published package. */
const keys = `
common.cancel common.confirm dial_panel.input.placeholder dial_panel.tip.connect_failed incoming.btn.hang_up
incoming.btn.audio session.calling session.ringing session.talking session.connecting session.hang_up session.new_call
session.record session.mute session.hold session.resume session.dialpad session.transfer session.attended_transfer
session.blind_transfer session.error.client_error session.tip.recording session.tip.pause error.code_200 error.code_202
error.code_205 error.code_206 error.code_207 error.code_208 error.code_209 error.code_210 error.code_211 error.code_290
error.code_291 incoming.btn.video session.video session.tip.can_no_use_video`
  .trim()
  .split(/\s+/);

/** Words for something that our components do not have. */
const without = ['common.cancel', 'common.confirm', 'session.error.client_error', 'session.tip.can_no_use_video'];

const root = new URL('../../', import.meta.url);

describe('the keys of intl.messages', () => {
  let ids: Set<string>;
  before(async () => {
    const files = await readdir(new URL('elements/', root), { recursive: true });
    const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
    const texts = await Promise.all(sources.map((file) => readFile(new URL(`elements/${file}`, root), 'utf8')));
    ids = new Set(texts.flatMap((text) => [...text.matchAll(/\bid: '([\w.-]+)'/g)].map(([, id = '']) => id)));
  });

  for (const key of keys.filter((name) => !without.includes(name))) {
    it(key, () => {
      const [id = ''] = Object.keys(ownTexts({ [key]: 'text' }));
      assert.ok(ids.has(id), `no element has a text ${id}`);
    });
  }

  it('those that are not are in docs/ui.md', async () => {
    const text = await readFile(new URL('docs/ui.md', root), 'utf8');
    for (const key of without) assert.ok(text.includes(`\`${key}\``), key);
  });

  it('docs/ui.md names every option of ours', async () => {
    const [options, text] = await Promise.all(
      ['elements/ui/options.ts', 'docs/ui.md'].map((path) => readFile(new URL(path, root), 'utf8')),
    );
    const names = [...(options ?? '').matchAll(/^ {2}(\w+)\?:/gm)].map(([, name = '']) => name);
    assert.ok(names.length > 15);
    assert.deepEqual(
      names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text ?? '')),
      [],
    );
  });

  it('an error in the application’s words has no second sentence of ours, unless it is its own, too', () => {
    assert.deepEqual(ownTexts({ 'error.code_205': 'Voll' }), { 'error.code_205': 'Voll', 'error.hint_205': '' });
    const both = { 'error.hint_205': 'Leg auf', 'error.code_205': 'Voll' };
    assert.deepEqual(ownTexts(both), both);
    assert.deepEqual(ownTexts({ 'session.hold': 5 }), {});
  });
});
