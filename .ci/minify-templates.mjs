/**
 * An esbuild plugin: the CSS in Lit's css`…` and the HTML in html`…` are strings to esbuild, which it leaves alone.
 * TypeScript's parser finds the templates. CSS goes through esbuild's own CSS minifier; of HTML only the line breaks with
 * their indentation become one space, which nobody sees.
 */
import { readFile } from 'node:fs/promises';
import { transform } from 'esbuild';
import ts from 'typescript';

/** A value put into the CSS, while esbuild reads it. Valid wherever an identifier, a value or a selector is. */
const placeholder = (index) => `--linkus-placeholder-${index}-`;

function findTemplates(source, path) {
  const templates = [];
  const visit = (node) => {
    if (ts.isTaggedTemplateExpression(node)) templates.push({ tag: node.tag.getText(), template: node.template });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true));
  return templates;
}

/** The literal pieces of a template, between its `${…}`. */
function piecesOf(template) {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return [template];
  return [template.head, ...template.templateSpans.map((span) => span.literal)];
}

const replacement = (node, text) => ({ start: node.getStart(), end: node.getEnd(), text });

async function minifyCss(template, path) {
  const pieces = piecesOf(template);
  const values = (template.templateSpans ?? []).map((span) => `\${${span.expression.getText()}}`);
  const text = pieces.map((piece, index) => (index === 0 ? '' : placeholder(index - 1)) + piece.text).join('');
  const { code, warnings } = await transform(text, {
    loader: 'css',
    minify: true,
    charset: 'utf8',
    logLevel: 'silent',
  });
  // Not a whole style sheet: a length, a few declarations. It stays as it was written.
  if (warnings.length > 0) return [];
  const escaped = code.trim().replaceAll(/[\\`]|\$(?=\{)/g, '\\$&');
  const result = values.reduce((css, value, index) => css.replace(placeholder(index), () => value), escaped);
  if (values.some((value) => !result.includes(value))) {
    throw new Error(`${path}: a \${…} in css\`…\` did not survive minifying; put it where a value or a selector is.`);
  }
  return [replacement(template, `\`${result}\``)];
}

function minifyHtml(template, path) {
  const text = template.getText();
  if (/<(?:pre|textarea)\b/i.test(text)) throw new Error(`${path}: white space counts in <pre> and <textarea>.`);
  return piecesOf(template).map((piece) => replacement(piece, piece.getText().replaceAll(/\s*\n\s*/g, ' ')));
}

async function minifyTemplates(source, path) {
  const changes = [];
  for (const { tag, template } of findTemplates(source, path)) {
    if (tag === 'css') changes.push(...(await minifyCss(template, path)));
    else if (tag === 'html' || tag === 'svg') changes.push(...minifyHtml(template, path));
  }
  // From the end, so that the positions before it stay true.
  changes.sort((one, other) => other.start - one.start);
  return changes.reduce((text, { start, end, text: piece }) => text.slice(0, start) + piece + text.slice(end), source);
}

export function minifyLitTemplates() {
  return {
    name: 'minify-lit-templates',
    setup(build) {
      build.onLoad({ filter: /[\\/]elements[\\/].*\.ts$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        return {
          contents: /\b(?:css|html|svg)`/.test(source) ? await minifyTemplates(source, path) : source,
          loader: 'ts',
        };
      });
    },
  };
}
