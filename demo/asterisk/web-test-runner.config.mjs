/**
 * `npm run test:asterisk`: the call tests of the core, in a browser as ever, but against a real Asterisk 22: those of
 * `src/phone`, which run against the development PBX too, and those of this folder, which ask what only Asterisk can tell.
 */
import { tsImport } from 'tsx/esm/api';
import { pbxPlugin } from '../../.ci/pbx-plugin.mjs';
import config from '../../web-test-runner.config.mjs';

const { startAsteriskPbx } = await tsImport('./asterisk-pbx.ts', import.meta.url);
/** One for all files, which therefore run one after the other. */
const asterisk = await startAsteriskPbx();

async function startPbx(options) {
  await asterisk.pbx.reset(options);
  return {
    url: asterisk.url,
    command: (name, args) => asterisk.pbx.command(name, args),
    close: () => asterisk.pbx.reset(),
  };
}

/** @type {import('@web/test-runner').TestRunnerConfig} */
export default {
  ...config,
  files: ['demo/asterisk/*.test.ts', 'src/phone/phone-operator.test.ts'],
  concurrency: 1,
  // Lost sockets take their time, and Asterisk its own.
  testsFinishTimeout: 600_000,
  plugins: [
    ...config.plugins.filter(({ name }) => name !== 'development-pbx'),
    pbxPlugin(startPbx),
    { name: 'asterisk', serverStop: () => asterisk.close() },
  ],
};
