/** Writes the sixteen sounds of `src/sounds` as files: `node .ci/sounds.mjs [folder]`, `dist/sounds` when none is given. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { tsImport } from 'tsx/esm/api';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Resolves with the size of all files together, in bytes. */
export async function writeSounds(folder = join(root, 'dist/sounds')) {
  const { default: sounds, soundFile } = await tsImport('../src/sounds/sounds.ts', import.meta.url);
  await mkdir(folder, { recursive: true });
  const sizes = Object.keys(sounds).map(async (name) => {
    const file = soundFile(name);
    await writeFile(join(folder, `${name}.wav`), file);
    return file.length;
  });
  return (await Promise.all(sizes)).reduce((total, size) => total + size, 0);
}

if (process.argv[1] && pathToFileURL(process.argv[1]).href === import.meta.url) {
  const folder = process.argv[2];
  const size = await writeSounds(folder === undefined ? undefined : resolve(folder));
  console.log(`16 sounds, ${size.toLocaleString('en')} bytes`);
}
