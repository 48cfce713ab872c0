/**
 * What is never called in sip.js, by us or by what we call there. A bundler keeps a class as a whole.
 * `slim-sip-js.test.mjs` looks whether src/sip/ uses any of it.
 */
import ts from 'typescript';

/** Class → its methods and accessors. */
const members = {
  EmitterImpl: ['off', 'on', 'once', 'removeAllListeners'],
  // Requests and options of calls that we don't have
  Invitation: ['body', 'localIdentity'],
  Inviter: ['body', 'localIdentity'],
  NameAddrHeader: ['clone', 'friendlyName'],
  Parameters: ['clearParams', 'deleteParam'],
  // A REFER of the other side is refused.
  Referral: ['makeInviter', 'referTo', 'referredBy', 'replaces'],
  Session: [
    ...['_message', 'assertedIdentity', 'message', 'replacee'],
    ...['_refer', 'refer', 'referExtraHeaders', 'referToString'],
    ...['sessionDescriptionHandlerModifiers', 'sessionDescriptionHandlerModifiersReInvite'],
    ...['sessionDescriptionHandlerOptions', 'sessionDescriptionHandlerOptionsReInvite'],
  ],
  SessionDialog: ['message'],
  URI: ['aor', 'clearHeaders', 'deleteHeader', 'getHeader', 'hasHeader'],
  UserAgent: ['_makeInviter', 'attemptReconnection'],
  UserAgentCore: ['message', 'publish', 'request', 'subscribe'],
};

export const unreachedMembers = new Set(
  Object.entries(members).flatMap(([name, list]) => list.map((member) => `${name}.${member}`)),
);

/** `Class.member` of the node, when it is one. */
const memberName = (node) =>
  (ts.isMethodDeclaration(node) || ts.isAccessor(node)) && ts.isClassLike(node.parent)
    ? `${node.parent.name?.text}.${node.name.getText()}`
    : undefined;

/** Nothing in place of a member that is not reached; `used` gets its name. */
export function unreachedMember(node, used) {
  const name = memberName(node);
  if (!unreachedMembers.has(name)) return undefined;
  used(name);
  return '';
}

/** The statuses that we or sip.js answer with: a reason phrase is only for people who read the messages. */
const answered = new Set([
  ...[100, 180, 183, 200, 202],
  ...[400, 404, 405, 415, 416, 420, 480, 481, 482, 486, 487, 488, 489, 491],
  ...[500, 501, 503, 504, 603],
]);

/** The table of reason phrases without those of other statuses. */
export function usedPhrases(node, used) {
  if (!ts.isVariableDeclaration(node) || node.name.getText() !== 'REASON_PHRASE') return undefined;
  used('REASON_PHRASE');
  const phrases = node.initializer.properties.filter(({ name }) => answered.has(Number(name.text)));
  return `REASON_PHRASE = { ${phrases.map((phrase) => phrase.getText()).join()} }`;
}

/** A REFER is refused where nobody handles it, not followed. */
export function followedRefer(node, used) {
  if (!ts.isExpressionStatement(node) || !/^referral\s*\.accept\(\)/.test(node.getText())) return undefined;
  used('followed REFER');
  return 'referral.reject({ statusCode: 603 });';
}

/** Nothing in place of what looks for options that sip.js has no more. */
export function deprecatedOptions(node, used) {
  const isOne = /^(?:this\.options\.transportOptions|options\.reconnection\w+ !== undefined)$/;
  if (!ts.isIfStatement(node) || !isOne.test(node.expression.getText())) return undefined;
  used('deprecated options');
  return ';';
}
