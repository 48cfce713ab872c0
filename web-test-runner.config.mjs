import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import { browserFlags, findBrowser } from './.ci/find-browser.mjs';
import { pbxPlugin } from './.ci/pbx-plugin.mjs';
import { sipJsModulesForTests } from './.ci/sip-js-modules.mjs';
import { summaryReporter } from './.ci/wtr-reporter.mjs';

/** axe-core is a classic script that sets `window.axe`; tests write `import axe from 'axe-core'`. */
const axeAsModule = {
  name: 'axe-as-module',
  transform({ path, body }) {
    return path.endsWith('/node_modules/axe-core/axe.js') ? `${body}\nexport default window.axe;` : undefined;
  },
};

/** @type {import('@web/test-runner').TestRunnerConfig} */
export default {
  rootDir: fileURLToPath(new URL('.', import.meta.url)),
  files: ['src/**/*.test.ts', 'elements/**/*.test.ts', 'locales/**/*.test.ts'],
  // `localhost` is a secure context, which the microphone needs.
  hostname: 'localhost',
  nodeResolve: true,
  plugins: [
    esbuildPlugin({
      ts: true,
      // The plugin doesn't read tsconfig.json by itself, and the decorators of the elements need two settings of it.
      tsconfig: fileURLToPath(new URL('tsconfig.json', import.meta.url)),
      target: 'es2022',
    }),
    pbxPlugin(),
    axeAsModule,
    sipJsModulesForTests(),
  ],
  browsers: [
    chromeLauncher({
      launchOptions: { executablePath: await findBrowser(), args: [...browserFlags] },
      // Two files run at the same time: storage, locks and channels of one are not the other's, and each page is told that
      // it has the focus, without which no focus events happen.
      createPage: async ({ browser }) => {
        const context = await browser.createBrowserContext();
        const page = await context.newPage();
        await page.emulateFocusedPage(true);
        return page;
      },
    }),
  ],
  // A page is used again for the next file: what the last one stored is not.
  testRunnerHtml: (testFramework) => `<!doctype html>
<html lang="en">
  <head>
    <title>Test</title>
    <script>
      localStorage.clear();
      sessionStorage.clear();
    </script>
  </head>
  <body>
    <script type="module" src="${testFramework}"></script>
  </body>
</html>`,
  concurrency: Math.min(2, cpus().length),
  // The limits end what hangs; they are long enough for a machine on which much else runs.
  testFramework: { config: { ui: 'bdd', timeout: '40000', forbidOnly: true } },
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 300_000,
  coverage: false,
  filterBrowserLogs: ({ args }) => !args.some((arg) => typeof arg === 'string' && arg.includes('Lit is in dev mode')),
  reporters: [summaryReporter({ countsFile: process.env['TEST_COUNTS_FILE'] })],
};
