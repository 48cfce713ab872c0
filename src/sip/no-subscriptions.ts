/**
 * Takes the place of sip.js's SUBSCRIBE client and its dialogs, 9 KB of which nothing here makes use
 * (`.ci/sip-js-modules.mjs`): the PBX tells everything over its notification socket.
 */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- sip.js constructs it by name
export class SubscribeUserAgentClient {
  constructor() {
    throw new Error('This phone subscribes to nothing.');
  }
}
