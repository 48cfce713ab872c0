/** A module (a path from the project's top) made as `linkus-core.esm.js` is, in memory. */
export function bundleLikeCore(module: string): Promise<string>;

/** The project's top folder. */
export const root: string;

/** The files for application servers: `server.js` and the program `linkus-elements.js`. */
export function bundleForServers(options?: {
  write?: boolean;
}): Promise<{ outputFiles: { path: string; contents: Uint8Array }[] }[]>;
