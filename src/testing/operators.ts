import { init, type InitOptions, type Operators } from '../init.js';
import { next } from './wait.js';
import type { TestPbx } from './pbx.js';

/** Signs an extension in at the PBX of this test file, and waits until it is registered. */
export async function register(pbx: TestPbx, username: string, options: Partial<InitOptions> = {}): Promise<Operators> {
  const operators = await init({
    username,
    secret: await pbx.sign(username),
    pbxURL: pbx.url,
    enableLog: false,
    ...options,
  });
  const registered = next(operators.phone, 'registered');
  operators.phone.start();
  await registered;
  return operators;
}

/** Several extensions at once, in this order. */
export function registerAll<Numbers extends [string, ...string[]]>(
  pbx: TestPbx,
  ...numbers: Numbers
): Promise<{ [Index in keyof Numbers]: Operators }> {
  return Promise.all(numbers.map((number) => register(pbx, number))) as Promise<{
    [Index in keyof Numbers]: Operators;
  }>;
}

/** Closes phones, and waits until the PBX has no call any more. */
export async function closeAll(pbx: TestPbx, ...phones: Operators[]): Promise<void> {
  for (const { destroy } of phones) destroy();
  await pbx.command('wait', { for: 'no-calls', timeout: 5000 });
}
