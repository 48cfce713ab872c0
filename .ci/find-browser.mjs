/**
 * Finds the browser that the tests run in, or installs one. As a program it prints the path: `node .ci/find-browser.mjs`.
 * Order: the environment's CHROME_PATH, the usual commands and places, Playwright's own Chromium if it was downloaded
 * before; then an installation: Debian's package when we are root and have apt-get, else Playwright's download.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium as playwrightChromium } from 'playwright-core';

const commands = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
];

const macApplications = [
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Chromium.app/Contents/MacOS/Chromium',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

const windowsPrograms = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

/** Every path where a browser may be, best first. */
function candidates() {
  const { env, platform } = process;
  if (platform === 'darwin') {
    return ['/Applications', join(env.HOME ?? '', 'Applications')].flatMap((folder) =>
      macApplications.map((name) => join(folder, name)),
    );
  }
  if (platform === 'win32') {
    return [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']]
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => windowsPrograms.map((name) => join(folder, name)));
  }
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return commands.flatMap((name) => [...folders, '/usr/bin', '/snap/bin'].map((folder) => join(folder, name)));
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function playwrightBrowser() {
  try {
    const path = playwrightChromium.executablePath();
    return isProgram(path) ? path : undefined;
  } catch {
    // Playwright has no Chromium for this system.
    return undefined;
  }
}

/** Runs an installer; its output goes to stderr, because our stdout is the path alone. */
function runInstaller(command, args, env = {}) {
  console.error(`No browser found. Installing one: ${command} ${args.join(' ')}`);
  const { status, error } = spawnSync(command, args, {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env },
  });
  if (error) console.error(`${command} could not be started: ${error.message}`);
  return status === 0;
}

function installDebianChromium() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  if (!isProgram('/usr/bin/apt-get')) return false;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  return (
    runInstaller('apt-get', ['update'], env) &&
    runInstaller('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], env)
  );
}

function installPlaywrightChromium() {
  const cli = join(fileURLToPath(import.meta.resolve('playwright-core/package.json')), '..', 'cli.js');
  return runInstaller(process.execPath, [cli, 'install', 'chromium']);
}

/**
 * The path of a Chrome, Chromium or Edge that can be started.
 * @returns {Promise<string>}
 * @throws {Error} with what to do, when there is none and none could be installed.
 */
export async function findBrowser() {
  const wanted = process.env['CHROME_PATH'];
  if (wanted) {
    if (isProgram(wanted)) return wanted;
    throw new Error(
      `CHROME_PATH is ${wanted}, which is not a program. Set it to a Chrome, Chromium or Edge, or unset it.`,
    );
  }
  const find = () => candidates().find(isProgram) ?? playwrightBrowser();
  const found = find();
  if (found) return found;
  installDebianChromium();
  const installed = find() ?? (installPlaywrightChromium() ? playwrightBrowser() : undefined);
  if (installed) {
    console.error(`Installed ${installed}`);
    return installed;
  }
  throw new Error(
    'No Chrome, Chromium or Edge was found, and none could be installed (see above). ' +
      'Install one and set CHROME_PATH to its program, then try again.',
  );
}

/** One switch for all: of several `--disable-features` Chromium takes the last. */
const without = (...features) => `--disable-features=${features.join(',')}`;

/**
 * What asks the network at the start, and the lists of the address bar: two pages with a process of their own for each
 * window, which costs more processor time than the page that a test opens.
 */
const needless = [
  ...['NetworkTimeServiceQuerying', 'OptimizationHints', 'PreconnectToSearch'],
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'],
];

/** What an ordinary browser lacks that runs in a container and must leave the network alone. */
export const quietFlags = Object.freeze([
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  without(...needless),
  // Chromium's sandbox refuses to run as root, which is who runs in a container.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  // A container's /dev/shm is often too small for a browser.
  ...(process.platform === 'linux' ? ['--disable-dev-shm-usage'] : []),
]);

/** Command-line switches that every test browser gets. */
export const browserFlags = Object.freeze([
  // A microphone that beeps, granted without a question.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  // Calls to 127.0.0.1 even where the machine has no other network.
  '--allow-loopback-in-peer-connection',
  ...quietFlags,
  without('WebRtcHideLocalIpsWithMdns', ...needless),
]);

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(await findBrowser());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
