/**
 * Takes the place of sip.js's parser, which is generated from a grammar and weighs 9 KB (`.ci/sip-js-modules.mjs`).
 * `message.ts` has read every header by the time that sip.js looks at it; for any other there is nothing to be had.
 */
export function parse(): never {
  throw new Error('This header is not read by sip.js.');
}
