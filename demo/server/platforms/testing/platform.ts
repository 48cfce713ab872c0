/** Starts the servers of this folder, each as a process of its own. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { bundleForServers, root } from '../../../../.ci/bundle.mjs';
import type { DevelopmentPbx } from '../../../pbx/index.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
const modules = join(folder, 'node_modules');

export interface Platform {
  name: string;
  command: () => readonly [program: string, ...args: string[]];
  /** The variable that names a file with certificates to trust besides the known ones; undefined: it can't be told. */
  certificateVariable?: string;
  /** What is answered when a certificate is not trusted. Default: that. */
  untrusted?: [status: number, error: string];
}

const inNode = (file: string): Platform => ({
  name: file,
  command: () => [process.execPath, file],
  certificateVariable: 'NODE_EXTRA_CA_CERTS',
});

/**
 * A program that npm installed in a package for this kind of machine. The packages' own launchers are scripts that stand
 * between it and a signal.
 */
function binary(scope: string, path: string): string {
  const packages = join(modules, scope);
  const candidates = readdirSync(packages).flatMap((name) =>
    [path, `${path}.exe`].map((file) => join(packages, name, file)),
  );
  const program = candidates.find((candidate) => existsSync(candidate));
  if (!program) throw new Error(`npm brought no ${path} for this machine.`);
  return program;
}

export const platforms: readonly Platform[] = [
  inNode('node.js'),
  inNode('express.js'),
  inNode('fastify.js'),
  {
    name: 'deno.js',
    command: () => [binary('@deno', 'deno'), 'run', '--allow-net', '--allow-env', 'deno.js'],
    certificateVariable: 'DENO_CERT',
  },
  { name: 'bun.js', command: () => [binary('@oven', 'bin/bun'), 'bun.js'], certificateVariable: 'NODE_EXTRA_CA_CERTS' },
  {
    name: 'worker.js',
    // Its control messages say which port it took.
    command: () => [binary('@cloudflare', 'bin/workerd'), 'serve', 'worker.capnp', '--control-fd=1'],
    // It tells a worker nothing but "internal error". Cloudflare itself says 526, which is understood.
    untrusted: [503, 'pbx-unreachable'],
  },
];

/** Installs the runtimes and frameworks, once, and puts the package there as npm would. */
export async function install(): Promise<void> {
  const lock = readFileSync(join(folder, 'package-lock.json'), 'utf8');
  const stamp = join(modules, '.installed-lock.json');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const { status } = spawnSync(npm, ['ci', '--no-progress'], { cwd: folder, stdio: ['ignore', 2, 2] });
    if (status !== 0) throw new Error('npm could not install the runtimes and frameworks of demo/server/platforms.');
    writeFileSync(stamp, lock);
  }
  const files = (await bundleForServers({ write: false })).flatMap(({ outputFiles }) => outputFiles);
  const published = join(modules, 'linkus-elements');
  mkdirSync(join(published, 'dist'), { recursive: true });
  copyFileSync(join(root, 'package.json'), join(published, 'package.json'));
  const server = files.find(({ path }) => path.endsWith('server.js'));
  writeFileSync(join(published, 'dist/server.js'), server!.contents);
}

export interface RunningServer {
  port: number;
  url: string;
  /** All that it has printed. */
  output(): string;
  stop(): Promise<void>;
}

/** Resolves when it listens. @throws Error with what it printed when it ends before */
export async function startServer(
  { command }: Platform,
  pbx: Pick<DevelopmentPbx, 'url' | 'openApi'>,
  variables: Record<string, string> = {},
): Promise<RunningServer> {
  const [program, ...args] = command();
  const { accessId, accessKey } = pbx.openApi;
  const child = spawn(program, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      LINKUS_PBX_URL: pbx.url,
      LINKUS_ACCESS_ID: accessId,
      LINKUS_ACCESS_KEY: accessKey,
      ...variables,
    },
  });
  const ended = once(child, 'close');
  let output = '';
  const port = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        output += `${line}\n`;
        const [, said] = /^listening on (\d+)$|"event":"listen".*"port":(\d+)/.exec(line)?.filter(Boolean) ?? [];
        if (said !== undefined) resolve(Number(said));
      });
    }
    void ended.then(() => reject(new Error(`${program} ended before it listened:\n${output}`)));
  });
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    output: () => output,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}
