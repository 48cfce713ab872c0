import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

test('the PBX without its media and its server knows nothing of Node', async () => {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL('pbx.ts', import.meta.url))],
    bundle: true,
    write: false,
    // An import of a Node module fails here.
    platform: 'browser',
    format: 'esm',
    metafile: true,
    logLevel: 'silent',
  });
  const inputs = Object.keys(metafile.inputs);
  assert.ok(inputs.some((path) => path.endsWith('registrar.ts')));
  for (const path of inputs) assert.doesNotMatch(path, /werift|opusscript|node_modules\/ws\/|pbx\/media\.ts/);
});
