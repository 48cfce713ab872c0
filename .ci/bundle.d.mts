/** A module (a path from the project's top) made as `linkus-core.esm.js` is, in memory. */
export function bundleLikeCore(module: string): Promise<string>;
