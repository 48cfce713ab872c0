const restores: (() => void)[] = [];

/** Puts something of the test in the place of one of the browser's own members, until `restoreAll()`. */
export function replaceMember(target: object, name: PropertyKey, value: unknown): void {
  const own = Object.getOwnPropertyDescriptor(target, name);
  restores.push(() => {
    if (own) Object.defineProperty(target, name, own);
    else Reflect.deleteProperty(target, name);
  });
  Object.defineProperty(target, name, { configurable: true, writable: true, value });
}

/** Takes one of the browser's own members away, wherever it is inherited from, until `restoreAll()`. */
export function removeMember(target: object, name: PropertyKey): void {
  for (let owner: object | null = target; owner; owner = Object.getPrototypeOf(owner) as object | null) {
    const own = Object.getOwnPropertyDescriptor(owner, name);
    if (!own) continue;
    const from = owner;
    restores.push(() => Object.defineProperty(from, name, own));
    Reflect.deleteProperty(from, name);
  }
}

export function restoreAll(): void {
  while (restores.length > 0) restores.pop()?.();
}
