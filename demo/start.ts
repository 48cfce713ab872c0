/** `npm start`: builds, then serves the demo pages and a development PBX on one port. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startDevelopmentPbx, type DevelopmentPbx, type DevelopmentPbxOptions } from './pbx/index.js';
import { makeCertificate } from './start/certificate.js';
import { isTakenOnIpv6, lanAddresses } from './start/network.js';
import { prompt } from './start/prompt.js';
import { signatureService } from './start/signature.js';
import { serveStaticFile } from './start/static-files.js';

const USAGE = `Usage: npm start -- [--port <number>] [--lan]
  --port   first port to try (default 8080)
  --lan    serve the whole local network over HTTPS, with a certificate made on the spot`;
const DEFAULT_PORT = 8080;
const PORTS_TO_TRY = 20;

const root = fileURLToPath(new URL('..', import.meta.url));
let build: ChildProcess | undefined;
let pbx: DevelopmentPbx | undefined;

/** Ends everything at once; what has not closed within half a second goes down with the process. */
function stop(): void {
  build?.kill();
  const enough = new Promise((resolve) => setTimeout(resolve, 500));
  void Promise.race([pbx?.close(), enough]).finally(() => process.exit(0));
}

function readOptions(): { port: number; lan: boolean } {
  try {
    const { values } = parseArgs({ options: { port: { type: 'string' }, lan: { type: 'boolean', default: false } } });
    const port = Number(values.port ?? DEFAULT_PORT);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new TypeError(`"${values.port}" is not a port.`);
    return { port, lan: values.lan };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

/** Resolves when `dist` is there. The pages need the scripts only, not the declarations. */
async function buildScripts(): Promise<void> {
  const script = fileURLToPath(new URL('../.ci/build.mjs', import.meta.url));
  if (!existsSync(script)) return;
  const child = spawn(process.execPath, [script, '--js-only'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  build = child;
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  build = undefined;
  if (code === 0) return;
  console.error('The build failed (see above).');
  process.exit(1);
}

/** Starts on the first free port from the wanted one on. */
async function startOnFreePort(wanted: number, options: DevelopmentPbxOptions): Promise<DevelopmentPbx> {
  for (let port = wanted; port < Math.min(wanted + PORTS_TO_TRY, 65_536); port += 1) {
    try {
      if (!(await isTakenOnIpv6(port))) return await startDevelopmentPbx({ ...options, port });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    }
    console.log(`Port ${port} is in use, trying ${port + 1}.`);
  }
  console.error(`No free port from ${wanted} on. Name another one: npm start -- --port 9000`);
  process.exit(1);
}

function announce(running: DevelopmentPbx, lan: boolean): void {
  const scheme = lan ? 'https' : 'http';
  const addresses = lanAddresses();
  const lines = [
    '',
    `  ${scheme}://localhost:${running.port}/                      a phone`,
    `  ${scheme}://localhost:${running.port}/demo/two-phones.html  two phones that call each other`,
    `  ${scheme}://localhost:${running.port}/demo/themes.html      the elements in three themes`,
    `  ${scheme}://localhost:${running.port}/demo/cdn.html         one script tag on a page of plain HTML`,
  ];
  if (lan) {
    lines.push('', '  From another machine:', ...addresses.map((address) => `  https://${address}:${running.port}/`));
    lines.push('', '  The certificate was made on the spot: each browser warns once.');
  }
  lines.push(
    '',
    '  Dial *43 for an echo of your voice, *65 for a tune,',
    '  1000 to 1009 for another phone (?username=1001 signs a page in as extension 1001).',
  );
  if (addresses.length === 0) {
    lines.push(
      '',
      '  This machine has no network: an ordinary browser sends no sound then, because it does not use',
      '  the loopback address for calls. Connect to any network and start again.',
    );
  }
  const commands = lan ? 'type help' : `npm run pbx -- http://localhost:${running.port} help`;
  if (!lan) {
    const { accessId, accessKey } = running.openApi;
    lines.push(
      '',
      '  For a server of your own (docs/server.md):',
      `  export LINKUS_PBX_URL=${running.url} LINKUS_ACCESS_ID=${accessId} LINKUS_ACCESS_KEY=${accessKey}`,
    );
  }
  lines.push('', `  Commands to the PBX: ${commands}`, '  Ctrl-C stops everything.', '');
  console.log(lines.join('\n'));
}

async function main(): Promise<void> {
  const { port, lan } = readOptions();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  await buildScripts();

  const addresses = lanAddresses();
  const running = await startOnFreePort(port, {
    host: lan ? '0.0.0.0' : '127.0.0.1',
    // The commands can end calls and sign anybody in: not for the whole network.
    httpCommands: !lan,
    ...(lan && { tls: await makeCertificate(['127.0.0.1', ...addresses]) }),
    fetch: (request) => {
      const isSignature = new URL(request.url).pathname === '/signature';
      return isSignature ? signature(request) : serveStaticFile(root, request);
    },
  });
  const signature = signatureService(running);
  pbx = running;
  announce(running, lan);
  if (process.stdin.isTTY) prompt(running, stop);
}

await main();
