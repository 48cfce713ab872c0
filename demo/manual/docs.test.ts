/** `docs/core.md` and its translation name everything that the core has: events, options, reasons and results. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import * as results from '../../src/result.js';
import { phoneEvents } from '../../src/phone/phone-events.js';
import { sessionEvents } from '../../src/phone/session-events.js';

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

/** What a source file declares between `start` and the next line that closes it. */
async function declared(path: string, start: string, name: RegExp): Promise<string[]> {
  const text = await read(path);
  const begin = text.indexOf(start);
  assert.notEqual(begin, -1, `${path} has ${start}`);
  const [block = ''] = /^[^]*?^(?:}|.*;$)/m.exec(text.slice(begin)) ?? [];
  return [...block.matchAll(name)].map(([, found = '']) => found);
}

const union = /\| '([a-z-]+)'/g;

const tables = [results.COMMON_ERROR, results.PBX_ERROR, results.PHONE_ERROR];
const names: Readonly<Record<string, Promise<string[]> | string[]>> = {
  'events of the phone': [...phoneEvents],
  'events of a session': [...sessionEvents],
  'options of init': declared('src/init-options.ts', 'const known', /^ {4}(\w+): true/gm),
  'reasons of an end': declared('src/phone/end-reason.ts', 'export type EndReason', union),
  'reasons of a refused sign-in': declared('src/pbx/failure.ts', 'export type SignInReason', union),
  'reasons of runtimeError': declared('src/pbx/failure.ts', 'export type RuntimeReason', union),
  results: tables.flatMap((table) => Object.keys(table)),
};

for (const path of ['docs/core.md', 'docs/core.zh-CN.md']) {
  describe(path, () => {
    for (const [what, list] of Object.entries(names)) {
      it(`names all ${what}`, async () => {
        const [text, wanted] = [await read(path), await list];
        assert.notEqual(wanted.length, 0);
        assert.deepEqual(
          wanted.filter((name) => !text.includes(`\`${name}\``)),
          [],
        );
      });
    }
    it('gives the codes that the results have', async () => {
      const text = await read(path);
      for (const table of tables) {
        for (const { code, msg } of Object.values<results.Result>(table)) {
          assert.match(text, new RegExp(`−${-code} \\| \`${msg}\``));
        }
      }
    });
  });
}
