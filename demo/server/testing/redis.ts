import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PROGRAM = 'redis-server';

/** Starts a Redis of its own on a free port of this machine; it keeps nothing on disk. */
export async function startRedis(): Promise<{ url: string; stop: () => Promise<void> }> {
  haveRedis();
  const port = await freePort();
  const child = spawn(
    PROGRAM,
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--daemonize', 'no'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      if (line.includes('Ready to accept connections')) resolve();
    });
    void ended.then(() => reject(new Error('redis-server ended at once.')));
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

/** Installs Debian's package when it is missing and that is allowed. */
function haveRedis(): void {
  const isThere = (): boolean => spawnSync(PROGRAM, ['--version']).status === 0;
  if (isThere()) return;
  if (process.getuid?.() === 0) {
    // What is installed starts no service here: the test has its own.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    const install = `apt-get update -q; apt-get install -y -q --no-install-recommends ${PROGRAM}`;
    // Two test files may find at the same time that it is missing: one installs, the other waits for that.
    const args = [join(tmpdir(), 'linkus-redis.lock'), 'sh', '-c', `command -v ${PROGRAM} || { ${install}; }`];
    spawnSync('flock', args, { env, stdio: 'inherit' });
    if (isThere()) return;
  }
  throw new Error(`This test needs a real Redis: install ${PROGRAM} (Debian: apt-get install redis-server).`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
