/** What the esbuild plugins of this folder share: to find places in a source with TypeScript's parser, and to replace them. */
import ts from 'typescript';

/**
 * The source with the nodes replaced for which `replace` gives a text. Nodes inside a replaced one are not visited.
 * @param {string} path its ending tells the language
 * @param {string} source
 * @param {(node: ts.Node) => string | undefined} replace
 * @returns {{ text: string, count: number }}
 */
export function replaceNodes(path, source, replace) {
  const edits = [];
  const visit = (node) => {
    const text = replace(node);
    if (text === undefined) ts.forEachChild(node, visit);
    else edits.push({ start: node.getStart(), end: node.getEnd(), text });
  };
  visit(ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true));
  let text = source;
  for (const edit of edits.reverse()) text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  return { text, count: edits.length };
}
