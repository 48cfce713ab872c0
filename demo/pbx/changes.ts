/** Tells watchers that something in the PBX changed, so that a command can wait for a fact without asking again and again. */
export class Changes {
  readonly #watchers = new Set<() => void>();

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  notify(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}
