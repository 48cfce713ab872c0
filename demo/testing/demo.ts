import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface RunningDemo {
  /** Such as `http://localhost:18080`. */
  readonly address: string;
  /** As Ctrl-C does; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** `npm start`, as a person starts it. */
export async function startDemo(port: number): Promise<RunningDemo> {
  const server = spawn(process.execPath, ['--import', 'tsx', 'demo/start.ts', '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await new Promise<string>((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`npm start ended with ${code}`)));
    createInterface({ input: server.stdout }).on('line', (line) => {
      const found = /http:\/\/localhost:\d+/.exec(line);
      if (found) resolve(found[0]);
    });
  });
  return {
    address,
    stop: () => {
      const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      return ended;
    },
  };
}

/** What lets a browser without a microphone and a camera call. */
export const fakeDevices = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
