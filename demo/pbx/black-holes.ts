import type { PbxSocket } from './sockets.js';

export type SocketKind = 'sip' | 'notifications';

/** Half-dead paths: sockets that stay open but carry nothing, and new ones that are never answered. */
export class BlackHoles {
  readonly #swallowed = new Map<string, Set<PbxSocket>>();
  readonly #new = new Set<string>();

  /**
   * @param isForNew also new sockets get no answer until {@link end}
   * @returns how many sockets were open
   */
  begin(kind: SocketKind, extension: string, sockets: Iterable<PbxSocket>, isForNew: boolean): number {
    const key = `${kind} ${extension}`;
    if (isForNew) this.#new.add(key);
    const swallowed = this.#swallowed.get(key) ?? new Set();
    this.#swallowed.set(key, swallowed);
    let count = 0;
    for (const socket of sockets) {
      socket.swallow(true);
      swallowed.add(socket);
      count += 1;
    }
    return count;
  }

  /** What was lost until now stays lost. Returns how many sockets there were. */
  end(kind: SocketKind, extension: string): number {
    const key = `${kind} ${extension}`;
    this.#new.delete(key);
    const sockets = this.#swallowed.get(key) ?? new Set();
    this.#swallowed.delete(key);
    for (const socket of sockets) socket.swallow(false);
    return sockets.size;
  }

  /** True when a new socket of this extension is to get no answer at all. */
  takesNew(kind: SocketKind, extension: string): boolean {
    return this.#new.has(`${kind} ${extension}`);
  }
}
