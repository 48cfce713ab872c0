import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { randomToken } from '../pbx/random.js';
import type { Extension } from '../pbx/extensions.js';
import { configuration } from './configuration.js';
import { Manager } from './manager.js';
import { asteriskFolder } from './setup.js';

/** It takes two seconds; a slow machine more. */
const startTime = 60_000;

export interface Asterisk {
  /** Its SIP over WebSocket (RFC 7118). */
  readonly webSocketUrl: string;
  readonly manager: Manager;
  /** Everything that it wrote to its log. */
  readonly logFile: string;
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A second of a tone, as 16 bit samples at 8 kHz: the music on hold. */
function tone(): Buffer {
  const samples = Int16Array.from({ length: 8000 }, (_, at) => 8000 * Math.sin((2 * Math.PI * 600 * at) / 8000));
  return Buffer.from(samples.buffer);
}

/** Waits until the manager interface takes our login and everything is loaded. */
async function connect(port: number, secret: string, child: ChildProcess, exited: Promise<string>): Promise<Manager> {
  const deadline = Date.now() + startTime;
  while (Date.now() < deadline && child.exitCode === null) {
    const manager = await Manager.connect(port, secret).catch(() => undefined);
    if (manager) {
      await manager.command('core waitfullybooted');
      return manager;
    }
    // There is no event for it: nobody listens on the port yet.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  throw new Error(`Asterisk did not start: ${await exited}`);
}

/** Starts an Asterisk with these extensions, on free ports of the loopback address. */
export async function startAsterisk(extensions: readonly Extension[]): Promise<Asterisk> {
  const root = asteriskFolder();
  const [httpPort, managerPort] = [await freePort(), await freePort()];
  const managerSecret = randomToken();
  const runFolder = `/run/linkus-${httpPort}`;
  const outside = join(root, runFolder);
  mkdirSync(join(outside, 'etc'), { recursive: true });
  mkdirSync(join(outside, 'moh'));
  mkdirSync(join(outside, 'spool'));
  writeFileSync(join(outside, 'moh/tone.sln'), tone());
  const addresses = Object.values(networkInterfaces()).flatMap((entries) =>
    (entries ?? []).filter(({ family }) => family === 'IPv4').map(({ address }) => address),
  );
  const files = configuration({ extensions, runFolder, httpPort, managerPort, managerSecret, addresses });
  for (const [name, text] of files) writeFileSync(join(outside, 'etc', name), text);

  const child = spawn('chroot', [root, 'asterisk', '-f', '-C', `${runFolder}/etc/asterisk.conf`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-4000)));
  }
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', () => resolve(output));
  });
  // Whatever ends us, it ends too.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const manager = await connect(managerPort, managerSecret, child, exited);
  return {
    webSocketUrl: `ws://127.0.0.1:${httpPort}/ws`,
    manager,
    logFile: join(outside, 'full'),
    close: async () => {
      process.off('exit', kill);
      manager.close();
      child.kill('SIGTERM');
      await exited;
      rmSync(outside, { recursive: true, force: true });
    },
  };
}
