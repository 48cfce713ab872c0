/**
 * Are `locales/xliff` and `locales/generated` what the sources say? Extracts and builds them into a folder of its own and
 * compares, so that checking changes nothing. A text without a translation is a fault too: none, an empty one, or the English.
 * That placeholders are kept is what the build itself looks at.
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';

async function filesIn(folder) {
  const names = await readdir(folder).catch(() => []);
  return new Map(
    await Promise.all(names.sort().map(async (name) => [name, await readFile(join(folder, name), 'utf8')])),
  );
}

/** English words that are words of other languages, too. */
const international = ['ltr', 'OK', 'Video', 'Voicemail'];

/** What is wrong with the translations in one XLIFF file. */
export function untranslated(xliff) {
  const units = [
    ...xliff.matchAll(/<trans-unit id="([^"]+)">\s*<source>(.*?)<\/source>(?:\s*<target>(.*?)<\/target>)?/gs),
  ];
  const spaced = !/target-language="(ja|zh)/.test(xliff);
  const faults = units.map(([, id, source, target]) => {
    if (!target?.trim()) return `${id} has no translation`;
    if (target === source && !international.includes(source)) return `${id} is still English`;
    // A sentence that follows another begins with a space.
    return spaced && /^\s/.test(target) !== /^\s/.test(source) ? `${id} begins with a space too many or too few` : '';
  });
  return units.length === 0 ? ['there are no texts'] : faults.filter(Boolean);
}

/** Names of the files that differ, or that only one of the two folders has. */
async function differences(one, other) {
  const [left, right] = await Promise.all([filesIn(one), filesIn(other)]);
  return [...new Set([...left.keys(), ...right.keys()])].filter((name) => left.get(name) !== right.get(name));
}

function litLocalize(root, command, config) {
  const script = join(root, 'node_modules/@lit/localize-tools/bin/lit-localize.js');
  return new Promise((resolve) => {
    execFile(process.execPath, [script, command, '--config', config], { cwd: root }, (error, stdout, stderr) => {
      resolve({ failed: error !== null, output: `${stdout}${stderr}`.trim() });
    });
  });
}

export async function checkTranslations(root) {
  const locales = join(root, 'locales');
  const config = JSON.parse(await readFile(join(locales, 'lit-localize.json'), 'utf8'));
  const { xliffDir } = config.interchange;
  const { outputDir } = config.output;
  // Beside the real one: most paths in the configuration start from its folder, that of the codes from where it is run.
  const copy = await mkdtemp(join(root, '.locales-check-'));
  try {
    config.output.localeCodesModule &&= join(
      relative(root, copy),
      outputDir,
      basename(config.output.localeCodesModule),
    );
    await writeFile(join(copy, 'lit-localize.json'), JSON.stringify(config));
    await cp(join(locales, xliffDir), join(copy, xliffDir), { recursive: true });
    const problems = [];
    for (const command of ['extract', 'build']) {
      const { failed, output } = await litLocalize(root, command, join(copy, 'lit-localize.json'));
      if (failed || /missing|error/i.test(output)) problems.push(`lit-localize ${command}: ${output}`);
    }
    for (const [name, xliff] of await filesIn(join(locales, xliffDir))) {
      problems.push(...untranslated(xliff).map((fault) => `locales/${xliffDir}/${name}: ${fault}.`));
    }
    for (const name of await differences(join(locales, xliffDir), join(copy, xliffDir))) {
      problems.push(
        `locales/${xliffDir}/${name} is not up to date: run npm run locales:extract and translate what is new.`,
      );
    }
    for (const name of await differences(join(locales, outputDir), join(copy, outputDir))) {
      problems.push(`locales/${outputDir}/${name} is not up to date: run npm run locales:build.`);
    }
    return problems;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
