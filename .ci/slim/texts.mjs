/** sip.js's sentences for the log. Our connector hears warnings and errors only, and hands them on as details. */
import ts from 'typescript';

/** Nothing in place of a line that is not heard. */
export function unheardLog(node) {
  if (!ts.isExpressionStatement(node) || !ts.isCallExpression(node.expression)) return undefined;
  const callee = node.expression.expression;
  if (!ts.isPropertyAccessExpression(callee) || !['log', 'debug'].includes(callee.name.text)) return undefined;
  return /\blogger$/.test(callee.expression.getText()) ? ';' : undefined;
}

/** Nothing in place of the choice of a level: the logger has none. */
export function logLevels(node, used) {
  if (!ts.isSwitchStatement(node) || node.expression.getText() !== 'this.options.logLevel') return undefined;
  used('log levels');
  return ';';
}

/** It is a part of what is said by a warning, an error or an exception; not of what goes out in a message. */
function isSaid(node) {
  for (let { parent } = node; parent && !ts.isBlock(parent); { parent } = parent) {
    if (ts.isCallExpression(parent))
      return /\b(?:logger\.(?:warn|error)|logTransportError)$/.test(parent.expression.getText());
    if (ts.isNewExpression(parent)) return parent.expression.getText().endsWith('Error');
    if (ts.isVariableDeclaration(parent)) return /message$/i.test(parent.name.getText());
    if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken)
      return parent.left.getText() === 'message';
  }
  return false;
}

const kept = 16;

/**
 * The first words of a long sentence, and the line in sip.js's file where the whole of it is: so it can be found, and
 * no two are the same.
 */
export function shortened(node, used) {
  if (!ts.isStringLiteralLike(node) || node.text.length < kept + 8 || !isSaid(node)) return undefined;
  used('sentences');
  const words = node.text.slice(0, kept).replace(/\S*$/, '');
  const { line } = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart());
  return JSON.stringify(`${words}:${line + 1}`);
}
