/**
 * An esbuild plugin for the builds that are one file: `import('./x.js')` has nothing to wait for there. Left as it is,
 * esbuild would wrap each module behind it in a function and keep every export, used or not.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';

/** The module of `import('./x.js')`, when the node is one. */
function lazyModule(node) {
  if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.ImportKeyword) return undefined;
  const [module] = node.arguments;
  return module && ts.isStringLiteral(module) ? module.text : undefined;
}

/** The same source with static imports. They are hoisted, so they are written at the end, where they move no line. */
export function withStaticImports(path, source) {
  const imports = [];
  let text = '';
  let copied = 0;
  const visit = (node) => {
    const module = lazyModule(node);
    if (module === undefined) return void ts.forEachChild(node, visit);
    const name = `lazyModule${imports.length + 1}`;
    imports.push(`import * as ${name} from ${JSON.stringify(module)};`);
    text += `${source.slice(copied, node.getStart())}Promise.resolve(${name})`;
    copied = node.getEnd();
  };
  visit(ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true));
  return [text + source.slice(copied), ...imports].join('\n');
}

/** @param {string} root the project's folder */
export const staticImports = (root) => ({
  name: 'static-imports',
  setup({ onLoad }) {
    const ours = join(root, 'src');
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (!path.startsWith(ours)) return undefined;
      const source = await readFile(path, 'utf8');
      if (!source.includes('import(')) return undefined;
      return { contents: withStaticImports(path, source), loader: 'ts' };
    });
  },
});
