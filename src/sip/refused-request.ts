/** Header fields of which a request has one, with their compact forms (RFC 3261 section 20). */
const single = ['From|f', 'To|t', 'Call-ID|i', 'CSeq', 'Max-Forwards', 'Content-Length|l'];

/**
 * The response to a request that must be refused, and that sip.js would take or throw at (RFC 3261 section 8.2, RFC 4475);
 * `null` for all others.
 */
export function refusalOf(text: string): string | null {
  const [head = '', body = ''] = text.split('\r\n\r\n', 2);
  // A line that begins with white space continues the one before.
  const [start = '', ...lines] = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const [, method = 'ACK', scheme = '', version] = /^(\S+) ([\w+.-]+):\S* SIP\/(\S+)$/.exec(start) ?? [];
  const all = (names: string) => lines.filter((line) => new RegExp(`^(${names})[ \t]*:`, 'i').test(line));
  const [via, from, to, callId, cseq] = ['Via|v', ...single].map(all) as [
    string[],
    string[],
    string[],
    string[],
    string[],
  ];
  // Not a request, or one to which there is no response.
  if (method === 'ACK' || ![from, to, callId, cseq].every(([first]) => first)) return null;
  const status =
    version !== '2.0'
      ? '505 Version Not Supported'
      : scheme.toLowerCase() !== 'sip'
        ? '416 Unsupported URI Scheme'
        : single.some((names) => all(names).length > 1) || !cseq[0]?.trim().endsWith(` ${method}`)
          ? '400 Bad Request'
          : method === 'INVITE' && body && !all('Content-Type|c').some((line) => /application\/sdp/i.test(line))
            ? '415 Unsupported Media Type'
            : null;
  if (status === null) return null;
  const tag = /;\s*tag\s*=/i.test(to[0] ?? '') ? '' : `;tag=${Math.random().toString(36).slice(2)}`;
  const copied = [...via, from[0], to[0] + tag, callId[0], cseq[0]];
  return [`SIP/2.0 ${status}`, ...copied, 'Accept: application/sdp', 'Content-Length: 0', '', ''].join('\r\n');
}
