import type { Emitter } from '../emitter.js';

/** The arguments of the next event of this name. Ask before you cause it. */
export function next<Source extends { readonly eventMap: object }, Name extends keyof Source['eventMap']>(
  emitter: Source,
  name: Name,
): Promise<Source['eventMap'][Name]> {
  type Args = Source['eventMap'][Name] & unknown[];
  const source = emitter as unknown as Emitter<Record<Name, Args>>;
  return new Promise((resolve) => source.once(name, (...args) => resolve(args)));
}

/** The next DOM event of this name. Ask before you cause it. */
export function nextEvent<Name extends keyof HTMLElementEventMap>(
  target: HTMLElement,
  name: Name,
): Promise<HTMLElementEventMap[Name]> {
  return new Promise((resolve) => target.addEventListener(name, resolve, { once: true }));
}

/** Resolves when `condition` gives something; for facts that have no event, such as media statistics. */
export async function until<Value>(condition: () => Value | Promise<Value>): Promise<NonNullable<Value>> {
  for (;;) {
    const value = await condition();
    if (value) return value;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

/** What arrives on a connection once sound does: waits for packets and for a level above silence. */
export function sound(connection: RTCPeerConnection): Promise<{ packetsReceived: number; audioLevel: number }> {
  return until(async () => {
    for (const report of (await connection.getStats()).values() as Iterable<Record<string, unknown>>) {
      const { type, kind, packetsReceived, audioLevel } = report;
      if (type !== 'inbound-rtp' || kind !== 'audio') continue;
      if (Number(packetsReceived) > 0 && Number(audioLevel) > 0) {
        return { packetsReceived: Number(packetsReceived), audioLevel: Number(audioLevel) };
      }
    }
    return null;
  });
}
