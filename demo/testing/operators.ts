import { init, type InitOptions, type Operators } from '../../src/init.js';
import { next } from './wait.js';
import type { TestPbx } from './pbx.js';

/** Signs an extension in at the development PBX and waits until it is registered. */
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
