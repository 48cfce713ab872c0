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

export function restoreAll(): void {
  while (restores.length > 0) restores.pop()?.();
}
