import { nothing } from 'lit';
import { msg } from './localize.js';

/**
 * For `dir` beside `lang`: texts that run from right to left do so on any page, and what stands around them with them. All
 * others run as the page does. Call it while rendering only.
 */
export const direction = (): 'rtl' | typeof nothing =>
  msg('ltr', { id: 'locale.direction' }) === 'rtl' ? 'rtl' : nothing;
