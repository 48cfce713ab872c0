export function findBrowser(): Promise<string>;
export const quietFlags: readonly string[];
export const browserFlags: readonly string[];
