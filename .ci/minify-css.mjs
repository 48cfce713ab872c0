/**
 * An esbuild plugin: the CSS inside Lit's css`…` is a string to esbuild, which it leaves alone. TypeScript's parser finds
 * the templates, esbuild's own CSS minifier does the rest.
 */
import { readFile } from 'node:fs/promises';
import { transform } from 'esbuild';
import ts from 'typescript';

/** A value put into the CSS, while esbuild reads it. Valid wherever an identifier, a value or a selector is. */
const placeholder = (index) => `--linkus-placeholder-${index}-`;

function findTemplates(source, path) {
  const templates = [];
  const visit = (node) => {
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'css') templates.push(node.template);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true));
  return templates;
}

async function minifyTemplate(template, path) {
  const spans = ts.isNoSubstitutionTemplateLiteral(template) ? [] : template.templateSpans;
  const values = spans.map((span) => `\${${span.expression.getText()}}`);
  const first = ts.isNoSubstitutionTemplateLiteral(template) ? template : template.head;
  const text = first.text + spans.map((span, index) => placeholder(index) + span.literal.text).join('');
  const { code, warnings } = await transform(text, {
    loader: 'css',
    minify: true,
    charset: 'utf8',
    logLevel: 'silent',
  });
  // Not a whole style sheet: a length, a few declarations. It stays as it was written.
  if (warnings.length > 0) return template.getText();
  const escaped = code.trim().replaceAll(/[\\`]|\$(?=\{)/g, '\\$&');
  const result = values.reduce((css, value, index) => css.replace(placeholder(index), () => value), escaped);
  if (values.some((value) => !result.includes(value))) {
    throw new Error(`${path}: a \${…} in css\`…\` did not survive minifying; put it where a value or a selector is.`);
  }
  return `\`${result}\``;
}

export function minifyCss() {
  return {
    name: 'minify-css',
    setup(build) {
      build.onLoad({ filter: /[\\/]elements[\\/].*\.ts$/ }, async ({ path }) => {
        let contents = await readFile(path, 'utf8');
        const templates = contents.includes('css`') ? findTemplates(contents, path) : [];
        // From the end, so that the positions before it stay true.
        for (const template of templates.reverse()) {
          const minified = await minifyTemplate(template, path);
          contents = contents.slice(0, template.getStart()) + minified + contents.slice(template.getEnd());
        }
        return { contents, loader: 'ts' };
      });
    },
  };
}
