/**
 * Takes secrets out of a log line before it leaves this page. Nobody should put one in; this is for the day on which
 * somebody did: a token in an address, the Authorization header of a SIP message, the passwords in an SDP.
 *
 * @param secrets values that are known to be secret, wherever they stand
 */
export function redact(line: string, secrets: readonly string[] = []): string {
  let text = line;
  // A short value (a signature that is `1000`) would blacken half of the text.
  for (const secret of secrets) if (secret.length >= 8) text = text.replaceAll(secret, hidden);
  return rules.reduce((redacted, [pattern, replacement]) => redacted.replaceAll(pattern, replacement), text);
}

const hidden = '[…]';

/** Names of fields whose value is a secret, in JSON, in addresses and in `name: value` lines. */
const names =
  'access_?token|refresh_?token|token|secret|signature|sign|password|passwd|registerpassword|reg_password|ha1|access_?key|credential';

const rules: readonly (readonly [RegExp, string])[] = [
  // A whole header line: the digest in it is one secret with many parts (RFC 3261 section 20.7, 20.28).
  [/((?:proxy-)?authorization["']?\s*[:=]\s*)[^\r\n]+/gi, `$1${hidden}`],
  // JSON, also inside a JSON string (`\"token\":\"…\"`): to the quote that is escaped as often as the first one.
  [new RegExp(`((\\\\*)["'](?:${names})\\2["']\\s*:\\s*\\2["']).*?(?:(?<!\\\\)\\2(?=["'])|$)`, 'gis'), `$1${hidden}$2`],
  // `?access_token=…`, `secret=…`, `password: …`
  [new RegExp(`(\\b(?:${names})\\\\*["']?\\s*[=:]\\s*)[^\\s"'&;,<>\\\\[{]+`, 'gi'), `$1${hidden}`],
  [/\b(bearer\s+)[\w.~+/-]{8,}=*/gi, `$1${hidden}`],
  [/\b(digest\s+username=)[^\r\n]+/gi, `$1${hidden}`],
  // SDP: the ICE password (RFC 8839 section 5.4) and SDES keys (RFC 4568).
  [/(a=ice-pwd:)[^\s"\\]+/gi, `$1${hidden}`],
  [/(a=crypto:\d+\s+\S+\s+inline:)[^\s"\\]+/gi, `$1${hidden}`],
  // A JSON Web Token says by itself what it is.
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, hidden],
];
