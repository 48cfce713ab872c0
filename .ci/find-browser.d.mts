export function findBrowser(): Promise<string>;
export const browserFlags: readonly string[];
