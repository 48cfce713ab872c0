/** What the page of `call.ts` has as `window.exports`: the elements, and the bare media beside them. */
export * from '../../elements/index.js';
export { bareMedia } from './on-click.js';
