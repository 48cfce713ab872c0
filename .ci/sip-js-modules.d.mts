import type { Plugin } from 'esbuild';

/** Our modules in place of three of sip.js's, as in the published files. */
export function sipJsModulesForEsbuild(): Plugin;
