import { lazyModule } from './lazy-module.js';

/** How written numbers are read. It loads with the first drawing; until then numbers stay as they are, for the phone to read. */
export const dialNumbers = lazyModule(() => import('../../src/phone/dial-number.js'));
