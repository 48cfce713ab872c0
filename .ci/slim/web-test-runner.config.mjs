/** The tests of `src/` on sip.js as it is in the files for a script tag. */
import config from '../../web-test-runner.config.mjs';
import { serveSlimSipJs } from '../slim-sip-js.mjs';

export default { ...config, plugins: [serveSlimSipJs(config.rootDir), ...config.plugins] };
