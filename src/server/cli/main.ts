#!/usr/bin/env node
/** `npx linkus-elements serve`: the signature service as a program. */
import { messageOf } from '../pbx-error.js';
import { check } from './check.js';
import { log } from './log.js';
import { serve } from './serve.js';
import { readSettings, SettingsError, USAGE } from './settings.js';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(command: string | undefined, args: readonly string[]): Promise<number> {
  if (command === 'help' || command === '--help' || args.includes('--help')) {
    print(USAGE);
    return 0;
  }
  if (command !== 'serve')
    throw new SettingsError(command === undefined ? 'Say what to do.' : `There is no command "${command}".`);
  const settings = readSettings(args, process.env);
  if (settings.check) return (await check(settings, print)) ? 0 : 1;

  const signal = new Promise<string>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, resolve);
  });
  const running = await serve(settings);
  log('info', 'listening', { host: settings.host, port: running.port });
  log('info', 'stopping', { signal: await signal });
  await running.stop();
  log('info', 'stopped');
  return 0;
}

try {
  process.exitCode = await main(process.argv[2], process.argv.slice(3));
} catch (error) {
  // What is wrong with an option of the service is wrong with the setting of the same name.
  const isUsage = error instanceof SettingsError || error instanceof TypeError;
  process.stderr.write(`${messageOf(error)}\n${isUsage ? '\nlinkus-elements --help lists the flags.\n' : ''}`);
  process.exitCode = isUsage ? 2 : 1;
}
