import { executeServerCommand } from '@web/test-runner-commands';
import type { DevelopmentPbxOptions } from '../../demo/pbx/index.js';

/** What can be said of the PBX in JSON: it runs in another process. */
export type TestPbxOptions = Omit<DevelopmentPbxOptions, 'fetch' | 'host' | 'mediaAddress' | 'now' | 'port'>;

/** The development PBX of this test file, as a test in the browser sees it. */
export interface TestPbx {
  /** What an application gives as the PBX's address: `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** Acts on the PBX, or asks it something; the names are those of its command line. */
  command<Answer = unknown>(name: string, args?: Record<string, unknown>): Promise<Answer>;
  /** The login signature that an application server would hand to the page of this extension. */
  sign(username: string): Promise<string>;
}

/**
 * Starts a PBX for this test file alone, on a free port. A second call replaces the first one's PBX; the last one is
 * closed when the page goes (`.ci/pbx-plugin.mjs`).
 */
export async function startPbx(options: TestPbxOptions = {}): Promise<TestPbx> {
  const { url } = await executeServerCommand<{ url: string }, TestPbxOptions>('pbx:start', options);
  const command = async <Answer>(name: string, args: Record<string, unknown> = {}): Promise<Answer> => {
    const { result } = await executeServerCommand<{ result: Answer }, { name: string; args: Record<string, unknown> }>(
      'pbx:command',
      { name, args },
    );
    return result;
  };
  return { url, command, sign: (username) => command<string>('sign', { username }) };
}

/** Closes the PBX as if somebody had pulled its plug. */
export async function stopPbx(): Promise<void> {
  await executeServerCommand('pbx:stop');
}

/** The PBX can't be reached, as one that is being restarted, until `bringPbxBack()`. It forgets nothing. */
export async function takePbxAway(): Promise<void> {
  await executeServerCommand('pbx:go-away');
}

/** It listens again, on the same port. */
export async function bringPbxBack(): Promise<void> {
  await executeServerCommand('pbx:come-back');
}
