/**
 * Makes a real Asterisk from Debian's packages, in a folder that git ignores: about a minute and 500 MB, once.
 * As a program: `node --import tsx demo/asterisk/setup.ts`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Debian stable has no Asterisk any more; unstable has version 22. */
const suite = 'sid';

const cache = fileURLToPath(new URL('../../.cache', import.meta.url));
const folder = join(cache, 'asterisk');

/** Runs a program, its output to stderr: stdout belongs to whoever called us. */
function run(command: string, args: readonly string[]): boolean {
  const { status } = spawnSync(command, args, {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
}

const isThere = (command: string): boolean => spawnSync(command, ['--version']).error === undefined;

/** The mirror that this machine's apt uses. */
function mirror(): string {
  const { stdout } = spawnSync('apt-get', ['indextargets', '--format', '$(REPO_URI)'], { encoding: 'utf8' });
  const addresses = stdout.split('\n').filter((line) => /\/debian\/?$/.test(line));
  if (!addresses[0]) throw new Error('apt knows no Debian mirror: add one to its sources.');
  return addresses[0];
}

function checkMachine(): void {
  if (process.platform !== 'linux' || !isThere('apt-get')) {
    throw new Error('Asterisk is built from Debian packages: this needs a Linux with apt-get (Debian, Ubuntu).');
  }
  if (process.getuid?.() !== 0) throw new Error('debootstrap and chroot need root: run this as root, or with sudo.');
  if (isThere('debootstrap')) return;
  const installed = run('apt-get', ['update']) && run('apt-get', ['install', '-y', 'debootstrap']);
  if (!installed) throw new Error('debootstrap is missing and could not be installed (see above).');
}

/**
 * The folder of a Debian with Asterisk in it; makes it when it is not there.
 * @throws Error with what to do, when this machine can't have one
 */
export function asteriskFolder(): string {
  if (existsSync(join(folder, 'usr/sbin/asterisk'))) return folder;
  checkMachine();
  console.error(`Making an Asterisk in ${folder}: about a minute and 500 MB, once.`);
  mkdirSync(cache, { recursive: true });
  // Made under another name, so that one which was broken off is never taken for a finished one.
  const unfinished = `${folder}-unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const made = run('debootstrap', ['--variant=minbase', '--include=asterisk', suite, unfinished, mirror()]);
  if (!made) throw new Error(`debootstrap failed (see above, and ${unfinished}/debootstrap/debootstrap.log).`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
  return folder;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(asteriskFolder());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
