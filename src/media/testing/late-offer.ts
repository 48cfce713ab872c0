import { replaceMember } from './replace-member.js';

/**
 * Holds back every local description until `go()` is called: what is made of it is not there before. `begun` resolves with
 * the first. Until `restoreAll()`.
 */
export function lateOffer(): { readonly begun: Promise<void>; readonly go: () => void } {
  let begin: () => void = () => undefined;
  let go: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const gate = new Promise<void>((resolve) => (go = resolve));
  // eslint-disable-next-line @typescript-eslint/unbound-method, @typescript-eslint/no-deprecated -- it is called on a connection; the type knows an old form, too
  const { setLocalDescription } = RTCPeerConnection.prototype;
  replaceMember(
    RTCPeerConnection.prototype,
    'setLocalDescription',
    async function (this: RTCPeerConnection, ...args: unknown[]) {
      begin();
      await gate;
      return Reflect.apply(setLocalDescription, this, args) as Promise<void>;
    },
  );
  return { begun, go };
}
