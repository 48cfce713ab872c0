/**
 * What our user agent never sets otherwise, or never at all, written into sip.js where it is read: the bundler then drops
 * the branches that depend on it. `slim-sip-js.test.mjs` compares it with what src/sip/ sets.
 */
import ts from 'typescript';

/** Property → its value. */
export const constants = new Map(
  Object.entries({
    // Options of the user agent
    allowLegacyNotifications: 'false',
    forceRport: 'false',
    gracefulShutdown: 'false',
    // Ours are registered ones, so the list of those need not be there.
    hackAllowUnregisteredOptionTags: 'true',
    hackIpInContact: 'false',
    hackViaTcp: 'false',
    instanceIdAlwaysAdded: 'false',
    logConfiguration: 'false',
    reconnectionAttempts: 'undefined',
    sipExtension100rel: '"Unsupported"',
    sipExtensionReplaces: '"Unsupported"',
    viaForceRport: 'false',
    // Options of a call
    anonymous: 'false',
    earlyMedia: 'false',
    inviteWithoutSdp: 'false',
    withoutSdp: 'false',
    sessionDescriptionHandlerModifiers: 'undefined',
    sessionDescriptionHandlerModifiersReInvite: 'undefined',
    sessionDescriptionHandlerOptions: 'undefined',
    sessionDescriptionHandlerOptionsReInvite: 'undefined',
    // What follows from them
    earlyMediaDialog: 'undefined',
    pubGruu: 'undefined',
    tempGruu: 'undefined',
    _referred: 'undefined',
    _replacee: 'undefined',
    _renderbody: 'undefined',
  }),
);

/** Variable → its value: what is sent reliably needs PRACK, which nobody may ask of us (RFC 3262 section 3). */
export const variables = new Map([['responseReliable', 'false']]);

/** Enumerations whose values are called like their names: the name is written where it is read. */
export const enumerations = new Set([
  ...[
    'C',
    'SessionDialogState',
    'SessionState',
    'SignalingState',
    'SIPExtension',
    'TransactionState',
    'UserAgentState',
  ],
]);

const isWritten = (node) =>
  ts.isBinaryExpression(node.parent) &&
  node.parent.left === node &&
  node.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;

/** The text in place of a property that is read; `used` gets its name. */
export function constantOf(node, used) {
  // The bundler doesn't know that `undefined > 0` is false.
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.GreaterThanToken)
    return constantOf(node.left, used) === 'undefined' ? 'false' : undefined;
  if (ts.isIdentifier(node) && variables.has(node.text) && !ts.isVariableDeclaration(node.parent)) {
    used(node.text);
    return variables.get(node.text);
  }
  if (!ts.isPropertyAccessExpression(node) || isWritten(node)) return undefined;
  const { expression, name } = node;
  if (ts.isIdentifier(expression) && enumerations.has(expression.text)) return JSON.stringify(name.text);
  if (!constants.has(name.text)) return undefined;
  used(name.text);
  return constants.get(name.text);
}

/** Properties that are set, and never read: the constants, and what src/sip/ puts its own in place of. */
const unread = new Set([
  ...constants.keys(),
  ...['authenticationFactory', 'authorizationHa1', 'authorizationPassword', 'authorizationUsername', 'logLevel'],
]);

/** An object's text without the properties that are never read. */
export function withoutUnread(node, used) {
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const isUnread = (property) => ts.isPropertyAssignment(property) && unread.has(property.name.getText());
  const dropped = node.properties.filter(isUnread);
  if (dropped.length === 0) return undefined;
  for (const { name } of dropped) used(name.getText());
  const kept = node.properties.filter((property) => !isUnread(property));
  return `{ ${kept.map((property) => property.getText()).join()} }`;
}
