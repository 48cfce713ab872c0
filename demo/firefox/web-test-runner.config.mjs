/** `npm run test:firefox`: the core's call tests in Firefox ESR (`FIREFOX_PATH`, else /usr/bin/firefox-esr). */
import { chromeLauncher } from '@web/test-runner-chrome';
import { pbxPlugin, startDevelopmentPbx } from '../../.ci/pbx-plugin.mjs';
import config from '../../web-test-runner.config.mjs';

/** @type {import('@web/test-runner').TestRunnerConfig} */
export default {
  ...config,
  files: ['phone-operator', 'hold', 'transfer', 'replaces', 'reconnection', 'wire-*'].map(
    (name) => `src/phone/${name}.test.ts`,
  ),
  concurrency: 1,
  plugins: [
    ...config.plugins.filter(({ name }) => name !== 'development-pbx'),
    // Firefox has no candidate on loopback.
    pbxPlugin((options) => startDevelopmentPbx(options)),
  ],
  browsers: [
    chromeLauncher({
      launchOptions: {
        browser: 'firefox',
        executablePath: process.env['FIREFOX_PATH'] ?? '/usr/bin/firefox-esr',
        extraPrefsFirefox: {
          'media.navigator.streams.fake': true,
          'media.navigator.permission.disabled': true,
          // Without a permission that was asked for it would hide its addresses.
          'media.peerconnection.ice.obfuscate_host_addresses': false,
          'media.autoplay.default': 0,
          'media.autoplay.blocking_policy': 0,
        },
      },
    }),
  ],
};
