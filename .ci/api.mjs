/**
 * The public API in writing: one report for each entry, in `docs/api/`. `npm run api` writes them; `npm run lint` compares them with
 * the declarations as they would be published now, so that a change of the API shows in the change's diff.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { packageJson, root } from './bundle.mjs';
import { declarationEntries, writeDeclarations } from './declarations.mjs';

/** Name of the report → entry. The entries of single elements export what `linkus-elements` does. */
const reports = { 'linkus-elements': '.', core: './core', ui: './ui', server: './server' };
const folder = join(root, 'docs/api');

function extract(types, name, reportFolder) {
  const extractorConfig = ExtractorConfig.prepare({
    packageJsonFullPath: join(root, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(types, declarationEntries[reports[name]]),
      compiler: {
        overrideTsconfig: {
          extends: join(root, 'tsconfig.json'),
          compilerOptions: { types: ['node'], noEmit: true },
          include: [types],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: name,
        reportFolder,
        reportTempFolder: join(reportFolder, 'temp'),
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
  const { errorCount } = Extractor.invoke(extractorConfig, {
    localBuild: true,
    messageCallback(message) {
      // What this version of the compiler and that of api-extractor are called is no news.
      if (message.logLevel !== ExtractorLogLevel.Error) message.handled = true;
    },
  });
  if (errorCount > 0) throw new Error(`api-extractor could not read the declarations of ${name} (see above).`);
}

/** Name of the report → its text, as the sources are now. */
export async function makeReports() {
  await mkdir(join(root, '.cache'), { recursive: true });
  const temporary = await mkdtemp(join(root, '.cache/api-'));
  try {
    const types = join(temporary, 'types');
    const out = join(temporary, 'reports');
    await mkdir(out);
    await writeDeclarations(types);
    const texts = {};
    for (const name of Object.keys(reports)) {
      extract(types, name, out);
      const text = await readFile(join(out, `${name}.api.md`), 'utf8');
      texts[name] = text.replaceAll(`"${packageJson.name}"`, `"${join(packageJson.name, reports[name])}"`);
    }
    return texts;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** For `npm run lint`: what is wrong, in words. */
export async function checkApi() {
  const problems = [];
  for (const [name, text] of Object.entries(await makeReports())) {
    const written = await readFile(join(folder, `${name}.api.md`), 'utf8').catch(() => '');
    if (written.replaceAll('\r\n', '\n') !== text)
      problems.push(
        `docs/api/${name}.api.md is not the public API as it is now. If the change is meant, run "npm run api", commit ` +
          'the report, and say in CHANGELOG.md what changed; if not, mark what is new @internal.',
      );
  }
  return problems;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(await makeReports())) await writeFile(join(folder, `${name}.api.md`), text);
  console.log(`docs/api/ has ${Object.keys(reports).length} reports.`);
}
