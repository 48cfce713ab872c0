import { lazyModule } from './lazy-module.js';

/** The sentences for what goes wrong. A phone loads them while it signs in: without a network it is too late. */
export const troubleTexts = lazyModule(() => import('./trouble-texts.js'));
